"""How far the prediction is from the target."""
