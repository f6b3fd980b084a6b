"""What people decided, and what is accepted: corrections, waivers, derived halves, states."""
