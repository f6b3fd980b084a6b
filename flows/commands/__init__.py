"""The commands, one module each, imported only when called; each has `register(app)`, which adds it."""
