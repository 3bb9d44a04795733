"""Filters that slide over sequences and images."""
