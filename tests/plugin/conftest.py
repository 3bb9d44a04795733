"""An installed distribution that brings one module of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

MODULE = r'''"""Swish: a smooth gate."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm


class Swish(Elementwise):
    """Lets a number through in proportion to how sure a sigmoid is of it.

    Shapes: any, unchanged.
    Source: Ramachandran, Zoph and Le (2017), Searching for Activation Functions.
    """

    formula = Formula(
        (r"y = x\,\sigma(x)",),
        (r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\, y'",),
    )

    def value(self, x):
        """Return x times its sigmoid."""
        return x / (1 + np.exp(-x))

    def derivative(self, x, y):
        """Return the derivative by the product rule."""
        gate = 1 / (1 + np.exp(-x))
        return DERIVATIVE

    def torch_form(self, inputs):
        """Return ``F.silu``."""
        return TorchForm("F.silu({x})")

    def onnx_form(self, inputs):
        """Return x times its sigmoid."""
        return OnnxForm(
            (
                OnnxNode("Sigmoid", ("x",), ("gate",)),
                OnnxNode("Mul", ("x", "gate"), ("y",)),
            )
        )
'''
RIGHT = "gate + y * (1 - gate)"
WRONG = "gate"

Install = Callable[[str], dict[str, str]]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Return a function that installs the plugin and gives the environment to run in."""

    def do(derivative: str) -> dict[str, str]:
        site = tmp_path / "site"
        about = site / "swish_plugin-1.0.dist-info"
        about.mkdir(parents=True)
        code = MODULE.replace("DERIVATIVE", derivative)
        (site / "swish_plugin.py").write_text(code, encoding="utf-8")
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: swish-plugin\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text("[guinet.modules]\nSwish = swish_plugin:Swish\n")
        return os.environ | {"PYTHONPATH": str(site)}

    return do
