"""What offices write, before any table: letters, numerals, number styles, units, vocabulary."""
