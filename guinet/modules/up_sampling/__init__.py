"""More positions, made from fewer."""
