"""The base of modules that join their inputs element by element, and the rule of broadcasting."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from guinet.core.advice import Insert, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import IntField
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs, channels, class_axis
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["Merge", "MergeMany", "joined", "summed_to"]


class Merge(Module):
    """An operation on each number of one input and the numbers at its place in the others.

    Inputs have as many axes each, and an axis of length 1 stretches to the length that it has
    elsewhere: N × C × 1 × 1 meets N × C × H × W. What exists once per batch (a Constant, a
    loss) joins all samples alike, as one number or with the axes of a sample; only if every
    input does, so does the output.
    """

    category = Category.MERGE
    inputs: ClassVar[tuple[Port, ...]] = (Port("x1", constant=True), Port("x2", constant=True))

    @abstractmethod
    def value(self, inputs: Arrays) -> Array:
        """Return y."""

    @abstractmethod
    def contributions(self, inputs: Arrays, y: Array, dy: Array) -> Iterable[Array]:
        """Return the gradient to each input, in the shape of the output."""

    @abstractmethod
    def bounds(self, inputs: Specs) -> tuple[float | None, float | None]:
        """Return the least and the largest possible value, None where that is not known."""

    def infer(self, inputs: Specs) -> Specs:
        """Demand shapes that fit each other."""
        names = [port.name for port in self.input_ports()]
        both = joined(self.type_name(), names, inputs)
        low, high = self.bounds(inputs)
        return (FieldSpec(both.shape, low=low, high=high, batched=both.batched),)

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the value; the way back sums where an input was stretched."""
        y = np.asarray(self.value(inputs))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,) * len(inputs), {}
            parts = self.contributions(inputs, y, dy)
            return tuple(summed_to(d, x.shape) for d, x in zip(parts, inputs, strict=True)), {}

        return (y,), backward, {}


class MergeMany(Merge):
    """A `Merge` of any number of inputs."""

    variadic = "input_count"

    input_count = IntField(2, minimum=2, maximum=64, doc="Number of inputs.")

    def input_ports(self) -> tuple[Port, ...]:
        """Return ``x1``, ``x2`` ..."""
        return tuple(Port(f"x{number}", constant=True) for number in range(1, self.input_count + 1))


def joined(owner: str, names: Iterable[str], inputs: Specs) -> FieldSpec:
    """Return what inputs amount to together: their common shape, and whether it is per sample.

    Parameters
    ----------
    owner, names
        The module that joins them, and its ports, for the message.
    inputs
        One spec per port.

    Raises
    ------
    ShapeError
        If two of them do not fit each other.
    """
    seen: list[tuple[str, FieldSpec]] = []
    for name, spec in zip(names, inputs, strict=True):
        for other_name, other in seen:
            if not _fit(other, spec):
                raise ShapeError(
                    name,
                    f"{owner} needs equal shapes: {other_name} is {other.text()} and {name} is "
                    f"{spec.text()}.",
                    f"Give {name} the shape {other.text()} (an axis of length 1 would stretch), "
                    "or join them with Concat.",
                    _suggestions(other_name, other, name, spec),
                )
        seen.append((name, spec))
    rank = max(len(spec.shape) for spec in inputs)
    full = [spec.shape for spec in inputs if len(spec.shape) == rank]
    lengths = tuple(max(sizes) for sizes in zip(*full, strict=True))
    return FieldSpec(lengths, batched=any(spec.batched for spec in inputs))


def summed_to(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Return a gradient summed over the axes along which something of ``shape`` was stretched.

    An element that was used at many places receives the sum of what they send back.
    """
    if gradient.shape == shape:
        return gradient
    more = gradient.ndim - len(shape)
    stretched = [
        more + axis for axis, size in enumerate(shape) if size != gradient.shape[more + axis]
    ]
    total: Array = gradient.sum(axis=(*range(more), *stretched)).reshape(shape)
    return total


def _fit(one: FieldSpec, other: FieldSpec) -> bool:
    if any(spec.shape == () and not spec.batched for spec in (one, other)):
        return True
    return len(one.shape) == len(other.shape) and all(
        m == n or 1 in (m, n) for m, n in zip(one.shape, other.shape, strict=True)
    )


def _suggestions(
    first_name: str, first: FieldSpec, name: str, spec: FieldSpec
) -> tuple[Suggestion, ...]:
    if not (first.batched and spec.batched):
        return ()
    if len(first.shape) == len(spec.shape):
        axis = class_axis(first) - 1
        fits = [m == n or 1 in (m, n) for m, n in zip(first.shape, spec.shape, strict=True)]
        return (Resize(name, first.shape[axis]),) if fits.count(False) == 1 - fits[axis] else ()
    for row_name, row, other_name, other in (
        (name, spec, first_name, first),
        (first_name, first, name, spec),
    ):
        if len(row.shape) != 1:
            continue
        per_channel = channels(other) if other.shape else 0
        if row.size != other.size and row.size == per_channel:
            return (Insert(row_name, "Reshape", {"shape": _along_channels(other)}),)
        return (Insert(other_name, "Flatten"),)
    return ()


def _along_channels(spec: FieldSpec) -> list[int]:
    """Return the shape of one number per channel, each other axis of length 1."""
    place = class_axis(spec) - 1
    return [size if axis == place else 1 for axis, size in enumerate(spec.shape)]
