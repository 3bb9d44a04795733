"""Mean 0 and deviation 1: what all normalisations share."""
