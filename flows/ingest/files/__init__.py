"""Bytes to grids of cells: what a file is, its limits, and one module a format."""
