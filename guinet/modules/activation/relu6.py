"""ReLU6: a ReLU with a ceiling."""

from __future__ import annotations

import numpy as np

from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.spec import Specs
from guinet.core.types import Array

__all__ = ["ReLU6"]


class ReLU6(Elementwise):
    """Stops negative numbers and lets nothing above 6 through.

    The ceiling keeps activations small enough for arithmetic of few bits, which is why
    networks for telephones use it. Above 6 the gradient is 0, just as below 0.

    Shapes: any, unchanged. At 0 and at 6 the derivative is taken as 0, as in PyTorch.
    Source: Krizhevsky (2010), Convolutional Deep Belief Networks on CIFAR-10; as
    ``torch.nn.ReLU6``.
    """

    formula = Formula(
        forward=(r"y = \min(\max(0, x), 6)",),
        backward=(r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y}\,[0 < x < 6]",),
    )
    low = 0.0
    high = 6.0
    kinks = (0.0, 6.0)

    def value(self, x: Array) -> Array:
        """Return x, at least 0 and at most 6."""
        return np.clip(x, 0, 6)

    def derivative(self, x: Array, y: Array) -> Array:
        """Return 1 where 0 < x < 6, else 0."""
        return ((x > 0) & (x < 6)).astype(x.dtype)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.relu6``."""
        return TorchForm("F.relu6({x})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Clip."""
        bounds = {"floor": np.asarray(0.0, np.float32), "ceiling": np.asarray(6.0, np.float32)}
        return OnnxForm((OnnxNode("Clip", ("x", "floor", "ceiling"), ("y",)),), bounds)
