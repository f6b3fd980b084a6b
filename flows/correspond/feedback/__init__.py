"""A board's own workbook, marked, and what is said of it."""
