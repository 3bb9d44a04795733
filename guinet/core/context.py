"""What a forward pass knows besides its inputs: training or not, and randomness."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

__all__ = ["Context", "generator"]


def generator(seed: int, path: str, step: int = 0) -> np.random.Generator:
    """Return the random generator that belongs to one place and one moment.

    Counter-based (Philox, Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
    the numbers depend on seed, path and step alone, so any executor, in any order, on any
    number of workers, draws the same ones.

    Parameters
    ----------
    seed
        Seed of the run.
    path
        Who draws, e.g. the path of a node.
    step
        Training step, the counter.
    """
    digest = hashlib.blake2b(f"{seed}/{path}".encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    # The lowest word counts the numbers drawn within a step; the highest one is the step.
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, step]))


@dataclass(frozen=True)
class Context:
    """Circumstances of one forward pass of one node.

    Attributes
    ----------
    training
        True in a training step: dropout drops, batch statistics are used.
    seed, path, step
        Where and when randomness is drawn, see `generator`.
    dtype
        Floating-point type of the run, for a module that has no input to take it from.
    """

    training: bool = False
    seed: int = 0
    path: str = ""
    step: int = 0
    dtype: DTypeLike = np.float64

    @property
    def rng(self) -> np.random.Generator:
        """A fresh generator; the same numbers each time it is asked for.

        Draw in canonical order (sample by sample) and in float32, so that every dtype and
        every split of the batch sees the same numbers.
        """
        return generator(self.seed, self.path, self.step)
