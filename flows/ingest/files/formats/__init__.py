"""One module a file format: bytes in, grids of cells out."""
