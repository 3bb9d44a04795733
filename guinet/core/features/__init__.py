"""Fixed features and tables: what FeatureMap and Embedding are made of."""
