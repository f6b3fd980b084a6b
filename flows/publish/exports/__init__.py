"""A release for every reader: DuckDB, CSV, one workbook, pages, SDMX; all from the definition of the tables."""
