"""Several processes that share the work of a training step.

Each computes a part of the batch by a plan of its own and updates a part of the weights. Data,
weights, gradients and what the optimizer keeps lie in memory that all of them map; nothing is
copied through pipes while training goes on.
"""
