"""How charts are drawn: as SVG, and as charts of Word."""
