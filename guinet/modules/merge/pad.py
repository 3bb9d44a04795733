"""Pad: a border around what comes in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from guinet.core.advice import Change, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import ChoiceField, FloatField, IntField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.merging.padding import PADDING_MODES, crop_axis, pad_axis, source_places
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Pad"]


def _amount(unit: str, doc: str) -> IntField:
    return IntField(1, minimum=0, maximum=1024, unit=unit, doc=doc)


class Pad(Module):
    """Puts a border around an image, further steps around a sequence, or further features.

    So a filter reaches the outermost pixels, or a shape comes to a size that can be halved.
    Zeros are the usual border but a foreign body; ``reflect`` and ``replicate`` continue the
    picture, and ``circular`` closes it to a ring.

    Shapes: images (N, C, H, W) to (N, C, top + H + bottom, left + W + right); sequences
    (N, T, D) likewise, with steps at top and bottom and features at left and right; features
    (N, F) to the left and right alone. A mirror holds less than the length of its axis, a ring at
    most all of it. What is copied to several places adds up their gradients.
    Source: as ``torch.nn.functional.pad`` of the last two axes.
    """

    category = Category.MERGE
    formula = Formula(
        forward=(
            (
                r"y_i = x_{s(i)} \when{mode=constant}"
                r"{\;\; \text{(inside)}, \quad y_i = c \;\; \text{(border)}}"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_j} ="
                r" \sum_{i: s(i) = j} \frac{\partial L}{\partial y_i}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2, 3, 3)),)),
        Example((FieldSpec((4,)),)),
        Example((FieldSpec((4,)),), {"right": 2, "value": -0.5}),
        Example((FieldSpec((4, 3), low=0.0, high=1.0),), {"mode": "replicate", "top": 3}),
        Example((FieldSpec((2, 3, 4)),), {"mode": "reflect", "left": 3, "bottom": 2}),
        Example((FieldSpec((2, 3, 4)),), {"mode": "circular", "right": 4, "bottom": 0}),
    )

    left = _amount("columns", "How many before the last axis.")
    right = _amount("columns", "How many behind the last axis.")
    top = _amount("rows", "How many before the last axis but one, where there is one.")
    bottom = _amount("rows", "How many behind the last axis but one, where there is one.")
    mode = ChoiceField(
        "constant",
        PADDING_MODES,
        doc="What stands there: the value, a mirror image, the border again, or the other end.",
    )
    value = FloatField(0.0, doc="The number that stands there, in mode constant.")

    def infer(self, inputs: Specs) -> Specs:
        """Lengthen the axes; what is copied has to be there."""
        (x,) = inputs
        rank = len(x.shape)
        if rank not in (1, 2, 3):
            raise ShapeError(
                "x",
                f"Pad reads features, sequences or images at x and gets {x.text()}.",
                "Connect N × F, N × T × D or N × C × H × W.",
            )
        shape = list(x.shape)
        for axis, before, after in self._borders(rank + 1):
            self._require_enough(x, axis, before, after)
            shape[axis - 1] += before + after
        low, high = x.low, x.high
        if self.mode == "constant" and tuple(shape) != x.shape:
            low = None if low is None else min(low, self.value)
            high = None if high is None else max(high, self.value)
        return (FieldSpec(tuple(shape), low=low, high=high),)

    def _borders(self, rank: int) -> Iterator[tuple[int, int, int]]:
        """Yield axis, how much before and how much behind it, of a batched array."""
        yield rank - 1, self.left, self.right
        if rank > 2:
            yield rank - 2, self.top, self.bottom

    def _require_enough(self, x: FieldSpec, axis: int, before: int, after: int) -> None:
        length = x.shape[axis - 1]
        most = {"reflect": length - 1, "circular": length}.get(self.mode)
        if most is None or max(before, after) <= most:
            return
        sides = ("left", "right") if axis == len(x.shape) else ("top", "bottom")
        suggestions: list[Suggestion] = [
            Change(side, most) for side in sides if getattr(self, side) > most
        ]
        raise ShapeError(
            "x",
            f"Pad in mode {self.mode} can add {most} at most along axis {axis} of {x.text()}, "
            f"and {sides[0]} is {before} and {sides[1]} {after}.",
            f"Set {sides[0]} and {sides[1]} to {most} at most, or use the mode replicate.",
            (*suggestions, Change("mode", "replicate")),
        )

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Pad one axis after the other; on the way back, in reverse."""
        (x,) = inputs
        borders = list(self._borders(x.ndim))
        y = x
        for axis, before, after in borders:
            y = pad_axis(y, axis, before, after, self.mode, self.value)

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            for axis, before, after in reversed(borders):
                dy = crop_axis(dy, axis, before, after, self.mode)
            return (dy,), {}

        return (y,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.pad``."""
        amounts = tuple(n for _, *both in self._borders(len(inputs[0].shape) + 1) for n in both)
        value = f", value={self.value!r}" if self.mode == "constant" else ""
        return TorchForm(f"F.pad({{x}}, {amounts}, mode={self.mode!r}{value})")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Pad with a number, else a Gather along each axis."""
        (x,) = inputs
        borders = list(self._borders(len(x.shape) + 1))
        if self.mode == "constant":
            amounts = np.zeros((2, len(x.shape) + 1), np.int64)
            for axis, *both in borders:
                amounts[:, axis] = both
            value = np.asarray(self.value, np.float32)
            return OnnxForm(
                (OnnxNode("Pad", ("x", "amounts", "value"), ("y",)),),
                {"amounts": amounts.ravel(), "value": value},
            )
        names = ["x", *(f"padded{number}" for number in range(1, len(borders))), "y"]
        nodes: list[OnnxNode] = []
        places: dict[str, Array] = {}
        for number, (axis, before, after) in enumerate(borders):
            places[f"places{number}"] = source_places(x.shape[axis - 1], before, after, self.mode)
            nodes.append(
                OnnxNode(
                    "Gather",
                    (names[number], f"places{number}"),
                    (names[number + 1],),
                    {"axis": axis},
                )
            )
        return OnnxForm(tuple(nodes), places)
