"""How good the figures of a release are, by the names others use; each measure is a query anybody can repeat."""
