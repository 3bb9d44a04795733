"""Dropout inside a module: which numbers survive in a step."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["Survival"]


class Survival:
    """Factors 0 or 1 / (1 - p), the same that `guinet.core.survival.survival` draws.

    They are drawn for the whole batch, in its canonical order, and those of this part are taken.

    Parameters
    ----------
    site
        Of the node.
    p
        Probability of a 0.
    shape
        Of the factors of one sample.
    axes
        Order in which the axes are wanted; 0 is that of the samples.
    factor
        Of those that survive; None: 1 / (1 - p), which keeps the mean.

    Attributes
    ----------
    factors
        With the axes in that order.
    """

    def __init__(
        self,
        site: Site,
        p: float,
        shape: tuple[int, ...],
        axes: tuple[int, ...],
        factor: float | None = None,
    ) -> None:
        self._random = site.random()
        memory = site.memory
        self._drawn = memory.saved((site.total, *shape), np.float32)
        part = self._drawn[site.first : site.first + site.count].transpose(axes)
        self._part = part
        self._survives = memory.saved(part.shape, np.bool_)
        self._limit = np.float32(p)
        self._factor = memory.constant(1.0 / (1.0 - p) if factor is None else factor)
        self.factors: Array = memory.saved(part.shape)

    def draw(self, tape: Tape) -> None:
        """Take down the draw."""
        tape(self._draw)
        tape(np.greater_equal, self._part, self._limit, self._survives)
        tape(np.multiply, self._survives, self._factor, self.factors)

    def _draw(self) -> None:
        self._random().random(dtype=np.float32, out=self._drawn)
