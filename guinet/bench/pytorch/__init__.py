"""The other side of the race; the only place that imports PyTorch."""
