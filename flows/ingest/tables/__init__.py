"""Where the form stands in grids: headings, columns, captions, covers."""
