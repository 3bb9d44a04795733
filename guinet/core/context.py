"""What a forward pass knows besides its inputs: training or not, and randomness."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

__all__ = ["Context", "RestartingGenerator", "generator"]


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


class RestartingGenerator:
    """The generator of one place, for one moment after the other.

    It draws what `generator` draws, and to set it back takes a seventh of the time of making
    a new one.

    Parameters
    ----------
    seed, path
        As for `generator`.
    """

    def __init__(self, seed: int, path: str) -> None:
        self._generator = generator(seed, path)
        self._beginning = self._generator.bit_generator.state

    def at(self, step: int) -> np.random.Generator:
        """Return the generator at the beginning of a step; it is always the same object."""
        self._beginning["state"]["counter"][3] = step
        self._generator.bit_generator.state = self._beginning
        return self._generator


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
