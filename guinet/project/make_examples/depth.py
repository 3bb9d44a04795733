"""Deep networks side by side: what an activation and a normalisation do to the gradient."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.graph.builder import Ref
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["DEPTH", "vanishing_gradients"]

DEPTH = 6
"""Hidden layers of each network."""


def vanishing_gradients() -> Project:
    """Return four deep networks on the same data: sigmoid and ReLU, each with and without norm."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 0), name="x")
    y = sketch.add("Target", at=(0, 1), name="y", encoding="binary")
    lanes = (("relu", False), ("sigmoid", False), ("sigmoid", True), ("relu", True))
    for row, (activation, normed) in enumerate(lanes):
        _lane(sketch, x, y, row, activation, normed)
    return sketch.project(
        "Vanishing gradients",
        f"Four networks of {DEPTH} hidden layers learn the same moons at the same time. The first "
        "has ReLU, the second Sigmoid: its derivative is a quarter at best, so the error "
        "shrinks at each layer on its way back. Follow the colours of the wires from right to "
        "left: in the second row a thousandth of it reaches the first layer, and the loss stays at "
        "0.69, that of guessing. The third and fourth are the same two with BatchNorm before "
        "each activation, which keeps its input where it is steep.",
        DataSpec(source={"type": "TwoMoons", "samples": 400, "noise": 0.1}),
        Recipe(optimizer="SGD", learning_rate=0.1, batch_size=32, epochs=80),
    )


def _lane(sketch: Sketch, x: Ref, y: Ref, row: int, activation: str, normed: bool) -> None:
    kind = {"relu": "ReLU", "sigmoid": "Sigmoid"}[activation]
    prefix = activation + ("_norm" if normed else "")
    step = 3 if normed else 2
    before = x
    for number in range(1, DEPTH + 1):
        column = 1 + step * (number - 1)
        before = sketch.add(
            "Linear",
            before,
            at=(column, row),
            name=f"{prefix}_w{number}",
            out_features=8,
            weight_init={"relu": "he_normal", "sigmoid": "glorot_normal"}[activation],
        )
        if normed:
            before = sketch.add(
                "BatchNorm", before, at=(column + 1, row), name=f"{prefix}_n{number}"
            )
        before = sketch.add(kind, before, at=(column + step - 1, row), name=f"{prefix}_a{number}")
    column = 1 + step * DEPTH
    out = sketch.add("Linear", before, at=(column, row), name=f"{prefix}_out", out_features=1)
    sketch.add("BCEWithLogitsLoss", out, y, at=(column + 1, row), name=f"{prefix}_loss")
