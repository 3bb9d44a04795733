"""What a module remembers: weights, which are learned, and state, which is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guinet.core.initializers.base import Initializer

__all__ = ["StateSpec", "WeightSpec"]


@dataclass(frozen=True)
class WeightSpec:
    """A learned array of a module.

    Attributes
    ----------
    shape
        Shape of the array, in PyTorch's layout.
    initializer
        How it begins, or the name of that, see `guinet.core.initializers`.
    fan_in, fan_out
        Number of inputs that meet in one output, and of outputs that one input feeds; the
        scale of most initializers.
    """

    shape: tuple[int, ...]
    initializer: Initializer | str
    fan_in: int = 1
    fan_out: int = 1

    @property
    def size(self) -> int:
        """Number of elements."""
        size = 1
        for length in self.shape:
            size *= length
        return size


@dataclass(frozen=True)
class StateSpec:
    """An array that training changes but the optimizer does not (running statistics)."""

    shape: tuple[int, ...]
    value: float = 0.0
