"""Modules that only put numbers elsewhere: one copy for each piece, and the same one back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np

from guinet.core.axis import array_axis
from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.program import Call

__all__ = [
    "ConcatKernel",
    "ConstantPadKernel",
    "PermuteKernel",
    "SliceKernel",
    "SplitKernel",
]

Pair = tuple[Array, Array]


class _CopiesKernel(Kernel):
    """Says which part of an input is which part of an output, in canonical arrays.

    Attributes
    ----------
    leaves_out
        Whether a number of an input may go nowhere, whose gradient is then zero.
    """

    needs_output = False
    leaves_out = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Real numbers of samples."""
        return all(spec.batched and spec.kind != "index" for spec in call.specs)

    @abstractmethod
    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return parts of an input, each with the part of an output that is equal to it."""

    def forward(self, tape: Tape) -> None:
        """Copy."""
        outputs = [tensor.canonical for tensor in self.site.outputs]
        for port, tensor in enumerate(self.site.inputs):
            for x, y in self.pairs(port, tensor.canonical, outputs):
                tape(np.copyto, y, x)

    def backward(self, tape: Tape) -> None:
        """Copy back."""
        site = self.site
        gradients = [
            _canonical(tensor, site.gradient(port)) for port, tensor in enumerate(site.outputs)
        ]
        for port, tensor in enumerate(site.inputs):
            dx = site.contribution(tape, port)
            if dx is not None:
                with dx:
                    if self.leaves_out:
                        tape(dx.whole.fill, 0.0)
                    for x, y in self.pairs(port, _canonical(tensor, dx.whole), gradients):
                        tape(np.copyto, x, y)


class ConcatKernel(_CopiesKernel):
    """Inputs side by side."""

    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return the input, and its place."""
        axis = array_axis(self.module.dim, x.ndim)
        sizes = [tensor.spec.shape[axis - 1] for tensor in self.site.inputs]
        start = sum(sizes[:port])
        yield x, _part(outputs[0], axis, slice(start, start + sizes[port]))


class SplitKernel(_CopiesKernel):
    """Equal parts of an input."""

    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return the parts."""
        axis = array_axis(self.module.dim, x.ndim)
        size = x.shape[axis] // len(outputs)
        for number, y in enumerate(outputs):
            yield _part(x, axis, slice(number * size, (number + 1) * size)), y


class SliceKernel(_CopiesKernel):
    """A stretch of an axis."""

    leaves_out = True

    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return the stretch."""
        module = self.module
        stretch = slice(module.start, module.stop, module.step)
        yield _part(x, array_axis(module.dim, x.ndim), stretch), outputs[0]


class PermuteKernel(_CopiesKernel):
    """Axes in another order."""

    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return all, as the output has it."""
        yield self.module.arrange(x), outputs[0]


class ConstantPadKernel(_CopiesKernel):
    """A number around the input, which stands there from the beginning."""

    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.outputs[0].body[...] = self.module.value

    @classmethod
    def serves(cls, call: Call) -> bool:
        """A number, not copies of what lies near."""
        return call.module.mode == "constant" and super().serves(call)  # type: ignore[attr-defined]

    def pairs(self, port: int, x: Array, outputs: Sequence[Array]) -> Iterable[Pair]:
        """Return the input, and its place in the middle."""
        module, inner = self.module, outputs[0]
        inner = _part(inner, x.ndim - 1, slice(module.left, module.left + x.shape[-1]))
        if x.ndim > 2:
            inner = _part(inner, x.ndim - 2, slice(module.top, module.top + x.shape[-2]))
        yield x, inner


def _part(array: Array, axis: int, stretch: slice) -> Array:
    part: Array = array[(slice(None),) * axis + (stretch,)]
    return part


def _canonical(tensor: Tensor, body: Array) -> Array:
    return tensor.layout.canonical(body)
