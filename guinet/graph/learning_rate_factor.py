"""How fast the weights of a node learn, against those of the others."""

from __future__ import annotations

from guinet.core.fields import FloatField

__all__ = ["LEARNING_RATE_FACTOR"]

LEARNING_RATE_FACTOR = FloatField(
    1.0,
    minimum=0.0,
    maximum=1000.0,
    logarithmic=True,
    zero="frozen",
    doc="What the learning rate of these weights is multiplied by; 0 freezes them.",
)
"""A setting of every node, whatever its module."""
