"""Names for the arrays that pass through a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

__all__ = ["Array", "Arrays", "Backward", "Gradients", "Named", "Result"]

Array = NDArray[Any]
Arrays = tuple[Array, ...]
Gradients = tuple[Array | None, ...]
"""One gradient per port; None where there is none (an output nobody used, an integer input)."""

Named = Mapping[str, Array]
Backward = Callable[[Gradients], tuple[Gradients, dict[str, Array]]]
"""From the gradients of the outputs to those of the inputs and of the weights by name."""

Result = tuple[Arrays, Backward, dict[str, Array]]
"""What forward returns: the outputs, the way back, and the new state by name."""
