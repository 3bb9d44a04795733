"""Networks as PyTorch's users write them."""
