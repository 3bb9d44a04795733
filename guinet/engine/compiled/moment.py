"""Which step it is, for kernels that draw random numbers while a plan runs."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import DTypeLike

from guinet.core.context import Context

__all__ = ["Moment"]


@dataclass
class Moment:
    """The seed of a run and the number of the present step."""

    seed: int
    dtype: DTypeLike
    step: int = 0

    def context(self, path: str, training: bool) -> Context:
        """Return the circumstances of a node just now."""
        return Context(training, self.seed, path, self.step, self.dtype)
