"""What is said of releases: their list and what changed between two, and what their exports say beside the tables."""
