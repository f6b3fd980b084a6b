"""A published text taken apart: its words, its turns of phrase, its figures."""
