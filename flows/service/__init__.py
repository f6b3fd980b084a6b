"""What keeps Prefect running here: the server, what is served, when a task is tried again."""
