"""The examples as code: ``python -m guinet.project.make_examples`` writes their files anew."""

from __future__ import annotations

from collections.abc import Callable

from guinet.project.file import SUFFIX
from guinet.project.make_examples.depth import batch_norm, vanishing_gradients
from guinet.project.make_examples.first import (
    digits_mlp,
    iris,
    linear_regression,
    perceptron,
    skip_connection,
    spiral,
    two_branches,
    two_layer_linear,
    two_moons,
    xor,
)
from guinet.project.make_examples.generative import (
    autoencoder,
    denoising_autoencoder,
    variational_autoencoder,
)
from guinet.project.make_examples.images import digits_cnn, inception
from guinet.project.make_examples.sequences import lstm_sine, transformer
from guinet.project.make_examples.several_tasks import multi_task
from guinet.project.project import Project
from guinet.project.schema import to_json
from guinet.project.text import write_text

__all__ = ["example_texts", "make_examples"]


def make_examples() -> dict[str, Project]:
    """Return all examples by name."""
    return {name: make() for name, make in _EXAMPLES.items()}


def example_texts() -> dict[str, bytes]:
    """Return the contents of the example files by file name."""
    return {
        f"{name}{SUFFIX}": write_text(to_json(project)).encode()
        for name, project in make_examples().items()
    }


_EXAMPLES: dict[str, Callable[[], Project]] = {
    "linear-regression": linear_regression,
    "perceptron": perceptron,
    "two-layer-linear": two_layer_linear,
    "xor": xor,
    "two-moons": two_moons,
    "spiral": spiral,
    "iris": iris,
    "digits-mlp": digits_mlp,
    "skip-connection": skip_connection,
    "two-branches": two_branches,
    "digits-cnn": digits_cnn,
    "inception": inception,
    "vanishing-gradients": vanishing_gradients,
    "batch-norm": batch_norm,
    "autoencoder": autoencoder,
    "denoising-autoencoder": denoising_autoencoder,
    "variational-autoencoder": variational_autoencoder,
    "multi-task": multi_task,
    "lstm-sine": lstm_sine,
    "transformer": transformer,
}
