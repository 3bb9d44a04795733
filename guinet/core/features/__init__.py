"""What modules on features share, and what FeatureMap and Embedding are made of."""
