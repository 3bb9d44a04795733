"""Fewer positions, each speaking for several."""
