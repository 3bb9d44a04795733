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
    x = sketch.add("Input", name="x")
    hidden = sketch.add("Linear", x, name="hidden", out_features=64)
    relu = sketch.add("ReLU", hidden, name="relu")
    code = sketch.add("Linear", relu, name="code", out_features=16)
    trunk = sketch.add("ReLU", code, name="trunk")
    answer = sketch.add("Linear", trunk, name="name", out_features=10)
    label = sketch.add("Target", name="y")
    sketch.add("CrossEntropyLoss", answer, label, name="naming")
    wide = sketch.add("Linear", trunk, name="wide", out_features=64)
    active = sketch.add("ReLU", wide, name="active")
    image = sketch.add("Linear", active, name="image", out_features=64)
    pixels = sketch.add("Target", name="pixels", field="x")
    sketch.add("MSELoss", image, pixels, name="drawing", loss_weight=1.0)
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
