"""Flatten, Reshape, Squeeze and Unsqueeze: the same numbers in the same order, in another shape."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor
from guinet.engine.compiled.views import viewed
from guinet.engine.program import Call

__all__ = ["ReshapeKernel"]


class ReshapeKernel(Kernel):
    """One copy where one of the two shapes is that of features, as after Flatten; else two.

    The order that counts is that of the canonical axes, with the samples last. Features lie so;
    anything else is gathered and laid out anew.
    """

    needs_output = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Real numbers of samples."""
        return call.specs[0].batched and call.specs[0].kind != "index"

    def forward(self, tape: Tape) -> None:
        """Copy."""
        x, y = self.site.inputs[0], self.site.outputs[0]
        self._copy(tape, x, x.body, y, y.body)

    def backward(self, tape: Tape) -> None:
        """Copy back."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                self._copy(tape, self.site.outputs[0], self.site.dy, dx.tensor, dx.whole)

    def _copy(self, tape: Tape, source: Tensor, body: Array, target: Tensor, into: Array) -> None:
        given, wanted = _samples_last(source, body), _samples_last(target, into)
        if source.layout.kind == "features":
            tape(np.copyto, wanted, viewed(given, *wanted.shape))
        elif target.layout.kind == "features":
            tape(np.copyto, viewed(wanted, *given.shape), given)
        else:
            between = self.site.memory.scratch(given.shape)
            tape(np.copyto, between, given)
            tape(np.copyto, wanted, viewed(between, *wanted.shape))


def _samples_last(tensor: Tensor, body: Array) -> Array:
    return np.moveaxis(tensor.layout.canonical(body), 0, -1)
