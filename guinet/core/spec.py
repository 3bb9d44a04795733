"""What flows along an edge, known before any number does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Literal

from guinet.core.errors import DataError

__all__ = [
    "FieldSpec",
    "Kind",
    "Specs",
    "as_spec",
    "channels",
    "class_axis",
    "class_axis_of",
    "label_field",
    "shape_text",
]

Kind = Literal["float", "index", "class"]
_KINDS = ("float", "index", "class")


@dataclass(frozen=True)
class FieldSpec:
    """Shape, kind and range of a field of the data or of a tensor in the graph.

    Parameters
    ----------
    shape
        Shape of one sample, without the batch axis: ``(F,)`` features, ``(C, H, W)`` an
        image, ``(T, D)`` a sequence, ``()`` one number or one label.
    kind
        ``"float"`` numbers, ``"index"`` integers (for an embedding), ``"class"`` a label.
        Labels are stored as integers, one per sample (shape ``()``), and reach the graph
        one-hot; a class field of shape ``(K,)``, or ``(T, K)`` of a sequence, is one-hot
        already. An index field may be a target, too: one label per position.
    classes
        Names of the classes, or their number (names are then ``"0"``, ``"1"`` ...).
    low, high
        Smallest and largest possible value where that is known.
    batched
        False for what exists once per batch, such as a loss.
    """

    shape: tuple[int, ...]
    kind: Kind = "float"
    classes: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    batched: bool = True

    def __post_init__(self) -> None:
        """Normalise what people write: lists, one integer, a number of classes."""
        shape = _sizes(self.shape)
        if self.kind not in _KINDS:
            raise DataError(f"A field's kind is float, index or class, not {self.kind!r}.")
        for bound in (self.low, self.high):
            if bound is not None and (not isinstance(bound, Real) or math.isnan(bound)):
                raise DataError(f"The range of a field is given in numbers, not {bound!r}.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise DataError(f"A field's low, {self.low:g}, is above its high, {self.high:g}.")
        object.__setattr__(self, "shape", shape)
        if isinstance(self.classes, int):
            names = tuple(str(number) for number in range(self.classes))
            object.__setattr__(self, "classes", names)
        elif isinstance(self.classes, str):
            raise DataError(f"The classes are a list of names, not the text {self.classes!r}.")
        elif self.classes is not None:
            object.__setattr__(self, "classes", tuple(str(name) for name in self.classes))
        if self.kind == "class" and not self.classes:
            if len(shape) != 1:
                raise DataError("A class field says how many classes it has: classes=3, or names.")
            object.__setattr__(self, "classes", tuple(str(number) for number in range(shape[0])))

    @property
    def size(self) -> int:
        """Number of elements of one sample."""
        size = 1
        for length in self.shape:
            size *= length
        return size

    @property
    def is_label(self) -> bool:
        """Whether samples are integer labels that still have to be encoded."""
        return self.kind == "class" and self.shape == ()

    def one_hot(self) -> FieldSpec:
        """Return the one-hot form of a label field: shape ``(K,)``, values in [0, 1]."""
        if not self.is_label or self.classes is None:
            return self
        return replace(self, shape=(len(self.classes),), low=0.0, high=1.0)

    @property
    def index_count(self) -> int | None:
        """How many classes an index field tells apart; None where that is not known.

        Class k is the number k, so a smallest value above 0 changes nothing.
        """
        if self.kind != "index":
            return None
        if self.classes:
            return len(self.classes)
        return None if self.high is None or not 0 <= self.high < math.inf else int(self.high) + 1

    def one_hot_index(self) -> FieldSpec:
        """Return the one-hot form of an index field: a class axis more, values in [0, 1].

        The class axis is the last one of sequences, ``(T, K)``, else the first one, ``(K,)``
        and ``(K, H, W)``. Fields whose number of classes is not known stay what they are.
        """
        count = self.index_count
        if count is None:
            return self
        names = self.classes or tuple(str(number) for number in range(count))
        place = class_axis_of(len(self.shape) + 2) - 1
        shape = (*self.shape[:place], count, *self.shape[place:])
        return FieldSpec(shape, "class", names, 0.0, 1.0, self.batched)

    def reshaped(self, shape: tuple[int, ...]) -> FieldSpec:
        """Return plain numbers of another shape in the same range."""
        return FieldSpec(shape, low=self.low, high=self.high)

    def text(self) -> str:
        """Return the shape as people read it: ``N × 8``; without the N, ``8`` or ``scalar``."""
        if self.batched:
            return shape_text(self.shape)
        return " × ".join(map(str, self.shape)) or "scalar"


def _sizes(shape: object) -> tuple[int, ...]:
    sizes = shape if isinstance(shape, Iterable) and not isinstance(shape, str) else (shape,)
    found = []
    for size in sizes:
        if isinstance(size, bool) or not isinstance(size, Integral) or size < 1:
            raise DataError(f"A shape has whole numbers of at least 1, not {shape!r}.")
        found.append(int(size))
    return tuple(found)


Specs = tuple[FieldSpec, ...]


def as_spec(value: FieldSpec | tuple[int, ...] | list[int] | int) -> FieldSpec:
    """Read a field given as a spec or as a bare shape (numbers of unknown range)."""
    return value if isinstance(value, FieldSpec) else FieldSpec(value)  # type: ignore[arg-type]


def label_field(fields: Mapping[str, FieldSpec]) -> str | None:
    """Return the first field that holds labels, or None."""
    return next((name for name, spec in fields.items() if spec.is_label), None)


def class_axis(spec: FieldSpec) -> int:
    """Return the axis of the batched array that holds the classes or channels.

    PyTorch's habit: axis 1 for features ``(N, F)`` and images ``(N, C, H, W)``, the last
    one for sequences ``(N, T, D)``.
    """
    return class_axis_of(len(spec.shape) + 1)


def class_axis_of(rank: int) -> int:
    """Return the axis of classes or channels of a batched array with ``rank`` axes."""
    return 2 if rank == 3 else 1


def channels(spec: FieldSpec) -> int:
    """Return the number of classes, channels or features: the length of the class axis."""
    return spec.shape[class_axis(spec) - 1]


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a batched shape as ``N × 8 × 8``."""
    return " × ".join(("N", *(str(size) for size in shape)))
