"""Worlds to back-test in: boards whose half-years are honest and swing as real ones do, from a seed."""
