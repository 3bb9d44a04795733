"""Joining, broadcasting and rearranging: what the modules of that family share."""
