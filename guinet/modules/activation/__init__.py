"""Functions applied to each number."""
