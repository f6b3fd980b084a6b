"""raw/: what came in and what people decided about it, and the only ways to write there."""
