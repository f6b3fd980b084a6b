"""What was known when, what was known otherwise before, and why."""
