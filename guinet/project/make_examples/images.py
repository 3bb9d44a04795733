"""Networks that read images."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["digits_cnn", "inception"]


def digits_cnn() -> Project:
    """Return handwritten digits, read by a convolutional network."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 0), name="x")
    conv1 = sketch.add(
        "Conv2d", x, at=(1, 0), name="conv1", out_channels=16, kernel_size=3, padding="same"
    )
    relu1 = sketch.add("ReLU", conv1, at=(2, 0), name="relu1")
    pool1 = sketch.add("MaxPool2d", relu1, at=(3, 0), name="pool1", kernel_size=2)
    conv2 = sketch.add(
        "Conv2d", pool1, at=(4, 0), name="conv2", out_channels=32, kernel_size=3, padding="same"
    )
    relu2 = sketch.add("ReLU", conv2, at=(5, 0), name="relu2")
    pool2 = sketch.add("MaxPool2d", relu2, at=(6, 0), name="pool2", kernel_size=2)
    flat = sketch.add("Flatten", pool2, at=(7, 0), name="flat")
    thin = sketch.add("Dropout", flat, at=(8, 0), name="thin", p=0.25)
    out = sketch.add("Linear", thin, at=(9, 0), name="out", out_features=10)
    sketch.finish("CrossEntropyLoss", out, 10)
    return sketch.project(
        "Digits, convolutional network",
        "The digits as images: this network knows which pixels are neighbours. The same small "
        "filters are moved over the whole image and look for strokes and edges, pooling keeps "
        "the strongest answer of each 2 × 2 pixels, and a second layer of filters puts strokes "
        "together. Compare with “Digits, multi-layer perceptron”: fewer errors on digits that "
        "were never seen. How many weights does each have, and where are they?",
        DataSpec(source="Digits"),
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=30),
    )


def inception() -> Project:
    """Return an Inception-style network: filters of several sizes side by side."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 1), name="x")
    stem = sketch.add(
        "Conv2d", x, at=(1, 1), name="stem", out_channels=16, kernel_size=3, padding="same"
    )
    relu = sketch.add("ReLU", stem, at=(2, 1), name="relu")
    point = sketch.add("Conv2d", relu, at=(4, 0), name="1x1", out_channels=8, kernel_size=1)
    narrow3 = sketch.add("Conv2d", relu, at=(3, 1), name="narrow3", out_channels=8, kernel_size=1)
    three = sketch.add(
        "Conv2d", narrow3, at=(4, 1), name="3x3", out_channels=12, kernel_size=3, padding="same"
    )
    narrow5 = sketch.add("Conv2d", relu, at=(3, 2), name="narrow5", out_channels=4, kernel_size=1)
    five = sketch.add(
        "Conv2d", narrow5, at=(4, 2), name="5x5", out_channels=6, kernel_size=5, padding="same"
    )
    pool = sketch.add("MaxPool2d", relu, at=(3, 3), name="pool", kernel_size=3, stride=1, padding=1)
    pooled = sketch.add("Conv2d", pool, at=(4, 3), name="pooled", out_channels=6, kernel_size=1)
    join = sketch.add("Concat", point, three, five, pooled, at=(5, 1), name="join")
    active = sketch.add("ReLU", join, at=(6, 1), name="active")
    mean = sketch.add("AvgPool2d", active, at=(7, 1), name="shrink", kernel_size=2)
    flat = sketch.add("Flatten", mean, at=(8, 1), name="flat")
    out = sketch.add("Linear", flat, at=(9, 1), name="out", out_features=10)
    right = sketch.add("Target", at=(9, 2), name="y")
    sketch.add("CrossEntropyLoss", out, right, at=(10, 1), name="loss")
    return sketch.project(
        "Digits, Inception-style branches",
        "How large should a filter be? This network does not decide: 1 × 1, 3 × 3 and 5 × 5 "
        "filters and a pooling look at the same image side by side, and “join” puts their "
        "channels together. The 1 × 1 convolutions before the large filters make the image "
        "thinner first, which saves most of the work. On the way back each branch gets its own "
        "part of the gradient: which size is used most?",
        DataSpec(source="Digits"),
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=30),
    )
