"""Executing a flat graph: forward, backward, one training step."""
