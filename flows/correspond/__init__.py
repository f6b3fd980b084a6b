"""What goes to a board and comes back: the form, the marked copy of its file, the letter."""
