"""Ways to begin: examples, a line of sizes, PyTorch text, a file that is dropped."""
