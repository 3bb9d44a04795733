"""Dropout and noise: the same random numbers as the modules draw, for the whole batch."""

from __future__ import annotations

import math
from abc import abstractmethod

import numpy as np

from guinet.core.activations.self_normalising import SATURATION
from guinet.core.types import Array
from guinet.engine.compiled.kernel import RowKernel
from guinet.engine.compiled.kernels.moving import hand_on
from guinet.engine.compiled.kernels.survival import Survival
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.compiled.views import viewed
from guinet.engine.program import Call

__all__ = ["AlphaDropoutKernel", "Dropout2dKernel", "DropoutKernel", "GaussianNoiseKernel"]

_AXES: dict[str, tuple[int, ...]] = {
    "features": (1, 0),
    "sequence": (2, 0, 1),
    "image": (2, 3, 1, 0),
}
"""Where the canonical axes lie in the storage; of sequences samples and time are one axis."""


class _NoiseKernel(RowKernel):
    """Disturbs while training, and lets everything pass otherwise.

    The numbers are drawn before the first rows are computed.
    """

    needs_inputs = False
    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.disturbs: bool = site.training and not self.module.is_silent
        self._is_drawn = False

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Features, sequences and images."""
        return call.specs[0].batched and len(call.specs[0].shape) in (1, 2, 3)

    @abstractmethod
    def draw(self, tape: Tape) -> None:
        """Take down the draw."""

    @abstractmethod
    def disturb(self, tape: Tape, x: Array, y: Array, start: int, end: int) -> None:
        """Take down some rows, disturbed."""

    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Disturb, or hand on."""
        x, y = self.site.inputs[0].rows(start, end), self.site.output_rows(start, end)
        if self.disturbs:
            if not self._is_drawn:
                self.draw(tape)
                self._is_drawn = True
            self.disturb(tape, x, y, start, end)
        else:
            hand_on(tape, y, x)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Hand back; a kernel that multiplies overrides this."""
        hand_on(tape, dx, dy)


class DropoutKernel(_NoiseKernel):
    """y = f x, dx = f dy with factors f that are 0 or 1 / (1 - p)."""

    survivors_factor: float | None = None

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        tensor = site.inputs[0]
        axes = _AXES[tensor.layout.kind]
        if self.disturbs:
            shape = self.mask_shape(tensor.spec.shape)
            used = tuple(axis for axis in axes if axis <= len(shape))
            self._survival = Survival(site, self.module.p, shape, used, self.survivors_factor)
            self._factors = self._survival.factors
            if tensor.layout.kind == "sequence":
                self._factors = viewed(self._factors, *tensor.body_shape)

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of one sample's factors; fewer axes stretch over all rows."""
        return shape

    def draw(self, tape: Tape) -> None:
        """Draw who survives."""
        self._survival.draw(tape)

    def disturb(self, tape: Tape, x: Array, y: Array, start: int, end: int) -> None:
        """Multiply."""
        tape(np.multiply, x, self._rows(start, end), y)

    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Multiply by the same factors."""
        if self.disturbs:
            tape(np.multiply, dy, self._rows(start, end), dx)
        else:
            super().backward_rows(tape, port, dy, dx, start, end)

    def _rows(self, start: int, end: int) -> Array:
        is_whole = self._factors.ndim == len(self.site.inputs[0].body_shape)
        rows: Array = self._factors[start:end] if is_whole else self._factors
        return rows


class Dropout2dKernel(DropoutKernel):
    """The same with one factor for each channel of a sample."""

    def mask_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the channels."""
        return shape[:1]


class AlphaDropoutKernel(DropoutKernel):
    """y = f (x - s) + (a s + b): what is dropped becomes the floor s of SELU; f is 0 or a."""

    def __init__(self, site: Site) -> None:
        p = site.call.module.p  # type: ignore[attr-defined]
        scale = 1.0 / math.sqrt((1.0 - p) * (1.0 + p * SATURATION**2))
        self.survivors_factor = scale
        super().__init__(site)
        self._floor = site.memory.constant(SATURATION)
        self._shift = site.memory.constant(scale * SATURATION - scale * p * SATURATION)

    def disturb(self, tape: Tape, x: Array, y: Array, start: int, end: int) -> None:
        """Drop, scale and shift."""
        tape(np.subtract, x, self._floor, y)
        super().disturb(tape, y, y, start, end)
        tape(np.add, y, self._shift, y)


class GaussianNoiseKernel(_NoiseKernel):
    """y = x + σ ε; dx = dy."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        tensor = site.inputs[0]
        if self.disturbs:
            self._random = site.random()
            axes = _AXES[tensor.layout.kind]
            self._drawn = site.memory.saved((site.total, *tensor.spec.shape), np.float32)
            part = self._drawn[site.first : site.first + site.count].transpose(axes)
            self._part = part
            self._noise = site.memory.saved(part.shape)
            self._rows = viewed(self._noise, *tensor.body_shape)

    def draw(self, tape: Tape) -> None:
        """Draw the noise."""
        tape(self._draw)
        tape(np.multiply, self._part, self.site.memory.constant(self.module.std), self._noise)

    def _draw(self) -> None:
        self._random().standard_normal(dtype=np.float32, out=self._drawn)

    def disturb(self, tape: Tape, x: Array, y: Array, start: int, end: int) -> None:
        """Add it."""
        tape(np.add, x, self._rows[start:end], y)
