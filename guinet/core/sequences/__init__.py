"""Recurrent cells through time, and attention."""
