"""Whose ground is whose, and figures of every period on the ground of today."""
