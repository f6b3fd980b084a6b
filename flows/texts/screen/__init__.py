"""What the command line says: in one language at a time, chosen once."""
