"""Texts of what leaves the house: administrative documents, letters, the page of a release, its quality."""
