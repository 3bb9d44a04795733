"""Trying a network out: a sample is made by hand, and the answer moves with every change."""
