"""The little language of rules: a line of `rules.csv` becomes condition, tolerance, check, sheet formula and words."""
