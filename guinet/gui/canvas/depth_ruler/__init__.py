"""Gradient size by depth: a strip below the canvas with a dot under each wire."""
