"""What the service says: the forms of its flows, its messages, its health."""
