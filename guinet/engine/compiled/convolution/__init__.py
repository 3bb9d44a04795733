"""Algorithms that slide kernels over images whose samples lie innermost, (H, W, C, N)."""
