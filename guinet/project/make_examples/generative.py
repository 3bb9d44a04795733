"""Networks that draw: autoencoders, with noise on the input or in the middle."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.graph.builder import Ref
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["autoencoder", "denoising_autoencoder", "variational_autoencoder"]

# Pixels from 0 to 16 as they are would make losses and gradients large.
_DIGITS = DataSpec(source="Digits")


def autoencoder() -> Project:
    """Return an autoencoder on digits, with pooling on the way down and up-sampling back."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    code = _encoder(sketch, x)
    image = _decoder(sketch, code)
    sketch.finish("MSELoss", image, field="x")
    return sketch.project(
        "Autoencoder",
        "What goes in shall come out: the target is the input itself. Between them is a bottle "
        "neck, “code”, of 8 numbers for 64 pixels, so the network must find out what digits "
        "have in common. Pooling makes the image smaller on the way in, Upsample makes it "
        "larger again on the way out. R² says how much of the pixels’ variation 8 numbers "
        "explain. Make the code narrower, down to 2, and see what is lost.",
        _DIGITS,
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=40),
    )


def denoising_autoencoder() -> Project:
    """Return an autoencoder that sees noisy digits and shall draw the clean ones."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    noisy = sketch.add("GaussianNoise", x, name="noise", std=0.7)
    code = _encoder(sketch, noisy)
    image = _decoder(sketch, code)
    sketch.finish("MSELoss", image, field="x")
    return sketch.project(
        "Denoising autoencoder",
        "The input is disturbed while training, the target is the clean image. Copying is of no "
        "use any more: to tell noise from ink, the network has to know how digits look. In "
        "evaluation the noise is off. Raise the noise to 1.5 and see how far it gets.",
        _DIGITS,
        Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=40),
    )


def variational_autoencoder() -> Project:
    """Return a variational autoencoder: a code that is a distribution."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    hidden = sketch.add("Linear", x, name="hidden", out_features=64)
    relu = sketch.add("ReLU", hidden, name="relu")
    mean = sketch.add("Linear", relu, name="mean", out_features=4)
    spread = sketch.add("Linear", relu, name="log_variance", out_features=4)
    code = sketch.add("GaussianSample", mean, spread, name="code")
    wide = sketch.add("Linear", code, name="wide", out_features=64)
    active = sketch.add("ReLU", wide, name="active")
    image = sketch.add("Linear", active, name="image", out_features=64)
    right = sketch.add("Target", name="y", field="x")
    sketch.add("MSELoss", image, right, name="reconstruction", loss_weight=16.0)
    sketch.add("GaussianKL", mean, spread, name="order", loss_weight=0.1)
    return sketch.project(
        "Variational autoencoder",
        "The code is not a point but a small cloud: the network gives its centre (“mean”) and "
        "its size (“log_variance”), and “code” draws from it, anew at every step. Two losses "
        "pull: “reconstruction” wants clouds so small that no two digits overlap, “order” wants "
        "all of them near the unit normal. In between, neighbouring codes come to mean similar "
        "digits. Set the weight of “order” to 0 and watch the clouds shrink.",
        DataSpec(source={"type": "Digits", "form": "vectors"}, scaling="standard"),
        Recipe(optimizer="Adam", learning_rate=0.002, batch_size=32, epochs=40),
    )


def _encoder(sketch: Sketch, x: Ref) -> Ref:
    conv = sketch.add("Conv2d", x, name="look", out_channels=16, kernel_size=3, padding="same")
    relu = sketch.add("ReLU", conv, name="relu1")
    pool = sketch.add("MaxPool2d", relu, name="shrink", kernel_size=2)
    flat = sketch.add("Flatten", pool, name="flat")
    return sketch.add("Linear", flat, name="code", out_features=8)


def _decoder(sketch: Sketch, code: Ref) -> Ref:
    wide = sketch.add("Linear", code, name="wide", out_features=256)
    relu = sketch.add("ReLU", wide, name="relu2")
    image = sketch.add("Reshape", relu, name="image", shape=(16, 4, 4))
    large = sketch.add("Upsample", image, name="enlarge", scale_factor=2)
    return sketch.add(
        "Conv2d", large, name="draw", out_channels=1, kernel_size=3,
        padding="same",
    )  # fmt: skip
