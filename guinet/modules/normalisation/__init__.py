"""Keeping activations in range."""
