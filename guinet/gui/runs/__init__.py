"""The runs of this window: kept, compared, taken up again."""
