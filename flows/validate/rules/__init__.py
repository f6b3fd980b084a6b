"""The rules, and which of them judges what."""
