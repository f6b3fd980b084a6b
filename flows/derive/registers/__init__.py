"""What is made of the lists: totals of the register, zones and projects over time."""
