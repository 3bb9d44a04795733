"""What the examples reach: promised here, measured by a command, held by the tests."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PROMISES", "SEEDS", "Promise"]

SEEDS = (1, 2, 3, 4, 5)
"""Seeds of the recipe with which an example is trained for its result."""


@dataclass(frozen=True)
class Promise:
    """The result of an example: a number of its last epoch, in the median over `SEEDS`.

    Attributes
    ----------
    metric
        Name of the number in the history, e.g. ``"validation_accuracy"``.
    bound
        What it reaches.
    at_most
        Whether the bound is an upper one, as of a loss.
    remark
        What to compare it with, a sentence.
    """

    metric: str
    bound: float
    at_most: bool = False
    remark: str = ""

    def kept(self, value: float, slack: float = 0.0) -> bool:
        """Say whether a value keeps the promise, or misses it by no more than ``slack``."""
        return value <= self.bound + slack if self.at_most else value >= self.bound - slack


PROMISES: dict[str, Promise] = {
    "linear-regression": Promise("validation_r2", 0.95),
    "perceptron": Promise("validation_accuracy", 0.97),
    "two-layer-linear": Promise("validation_r2", 0.95),
    "xor": Promise("train_accuracy", 1.0),
    "two-moons": Promise("validation_accuracy", 0.97),
    "spiral": Promise("validation_accuracy", 0.95),
    "iris": Promise("validation_accuracy", 0.9),
    "digits-mlp": Promise("validation_accuracy", 0.96),
    "skip-connection": Promise("validation_accuracy", 0.95),
    "two-branches": Promise("validation_accuracy", 0.95),
    "digits-cnn": Promise("validation_accuracy", 0.98),
    "inception": Promise("validation_accuracy", 0.97),
    "vanishing-gradients": Promise(
        "validation_accuracy",
        0.95,
        remark="That is the network with ReLU; the one with Sigmoid stays at 0.5.",
    ),
    "batch-norm": Promise(
        "validation_accuracy.sigmoid_loss",
        0.9,
        remark="That is the network with Sigmoid; without BatchNorm it stays at 0.5.",
    ),
    "autoencoder": Promise("validation_r2", 0.7),
    "denoising-autoencoder": Promise("validation_r2", 0.65),
    "variational-autoencoder": Promise("validation_r2", 0.5),
    "multi-task": Promise("validation_accuracy", 0.96),
    "lstm-sine": Promise("validation_r2", 0.99),
    "transformer": Promise(
        "validation_loss",
        1.8,
        at_most=True,
        remark="Counting which character follows which reaches about 2.05.",
    ),
}
