"""Commands that write a decision into raw/."""
