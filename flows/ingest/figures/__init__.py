"""Lines and figures of the form out of its tables, and what must be asked about them."""
