"""Modules that disturb what passes while training, and let it pass in evaluation."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Noise"]


class Noise(Module):
    """Noise on one input that keeps its shape: give the disturbed values and their derivative."""

    category = Category.NOISE

    @property
    @abstractmethod
    def is_silent(self) -> bool:
        """Whether the settings leave everything as it is."""

    @property
    def draws(self) -> bool:
        """Unless the settings make it silent."""
        return not self.is_silent

    @abstractmethod
    def disturb(self, x: Array, rng: np.random.Generator) -> tuple[Array, Array | float]:
        """Return y and dy/dx, element by element; draw in float32, sample by sample."""

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Disturb while training, else pass on."""
        (x,) = inputs
        if not ctx.training or self.is_silent:

            def passing(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
                return gradients, {}

            return (x,), passing, {}
        y, slope = self.disturb(x, ctx.rng)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else dy * slope,), {}

        return (y,), backward, {}

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Identity: in evaluation nothing is disturbed."""
        return OnnxForm((OnnxNode("Identity", ("x",), ("y",)),))
