"""One network, several tasks."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["multi_task"]


def multi_task() -> Project:
    """Return a network that names a digit and draws it again from the same code."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 0), name="x")
    hidden = sketch.add("Linear", x, at=(1, 0), name="hidden", out_features=64)
    relu = sketch.add("ReLU", hidden, at=(2, 0), name="relu")
    code = sketch.add("Linear", relu, at=(3, 0), name="code", out_features=16)
    trunk = sketch.add("ReLU", code, at=(4, 0), name="trunk")
    answer = sketch.add("Linear", trunk, at=(5, 0), name="name", out_features=10)
    label = sketch.add("Target", at=(5, 1), name="y")
    sketch.add("CrossEntropyLoss", answer, label, at=(6, 0), name="naming")
    wide = sketch.add("Linear", trunk, at=(5, 2), name="wide", out_features=64)
    active = sketch.add("ReLU", wide, at=(6, 2), name="active")
    image = sketch.add("Linear", active, at=(7, 2), name="image", out_features=64)
    pixels = sketch.add("Target", at=(7, 3), name="pixels", field="x")
    sketch.add("MSELoss", image, pixels, at=(8, 2), name="drawing", loss_weight=1.0)
    return sketch.project(
        "Two tasks, two losses",
        "One code of 16 numbers serves two heads: one names the digit, the other draws it "
        "again. Both losses add up, each with its weight, and where the ways part, at “trunk”, "
        "the two gradients are added: compare their sizes on the two wires. Set the weight of "
        "“drawing” to 0, to 1 and to 20: which tasks help each other, and when does one drown "
        "the other?",
        DataSpec(source={"type": "Digits", "form": "vectors"}),
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=30),
    )
