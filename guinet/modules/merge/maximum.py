"""Maximum: the largest of what arrives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import accumulate

import numpy as np

from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.merging.interval import Range, largest, range_of
from guinet.core.merging.merge import MergeMany
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["Maximum"]


class Maximum(MergeMany):
    """Keeps the largest of its inputs, element by element.

    The inputs compete for each place, and only the winner learns from it: the gradient goes to
    the largest input alone. Linear modules joined by it make a Maxout unit.

    Shapes: all inputs (N, ...) alike; the output is the same. An axis of length 1 stretches,
    and the gradient is summed along it; a Constant joins all samples. Where two are equal each
    gets half, as in PyTorch. More than two are compared one after the other, so that of three
    equal ones x3 gets a half, and x1 and x2 a quarter.
    Source: Goodfellow et al. (2013), Maxout Networks; as ``torch.maximum``.
    """

    formula = Formula(
        forward=(r"y = \max_k x_k",),
        backward=(
            (
                r"\frac{\partial L}{\partial x_k} = \begin{cases}"
                r" \frac{\partial L}{\partial y} & x_k = y \;\; \text{alone} \\"
                r" \when{input_count=2}{\frac{1}{2}}{s_k} \frac{\partial L}{\partial y}"
                r" & x_k = x_j = y \\ 0 & x_k < y \end{cases}"
            ),
            r"\when{!input_count=2}{s_k > 0, \quad \sum_{k: x_k = y} s_k = 1}",
        ),
    )
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3)),) * 3, {"input_count": 3}),
        Example((FieldSpec((2, 3, 3), low=0.0, high=1.0), FieldSpec((2, 1, 1), high=2.0))),
        Example((FieldSpec((3,)), FieldSpec((), batched=False))),
    )

    def bounds(self, inputs: Specs) -> Range:
        """One bound below is enough; above, the largest of all."""
        return largest(*map(range_of, inputs))

    def value(self, inputs: Arrays) -> Array:
        """Return the largest."""
        return reduce(np.maximum, inputs)

    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Take the comparisons back from the last one: each splits what is left in two."""
        rest, shares = dy, []
        so_far = [*accumulate(inputs[:-1], np.maximum)]
        for before, x in zip(reversed(so_far), reversed(inputs), strict=False):
            share = np.where(x == before, 0.5, x > before).astype(dy.dtype)
            shares.append(rest * share)
            rest = rest * (1 - share)
        return rest, *reversed(shares)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.maximum`` of one after the other."""
        names = [f"{{{port.name}}}" for port in self.input_ports()]
        return TorchForm(reduce(lambda left, right: f"torch.maximum({left}, {right})", names))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Max."""
        names = tuple(port.name for port in self.input_ports())
        return OnnxForm((OnnxNode("Max", names, ("y",)),))
