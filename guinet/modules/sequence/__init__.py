"""What reads one position after the other, or all of them at once."""
