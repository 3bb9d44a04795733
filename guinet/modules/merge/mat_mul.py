"""MatMul: the product of two matrices of each sample."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change, Insert, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.merging.interval import range_of, times
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["MatMul"]


class MatMul(Module):
    """Multiplies the matrix of each sample at one input by that at the other.

    Where Linear has a weight, here both sides come from the data: the similarity of every step
    of a sequence to every other (queries times transposed keys), and the mixture of steps by
    such similarities, are the two products of attention. Each side's gradient is the error
    times the other side.

    Shapes: x1 (N, A, B) and x2 (N, B, C) to (N, A, C); images (N, C, H, W) are a matrix per
    channel and need equally many channels. A transposed operand is read with rows and columns
    exchanged.
    Source: as ``torch.matmul``; Vaswani et al. (2017), Attention Is All You Need.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(r"Y = X_1\when{transpose_x1}{^{\top}} X_2\when{transpose_x2}{^{\top}}",),
        backward=(
            (
                r"\frac{\partial L}{\partial X_1} = \when{transpose_x1}"
                r"{X_2\when{transpose_x2}{^{\top}}"
                r" \left( \frac{\partial L}{\partial Y} \right)^{\top}}"
                r"{\frac{\partial L}{\partial Y} X_2\when{!transpose_x2}{^{\top}}}"
            ),
            (
                r"\frac{\partial L}{\partial X_2} = \when{transpose_x2}"
                r"{\left( \frac{\partial L}{\partial Y} \right)^{\top}"
                r" X_1\when{transpose_x1}{^{\top}}}"
                r"{X_1\when{!transpose_x1}{^{\top}} \frac{\partial L}{\partial Y}}"
            ),
        ),
    )
    inputs = (Port("x1", doc="left matrix"), Port("x2", doc="right matrix"))
    examples = (
        Example((FieldSpec((2, 3)), FieldSpec((3, 4)))),
        Example((FieldSpec((4, 3)), FieldSpec((5, 3))), {"transpose_x2": True}),
        Example(
            (FieldSpec((3, 2), low=0.0, high=1.0), FieldSpec((3, 4), low=-1.0, high=2.0)),
            {"transpose_x1": True},
        ),
        Example((FieldSpec((2, 3, 4)), FieldSpec((2, 4, 2)))),
        Example(
            (FieldSpec((2, 3, 4)), FieldSpec((2, 5, 3))),
            {"transpose_x1": True, "transpose_x2": True},
        ),
    )

    transpose_x1 = BoolField(False, doc="Whether x1 is read with rows and columns exchanged.")
    transpose_x2 = BoolField(False, doc="Whether x2 is read with rows and columns exchanged.")

    def infer(self, inputs: Specs) -> Specs:
        """Demand as many columns on the left as rows on the right."""
        x1, x2 = inputs
        for port, spec in zip(("x1", "x2"), inputs, strict=True):
            if len(spec.shape) not in (2, 3):
                raise ShapeError(
                    port,
                    f"MatMul multiplies matrices, and {port} is {spec.text()}.",
                    "Connect N × A × B or N × C × H × W; Unsqueeze makes features a matrix of "
                    "one row.",
                    (Insert(port, "Unsqueeze", {"dim": 1}),) if len(spec.shape) == 1 else (),
                )
        if x1.shape[:-2] != x2.shape[:-2]:
            raise ShapeError(
                "x2",
                f"MatMul needs as many matrices on either side: x1 is {x1.text()} and x2 is "
                f"{x2.text()}.",
                "Connect two sequences, or two images with equally many channels.",
            )
        (rows, inner), (other, columns) = self._matrices(x1, x2)
        if inner != other:
            raise ShapeError(
                "x2",
                f"MatMul needs as many columns on the left as rows on the right: x1 is "
                f"{x1.text()}{self._read(self.transpose_x1)} and x2 is "
                f"{x2.text()}{self._read(self.transpose_x2)}, so {inner} meet {other}.",
                "Transpose one of them, or change a length.",
                self._suggestions(x1, x2, inner, other),
            )
        low, high = times(range_of(x1), range_of(x2))
        return (
            FieldSpec(
                (*x1.shape[:-2], rows, columns),
                low=None if low is None else inner * low,
                high=None if high is None else inner * high,
            ),
        )

    @staticmethod
    def _read(transposed: bool) -> str:
        return " (transposed)" if transposed else ""

    def _matrices(self, x1: FieldSpec, x2: FieldSpec) -> tuple[tuple[int, int], tuple[int, int]]:
        (a, b), (c, d) = x1.shape[-2:], x2.shape[-2:]
        return ((b, a) if self.transpose_x1 else (a, b)), ((d, c) if self.transpose_x2 else (c, d))

    def _suggestions(
        self, x1: FieldSpec, x2: FieldSpec, inner: int, other: int
    ) -> tuple[Suggestion, ...]:
        (rows, _), (_, columns) = self._matrices(x1, x2)
        found: list[Suggestion] = []
        if inner == columns:
            found.append(Change("transpose_x2", not self.transpose_x2))
        if rows == other:
            found.append(Change("transpose_x1", not self.transpose_x1))
        if len(x1.shape) == 2 and not self.transpose_x1:
            found.append(Resize("x1", other))
        if len(x2.shape) == 2 and self.transpose_x2:
            found.append(Resize("x2", inner))
        return tuple(found)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Multiply; on the way back, the error times the other side."""
        x1, x2 = inputs
        left = x1.swapaxes(-1, -2) if self.transpose_x1 else x1
        right = x2.swapaxes(-1, -2) if self.transpose_x2 else x2

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None, None), {}
            d_left = np.matmul(dy, right.swapaxes(-1, -2))
            d_right = np.matmul(left.swapaxes(-1, -2), dy)
            return (
                d_left.swapaxes(-1, -2) if self.transpose_x1 else d_left,
                d_right.swapaxes(-1, -2) if self.transpose_x2 else d_right,
            ), {}

        return (np.matmul(left, right),), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return rows times columns times what is summed, for each matrix."""
        (rows, inner), (_, columns) = self._matrices(*inputs)
        matrices = inputs[0].size // (rows * inner)
        return matrices * rows * inner * columns

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``torch.matmul``."""
        turn = ".transpose(-1, -2)"
        left = "{x1}" + turn * self.transpose_x1
        right = "{x2}" + turn * self.transpose_x2
        return TorchForm(f"torch.matmul({left}, {right})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return MatMul, after a Transpose where one is asked for."""
        rank = len(inputs[0].shape) + 1
        turn = {"perm": [*range(rank - 2), rank - 1, rank - 2]}
        nodes, names = [], []
        for port, transposed in (("x1", self.transpose_x1), ("x2", self.transpose_x2)):
            names.append(f"{port}_transposed" if transposed else port)
            if transposed:
                nodes.append(OnnxNode("Transpose", (port,), (names[-1],), turn))
        nodes.append(OnnxNode("MatMul", tuple(names), ("y",)))
        return OnnxForm(tuple(nodes))
