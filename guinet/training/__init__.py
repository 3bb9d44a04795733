"""Training: the recipe, the loop, the worker process and its client."""
