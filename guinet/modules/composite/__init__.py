"""The ports of a composite, seen from inside."""
