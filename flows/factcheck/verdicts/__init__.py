"""Each figure held against the release."""
