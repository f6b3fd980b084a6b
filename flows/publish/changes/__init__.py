"""What differs between two builds of the warehouse, and why."""
