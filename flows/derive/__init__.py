"""Tables made of the tables of transform: today's boundaries, years, growth, plans, positions, ratios."""
