"""Conv2d's bias, ReLU and MaxPool2d(2) together, right after the convolution's products."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.convolution.bias import sum_to_bias
from guinet.engine.compiled.kernels.paired_max_pool import PairedMaxPoolKernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed

__all__ = ["ConvolvedMaxPoolKernel"]


class ConvolvedMaxPoolKernel(PairedMaxPoolKernel):
    """y = relu(max of four + b), which is the max of four relu(x + b).

    Neither adding a number of the channel's nor cutting off below zero changes which of four
    values is the largest, so both come after the maximum: a quarter of the work. Where all four
    are cut off, the gradient is zero at each of them, and it does not matter which was chosen.
    The convolution's own output exists only piece by piece.
    """

    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._convolution, *activations, self._pool = site.fused.covered
        self._activation = activations[0] if activations else None
        self._bias: Array | None = None
        self._sums: Array | None = None
        self._pieces = 0
        convolution: Any = self._convolution.module
        if convolution.bias:
            rows, _, channels, count = site.outputs[0].body_shape
            self._bias = site.memory.saved((channels, count))
            if site.gradient_arrives(0):
                self._sums = site.memory.saved((rows, channels * count))
        self._zero = site.memory.constant(0.0)

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take the maxima, add the bias, cut off."""
        site = self.site
        if self._bias is not None and start == 0:
            bias = site.fused.learned(self._convolution).weight("bias")
            tape(np.copyto, self._bias, bias[:, None])
        self._watch(tape, start, end)
        super().forward_rows(tape, start, end)
        y = site.outputs[0].rows(*self.output_range(start, end))
        if y.size and self._bias is not None:
            tape(np.add, y, self._bias, y)
        if y.size and self._activation is not None:
            tape(np.maximum, y, site.memory.filled(y.shape, 0.0), out=y)

    def _watch(self, tape: Tape, start: int, end: int) -> None:
        """Measure what would have flowed between the nodes, had they stood alone."""
        x = self.site.inputs[0].rows(start, end)
        with tape.only_watching():
            value = self.site.memory.scratch(x.shape)
            tape(np.add, x, self._zero if self._bias is None else self._bias, value)
            self.site.fused.watch_value(tape, self._convolution.first, value)
            if self._activation is not None:
                tape(np.maximum, value, self._zero, out=value)
                self.site.fused.watch_value(tape, self._activation.first, value)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Let through what was let through, sum it up for the bias, send it to the maxima."""
        site = self.site
        if self._activation is not None:
            # Each error goes to exactly one place, so it is as large before the pooling.
            site.fused.watch_edge(tape, self._pool, 0, dy)
            y = site.outputs[0].rows(start, end)
            passed = site.memory.scratch(y.shape, np.bool_)
            error = site.memory.scratch(y.shape)
            tape(np.greater, y, self._zero, passed)
            tape(np.multiply, dy, passed, error)
            dy = error
        if self._sums is not None:
            places = math.prod(dy.shape[:2])
            flat = viewed(dy, places, -1)
            tape(np.dot, site.memory.ones(places), flat, self._sums[self._pieces])
            self._pieces += 1
        self.maxima.give_back(tape, dy, start, dx)

    def finish_backward(self, tape: Tape) -> None:
        """Add up the pieces for the bias."""
        if self._sums is None or self._bias is None:
            return
        memory = self.site.memory
        sums = self._sums[0]
        if self._pieces > 1:
            sums = memory.scratch(sums.shape)
            tape(np.dot, memory.ones(self._pieces), self._sums[: self._pieces], sums)
        learned = self.site.fused.learned(self._convolution)
        sum_to_bias(tape, memory, learned, sums.reshape(self._bias.shape))
