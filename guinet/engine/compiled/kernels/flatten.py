"""Flatten: the numbers of a sample in a row."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.tensor import Tensor

__all__ = ["FlattenKernel"]


class FlattenKernel(Kernel):
    """One copy, since the order of features is that of the canonical axes."""

    needs_inputs = False
    needs_output = False

    def forward(self, tape: Tape) -> None:
        """Copy, the samples innermost on both sides."""
        x, y = self.site.inputs[0], self.site.outputs[0]
        tape(np.copyto, self._unflattened(y.body), _samples_last(x, x.body))

    def backward(self, tape: Tape) -> None:
        """Copy back."""
        dx = self.site.contribution(tape, 0)
        if dx is not None:
            with dx:
                dy = self._unflattened(self.site.dy)
                tape(np.copyto, _samples_last(self.site.inputs[0], dx.whole), dy)

    def _unflattened(self, features: Array) -> Array:
        return features.reshape(*self.site.inputs[0].spec.shape, self.site.count)


def _samples_last(tensor: Tensor, body: Array) -> Array:
    return np.moveaxis(tensor.layout.canonical(body), 0, -1)
