"""Deep networks side by side: what an activation and a normalisation do to the gradient."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.graph.builder import Ref
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["DEPTH", "batch_norm", "vanishing_gradients"]

DEPTH = 6
"""Hidden layers of each network."""


def vanishing_gradients() -> Project:
    """Return two deep networks on the same data, one with ReLU and one with Sigmoid."""
    return _race(
        "Vanishing gradients",
        f"Two networks of {DEPTH} hidden layers learn the same moons at the same time, the upper "
        "one with ReLU, the lower one with Sigmoid. The derivative of a sigmoid is a quarter at "
        "best, so the error shrinks at each layer on its way back. Follow the colours of the "
        "wires from right to left: a thousandth of it reaches the first layer, and the loss stays "
        "at 0.69, that of guessing. ReLU hands on what it lets through as it is. Open “The same "
        "with BatchNorm” next.",
        normed=False,
    )


def batch_norm() -> Project:
    """Return the same two networks with BatchNorm before each activation."""
    return _race(
        "The same with BatchNorm",
        f"The two networks of “Vanishing gradients”, {DEPTH} hidden layers deep, with BatchNorm "
        "before each activation. It keeps what the sigmoid reads around 0, where it is steep, and "
        "of a size that follows the weights: the gradient reaches the first layer about as large "
        "as it left the last one, and the network with Sigmoid, which learned nothing without it, "
        "parts the moons. Compare the colours of the wires with those of the other example.",
        normed=True,
    )


def _race(title: str, description: str, *, normed: bool) -> Project:
    """Return one network with ReLU above one with Sigmoid."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    for activation in ("relu", "sigmoid"):
        _lane(sketch, x, activation, normed)
    return sketch.project(
        title,
        description,
        DataSpec(source={"type": "TwoMoons", "samples": 400, "noise": 0.1}),
        Recipe(
            optimizer="SGD",
            learning_rate=0.1,
            schedule={"type": "StepDecay", "gamma": 0.2, "every": 50},
            batch_size=32,
            epochs=80,
        ),
    )


def _lane(sketch: Sketch, x: Ref, activation: str, normed: bool) -> None:
    kind = {"relu": "ReLU", "sigmoid": "Sigmoid"}[activation]
    before = x
    for number in range(1, DEPTH + 1):
        before = sketch.add(
            "Linear",
            before,
            name=f"{activation}_w{number}",
            out_features=8,
            weight_init={"relu": "he_normal", "sigmoid": "glorot_normal"}[activation],
        )
        if normed:
            before = sketch.add("BatchNorm", before, name=f"{activation}_n{number}")
        before = sketch.add(kind, before, name=f"{activation}_a{number}")
    out = sketch.add("Linear", before, name=f"{activation}_out", out_features=1)
    y = sketch.add("Target", name=f"{activation}_y", encoding="binary")
    sketch.add("BCEWithLogitsLoss", out, y, name=f"{activation}_loss")
