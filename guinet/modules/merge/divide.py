"""Divide: one input over the other."""

from __future__ import annotations

from collections.abc import Iterable

from guinet.core.advice import Advice
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.interval import Range, inverse, range_of, times
from guinet.core.merge import Merge
from guinet.core.module import Example, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["Divide"]


class Divide(Merge):
    """Divides the first input by the second, element by element.

    One uses it for shares and for normalising by hand: something over its sum, its norm or its
    temperature. Near a denominator of 0 the value and both gradients grow without bound, so
    keep it away from there, for instance with an Add of a small Constant to what is positive.

    Shapes: x1 and x2 (N, ...) alike; the output is the same. An axis of length 1 stretches,
    and the gradient is summed along it; a Constant joins all samples. A denominator of exactly
    0 gives an infinity, and 0 / 0 is not a number (NaN), as in PyTorch; training stops there.
    Source: as ``torch.div``.
    """

    inputs = (
        Port("x1", doc="numerator", constant=True),
        Port("x2", doc="denominator", constant=True),
    )
    formula = Formula(
        forward=(r"y = \frac{x_1}{x_2}",),
        backward=(
            r"\frac{\partial L}{\partial x_1} = \frac{1}{x_2} \frac{\partial L}{\partial y}",
            r"\frac{\partial L}{\partial x_2} = - \frac{y}{x_2} \frac{\partial L}{\partial y}",
        ),
    )
    # The pole: numerical checks stay away from it.
    kinks = (0.0,)
    examples = (
        Example((FieldSpec((4,)), FieldSpec((4,)))),
        Example((FieldSpec((2, 3), low=-1.0, high=1.0), FieldSpec((2, 3), low=0.5, high=3.0))),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 1, 1), low=0.5))),
        Example((FieldSpec((3,), low=0.0), FieldSpec((), low=-2.0, high=-2.0, batched=False))),
    )

    def bounds(self, inputs: Specs) -> Range:
        """The corners, where the denominator keeps its sign."""
        return times(range_of(inputs[0]), inverse(range_of(inputs[1])))

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a denominator whose known range includes 0."""
        low, high = range_of(inputs[1])
        unknown = low is None and high is None
        if unknown or (low is not None and low > 0) or (high is not None and high < 0):
            return ()
        return (
            Advice(
                "x2",
                f"The denominator can come to 0: its values are {_range_text(low, high)}.",
                "Keep it away from 0, for instance by adding a small Constant to what is positive.",
            ),
        )

    def value(self, inputs: Arrays) -> Array:
        """Return the quotient."""
        y: Array = inputs[0] / inputs[1]
        return y

    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Return the quotient rule."""
        to_numerator = dy / inputs[1]
        return to_numerator, -y * to_numerator

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one division per element."""
        return self.infer(inputs)[0].size

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the quotient."""
        return TorchForm("{x1} / {x2}")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Div."""
        return OnnxForm((OnnxNode("Div", ("x1", "x2"), ("y",)),))


def _range_text(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"between {low:g} and {high:g}"
