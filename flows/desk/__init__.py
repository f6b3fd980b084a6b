"""The secretariat's week as pages on this machine: what the commands do, by forms, without a script."""
