"""Errors of known kinds, planted and looked for."""
