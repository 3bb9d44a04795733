"""Arithmetic and bases of the modules that work on places: convolution, pooling, up-sampling."""
