"""From a failed condition to a finding worded for people."""
