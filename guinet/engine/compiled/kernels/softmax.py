"""Softmax, Softmin and LogSoftmax along the axis of the classes."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from guinet.core.spec import class_axis
from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["LogSoftmaxKernel", "SoftmaxKernel", "SoftminKernel"]


class _AlongClasses(Kernel):
    """Something shared out along the classes: the first axis of a matrix, the third of an image.

    Images are done in pieces that stay in the cache. Sums over the rows of a matrix are products
    with a row of ones.
    """

    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        tensor = site.outputs[0]
        is_image = tensor.layout.kind == "image"
        self._axis = 2 if is_image else 0
        rows = tensor.row_count
        self._pieces = list(site.pieces(tensor)) if is_image else [(0, rows)]

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Where the axis is that of the classes."""
        module, (spec,) = call.module, call.specs
        along = getattr(module, "dim", None) in (None, class_axis(spec))
        return along and spec.batched and len(spec.shape) in (1, 2, 3)

    @abstractmethod
    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Take down the values of a piece."""

    @abstractmethod
    def take_gradient(self, tape: Tape, dy: Array, y: Array, dx: Array) -> None:
        """Take down the gradient of a piece."""

    def forward(self, tape: Tape) -> None:
        """Take the values piece by piece."""
        site, memory = self.site, self.site.memory
        for start, end in self._pieces:
            mark = memory.mark()
            self.take_values(tape, site.inputs[0].rows(start, end), site.output_rows(start, end))
            site.finished(tape, start, end)
            memory.release(mark)

    def backward(self, tape: Tape) -> None:
        """Take the gradients piece by piece."""
        site, memory = self.site, self.site.memory
        dx = site.contribution(tape, 0)
        if dx is None:
            return
        with dx:
            for start, end in self._pieces:
                mark = memory.mark()
                y = site.outputs[0].rows(start, end)
                self.take_gradient(tape, site.dy[start:end], y, dx.rows(start, end))
                dx.done(start, end)
                memory.release(mark)

    def sums(self, tape: Tape, values: Array) -> Array:
        """Take down the sums over the classes; they are as wide as a class, to be combined."""
        shape = tuple(size for axis, size in enumerate(values.shape) if axis != self._axis)
        sums = self.site.memory.scratch(shape)
        if self._axis == 0:
            tape(np.dot, self.site.memory.ones(len(values)), values, sums)
        else:
            tape(np.add.reduce, values, self._axis, None, sums)
        return np.expand_dims(sums, self._axis)

    def subtract_extreme(self, tape: Tape, x: Array, into: Array, reduce: np.ufunc) -> None:
        """Take down x less its highest or lowest, which changes no share."""
        shape = tuple(size for axis, size in enumerate(x.shape) if axis != self._axis)
        extreme = self.site.memory.scratch(shape)
        tape(reduce.reduce, x, self._axis, None, extreme)
        tape(np.subtract, x, np.expand_dims(extreme, self._axis), into)


class SoftmaxKernel(_AlongClasses):
    """y = eᶻ / Σ eᶻ with z = x - max x; dx = y (dy - Σ dy y)."""

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Take the shares."""
        self.subtract_extreme(tape, x, y, np.maximum)
        tape(np.exp, y, y)
        tape(np.divide, y, self.sums(tape, y), y)

    def take_gradient(self, tape: Tape, dy: Array, y: Array, dx: Array) -> None:
        """Take what is above the mean."""
        product = self.site.memory.scratch(y.shape)
        tape(np.multiply, dy, y, product)
        tape(np.subtract, dy, self.sums(tape, product), dx)
        tape(np.multiply, dx, y, dx)


class SoftminKernel(_AlongClasses):
    """The Softmax of -x: y = eᶻ / Σ eᶻ with z = min x - x; dx = y (Σ dy y - dy)."""

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Take the shares."""
        self.subtract_extreme(tape, x, y, np.minimum)
        tape(np.negative, y, y)
        tape(np.exp, y, y)
        tape(np.divide, y, self.sums(tape, y), y)

    def take_gradient(self, tape: Tape, dy: Array, y: Array, dx: Array) -> None:
        """Take what is below the mean."""
        product = self.site.memory.scratch(y.shape)
        tape(np.multiply, dy, y, product)
        tape(np.subtract, self.sums(tape, product), dy, dx)
        tape(np.multiply, dx, y, dx)


class LogSoftmaxKernel(_AlongClasses):
    """y = z - log Σ eᶻ with z = x - max x; dx = dy - eʸ Σ dy."""

    def take_values(self, tape: Tape, x: Array, y: Array) -> None:
        """Take the logarithms of the shares."""
        exponential = self.site.memory.scratch(y.shape)
        self.subtract_extreme(tape, x, y, np.maximum)
        tape(np.exp, y, exponential)
        sums = self.sums(tape, exponential)
        tape(np.log, sums, sums)
        tape(np.subtract, y, sums, y)

    def take_gradient(self, tape: Tape, dy: Array, y: Array, dx: Array) -> None:
        """Take the gradient less its sum shared out."""
        share = self.site.memory.scratch(y.shape)
        tape(np.exp, y, share)
        tape(np.multiply, share, self.sums(tape, dy), share)
        tape(np.subtract, dy, share, dx)
