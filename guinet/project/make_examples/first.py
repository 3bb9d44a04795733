"""The first networks: from a line through points to branches and short cuts."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = [
    "digits_mlp",
    "iris",
    "linear_regression",
    "perceptron",
    "skip_connection",
    "spiral",
    "two_branches",
    "two_layer_linear",
    "two_moons",
    "xor",
]


def linear_regression() -> Project:
    """Return the lecture's f(x) = mx + b."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    line = sketch.add("Linear", x, name="line", out_features=1)
    sketch.finish("MSELoss", line)
    return sketch.project(
        "Linear regression",
        "The simplest network there is: f(x) = mx + b. The one weight of “line” is the slope m, "
        "its bias is b. The points were drawn about y = 2x + 1. Press play and watch the weight "
        "approach 2 and the bias 1. Then reset, set the learning rate to 1.2 and see the loss "
        "grow instead of fall: each step overshoots the valley further than the one before.",
        DataSpec(source={"type": "NoisyLine", "samples": 100, "noise": 0.2}, scaling="none"),
        Recipe(optimizer="SGD", learning_rate=0.01, batch_size=80, epochs=2000),
    )


def perceptron() -> Project:
    """Return one neuron that parts two clouds."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    unit = sketch.add("Linear", x, name="unit", out_features=1)
    sketch.finish("BCEWithLogitsLoss", unit, encoding="binary")
    return sketch.project(
        "Perceptron",
        "One neuron takes one decision: it weighs both coordinates, adds a bias and answers "
        "with the sign. Its two weights are a direction in the plane, and the border between "
        "the classes is the straight line across it. Two clouds of points can be parted so. "
        "Choose the data “Exclusive or” instead, and see a single neuron fail: no straight line "
        "will do.",
        DataSpec(source={"type": "Gaussians", "samples": 400, "noise": 0.5}),
        Recipe(optimizer="SGD", learning_rate=0.005, batch_size=5, epochs=300),
    )


def two_layer_linear() -> Project:
    """Return the lecture's two-layer network with linear activations."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden = sketch.add("Linear", x, name="hidden", out_features=2, bias=False)
    out = sketch.add("Linear", hidden, name="out", out_features=1, bias=False)
    sketch.finish("HalfSquaredError", out)
    return sketch.project(
        "Two layers, linear activations",
        "The network of the lecture: h = x·W_h, then ŷ = h·W_o, and the loss ½(ŷ − y)². Step "
        "through it and check with pencil and paper: the error at the output is ŷ − y, the "
        "error at the hidden layer is that error times W_o, and the gradient of each layer is "
        "its error times its input. For all its two layers it can only draw a straight line, "
        "since one matrix times another is again a matrix.",
        DataSpec(source={"type": "NoisyLine", "samples": 100, "intercept": 0.0}, scaling="none"),
        Recipe(optimizer="SGD", learning_rate=0.005, batch_size=20, epochs=600),
    )


def xor() -> Project:
    """Return the four corners that a single neuron cannot part."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden = sketch.add("Linear", x, name="hidden", out_features=8)
    tanh = sketch.add("Tanh", hidden, name="tanh")
    out = sketch.add("Linear", tanh, name="out", out_features=1)
    sketch.finish("BCEWithLogitsLoss", out, encoding="binary")
    return sketch.project(
        "Exclusive or",
        "Four points, and no straight line parts them: this small table stopped research into "
        "neural networks for a decade. A hidden layer solves it. The loss begins at about 0.69, "
        "which is that of pure guessing, lingers there until some hidden units have turned the "
        "right way, and falls. Replace Tanh by Identity and it stays at 0.69 for ever.",
        DataSpec(source="XorCorners", validation=0.0),
        Recipe(optimizer="SGD", learning_rate=0.05, batch_size=4, epochs=4000),
    )


def two_moons() -> Project:
    """Return the project that the program opens on."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden1 = sketch.add("Linear", x, name="hidden1", out_features=8)
    tanh1 = sketch.add("Tanh", hidden1, name="tanh1")
    hidden2 = sketch.add("Linear", tanh1, name="hidden2", out_features=8)
    tanh2 = sketch.add("Tanh", hidden2, name="tanh2")
    out = sketch.add("Linear", tanh2, name="out", out_features=1)
    sketch.finish("BCEWithLogitsLoss", out, encoding="binary")
    return sketch.project(
        "Two moons",
        "Two half circles that reach into each other. Press play. The loss falls quickly to "
        "where a straight border would bring it, rests there, and falls again when the border "
        "learns to bend. Look at the edges while it does: their colour is the size of the "
        "gradient that flows back along them, their width that of the numbers that flow "
        "forward. Then change something (fewer units, ReLU for Tanh, a larger learning rate) "
        "and see what it costs.",
        DataSpec(source={"type": "TwoMoons", "samples": 400, "noise": 0.1}),
        Recipe(optimizer="SGD", learning_rate=0.01, batch_size=5, epochs=800),
    )


