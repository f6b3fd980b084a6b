"""What is written for a board: its form, and what goes back to it."""
