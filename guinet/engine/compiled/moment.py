"""Which step it is, for kernels that draw random numbers while a plan runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.context import Context, RestartingGenerator

__all__ = ["Moment"]


@dataclass
class Moment:
    """The seed of a run and the number of the present step."""

    seed: int
    dtype: DTypeLike
    step: int = 0

    def random(self, path: str) -> Callable[[], np.random.Generator]:
        """Return what gives, at run time, the generator of a node in the present step."""
        restarting = RestartingGenerator(self.seed, path)
        return lambda: restarting.at(self.step)

    def context(self, path: str, training: bool) -> Context:
        """Return the circumstances of a node just now."""
        return Context(training, self.seed, path, self.step, self.dtype)
