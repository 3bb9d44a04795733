"""Joining, splitting and reshaping."""
