"""Causes, and the smallest changes that would make a submission hold."""
