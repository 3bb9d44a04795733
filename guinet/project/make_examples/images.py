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
    x = sketch.add("Input", name="x")
    conv1 = sketch.add("Conv2d", x, name="conv1", out_channels=16, kernel_size=3, padding="same")
    relu1 = sketch.add("ReLU", conv1, name="relu1")
    pool1 = sketch.add("MaxPool2d", relu1, name="pool1", kernel_size=2)
    conv2 = sketch.add(
        "Conv2d", pool1, name="conv2", out_channels=32, kernel_size=3, padding="same"
    )
    relu2 = sketch.add("ReLU", conv2, name="relu2")
    pool2 = sketch.add("MaxPool2d", relu2, name="pool2", kernel_size=2)
    flat = sketch.add("Flatten", pool2, name="flat")
    thin = sketch.add("Dropout", flat, name="thin", p=0.25)
    out = sketch.add("Linear", thin, name="out", out_features=10)
    sketch.finish("CrossEntropyLoss", out)
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
    x = sketch.add("Input", name="x")
    stem = sketch.add("Conv2d", x, name="stem", out_channels=16, kernel_size=3, padding="same")
    relu = sketch.add("ReLU", stem, name="relu")
    point = sketch.add("Conv2d", relu, name="1x1", out_channels=8, kernel_size=1)
    narrow3 = sketch.add("Conv2d", relu, name="narrow3", out_channels=8, kernel_size=1)
    three = sketch.add(
        "Conv2d", narrow3, name="3x3", out_channels=12, kernel_size=3, padding="same"
    )
    narrow5 = sketch.add("Conv2d", relu, name="narrow5", out_channels=4, kernel_size=1)
    five = sketch.add("Conv2d", narrow5, name="5x5", out_channels=6, kernel_size=5, padding="same")
    pool = sketch.add("MaxPool2d", relu, name="pool", kernel_size=3, stride=1, padding=1)
    pooled = sketch.add("Conv2d", pool, name="pooled", out_channels=6, kernel_size=1)
    join = sketch.add("Concat", point, three, five, pooled, name="join")
    active = sketch.add("ReLU", join, name="active")
    mean = sketch.add("AvgPool2d", active, name="shrink", kernel_size=2)
    flat = sketch.add("Flatten", mean, name="flat")
    out = sketch.add("Linear", flat, name="out", out_features=10)
    right = sketch.add("Target", name="y")
    sketch.add("CrossEntropyLoss", out, right, name="loss")
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
