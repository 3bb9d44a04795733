"""What the kernels of smooth activations have in common."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import rows_of

__all__ = ["WithSlope"]


class WithSlope(RowKernel):
    """An elementwise function whose derivative is taken along with its value.

    Both have most of their arithmetic in common, and it finds it in the cache. The way back is
    then one product that needs neither input nor output, so the function works in place.
    """

    needs_inputs = False
    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        goes_back = site.gradient_arrives(0)
        self._slope = site.memory.saved(site.outputs[0].body_shape) if goes_back else None

    @abstractmethod
    def evaluate(self, tape: Tape, x: Array, y: Array, slope: Array | None) -> None:
        """Take down the value and, where there is a place for it, the derivative.

        Parameters
        ----------
        x, y
            Some rows of the input, and where those of the output go; perhaps one memory.
        slope
            Where the derivative goes; None where nobody asks for it.
        """

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take value and derivative."""
        x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        self.evaluate(tape, x, y, None if self._slope is None else rows_of(self._slope, start, end))

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by the derivative."""
        assert self._slope is not None
        tape(np.multiply, dy, rows_of(self._slope, start, end), dx)
