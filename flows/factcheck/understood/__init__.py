"""What each figure of a text says."""
