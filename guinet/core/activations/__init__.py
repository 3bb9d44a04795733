"""What several activations share."""