def spiral() -> Project:
    """Return the hardest of the planes."""
    sketch = Sketch()
    before = sketch.add("Input", name="x")
    for number in (1, 2):
        before = sketch.add("Linear", before, name=f"hidden{number}", out_features=16)
        before = sketch.add("Tanh", before, name=f"tanh{number}")
    out = sketch.add("Linear", before, name="out", out_features=1)
    sketch.finish("BCEWithLogitsLoss", out, encoding="binary")
    return sketch.project(
        "Spiral",
        "Two arms wound about each other: the border must make nearly two turns. It takes more "
        "units and more patience than the moons: for a long while nothing seems to happen, and "
        "then the border begins to curl. The learning rate matters: compare 0.0005, 0.002 and "
        "0.02 before you change the network. With half of the units, which part of the spiral "
        "is lost?",
        DataSpec(source={"type": "Spiral", "samples": 600, "noise": 0.02}),
        Recipe(optimizer="Adam", learning_rate=0.002, batch_size=10, epochs=1000),
    )


def iris() -> Project:
    """Return three classes from four measurements."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden = sketch.add("Linear", x, name="hidden", out_features=8)
    relu = sketch.add("ReLU", hidden, name="relu")
    out = sketch.add("Linear", relu, name="out", out_features=3)
    sketch.finish("CrossEntropyLoss", out)
    return sketch.project(
        "Iris",
        "Fisher’s 150 flowers: length and width of sepals and petals, three species. The "
        "network has one output per species, and the target arrives one-hot: a 1 at the right "
        "species and 0 elsewhere. Three outputs, one decision: the largest wins. One species "
        "is recognised almost at once, the other two overlap; a few flowers may stay wrong, "
        "and that is no fault of the network.",
        DataSpec(source="Iris"),
        Recipe(optimizer="Adam", learning_rate=0.002, batch_size=10, epochs=300),
    )


def digits_mlp() -> Project:
    """Return handwritten digits, read by a multi-layer perceptron."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden1 = sketch.add("Linear", x, name="hidden1", out_features=64)
    relu1 = sketch.add("ReLU", hidden1, name="relu1")
    hidden2 = sketch.add("Linear", relu1, name="hidden2", out_features=32)
    relu2 = sketch.add("ReLU", hidden2, name="relu2")
    out = sketch.add("Linear", relu2, name="out", out_features=10)
    sketch.finish("CrossEntropyLoss", out)
    return sketch.project(
        "Digits, multi-layer perceptron",
        "Handwritten digits of 8 × 8 pixels, read as 64 numbers in a row: the network does not "
        "know which pixels are neighbours, and reads about 97 of 100 correctly all the same. "
        "Watch the two loss curves part: on what it has seen, the network goes on improving "
        "when on what it has not seen it no longer does. Insert Dropout after a ReLU and "
        "compare.",
        DataSpec(source={"type": "Digits", "form": "vectors"}),
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=30),
    )


def skip_connection() -> Project:
    """Return a short cut around a layer, joined by Add."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    lift = sketch.add("Linear", x, name="lift", out_features=12)
    hidden = sketch.add("Linear", lift, name="hidden", out_features=12)
    tanh = sketch.add("Tanh", hidden, name="tanh")
    join = sketch.add("Add", lift, tanh, name="sum")
    out = sketch.add("Linear", join, name="out", out_features=1)
    sketch.finish("BCEWithLogitsLoss", out, encoding="binary")
    return sketch.project(
        "Skip connection",
        "What “lift” has computed goes two ways: through a layer, and past it. “sum” adds both. "
        "On the way back the sum hands its gradient to both unchanged, and where the ways part, "
        "at “lift”, the two gradients are added. The short cut is why networks of a hundred "
        "layers can be trained: compare the colours of the two edges that leave “lift”.",
        DataSpec(source={"type": "Circles", "samples": 400, "noise": 0.1}),
        Recipe(optimizer="SGD", learning_rate=0.02, batch_size=10, epochs=500),
    )


def two_branches() -> Project:
    """Return two views of the same input, joined by Concat."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    upper = sketch.add("Linear", x, name="smooth", out_features=6)
    tanh = sketch.add("Tanh", upper, name="tanh")
    lower = sketch.add("Linear", x, name="angular", out_features=6)
    relu = sketch.add("ReLU", lower, name="relu")
    join = sketch.add("Concat", tanh, relu, name="both")
    out = sketch.add("Linear", join, name="out", out_features=3)
    sketch.finish("CrossEntropyLoss", out)
    return sketch.project(
        "Two branches",
        "A network is a graph, not a chain. The same measurements of wines are looked at by "
        "two branches, a smooth one with Tanh and an angular one with ReLU; “both” puts their "
        "answers side by side, 6 and 6 numbers make 12. On the way back Concat cuts the "
        "gradient at the same place and sends each branch its own part. Which branch receives "
        "more of it?",
        DataSpec(source="Wine"),
        Recipe(optimizer="SGD", learning_rate=0.01, batch_size=10, epochs=300),
    )
