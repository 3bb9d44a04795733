"""Where data enter a graph."""
