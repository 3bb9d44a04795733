"""Randomness on purpose."""
