"""What can be looked at, one file for each view and its result."""
