"""What is usual of a figure: one method a file, each gives what was expected and how far off honest figures are."""
