"""Learned linear maps."""
