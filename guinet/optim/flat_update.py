"""An optimizer bound to flat arrays: a step is a flat list of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from guinet.core.types import Array
from guinet.optim.base import Call, Optimizer, scalar
from guinet.optim.gradient_norm import GradientNorm
from guinet.optim.regularisation import Regularisation

__all__ = ["CHUNK", "FlatUpdate", "Segment"]

CHUNK = 16384
"""Elements of one pass: weights, gradients, slots and scratch then stay in the cache."""


class Segment(NamedTuple):
    """Elements from ``start`` to before ``stop``; 0 as their factor freezes them."""

    start: int
    stop: int
    learning_rate_factor: float


class FlatUpdate:
    """Steps of an optimizer on flat weights, in place.

    Everything is bound when it is made, so a step allocates no array. Each element is computed
    alone, except that `Regularisation.clip_norm` needs the whole gradient: several updates,
    each on a part of the same arrays, change every bit as one update on the whole does, if the
    gradients are complete before the first of them steps. Whoever steps decides how floating
    point errors are answered (``np.errstate``).

    Parameters
    ----------
    optimizer
        The rule.
    weights, gradients
        Flat and contiguous, of equal length and type. The gradients are only read.
    slots
        The arrays of the optimizer's ``slots`` by name, as long, and zero before the first step.
    segments
        Which elements learn how fast, in order, without overlap; elements in none are frozen.
        None: all alike. Of what is frozen neither weights nor slots are touched.
    regularisation
        What is done to the gradients first; None: nothing.
    part
        The elements that this update changes.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        weights: Array,
        gradients: Array,
        slots: Mapping[str, Array],
        segments: Sequence[Segment] | None = None,
        *,
        regularisation: Regularisation | None = None,
        part: slice = slice(None),
    ) -> None:
        self._optimizer = optimizer
        regularisation = regularisation or Regularisation()
        learning = _joined([Segment(0, weights.size, 1.0)] if segments is None else segments)
        pieces = [gradients[chunk] for segment in learning for chunk in _chunks(segment)]
        self._norm = (
            GradientNorm(pieces, regularisation.clip_norm)
            if regularisation.clip_norm and pieces
            else None
        )
        shortening = None if self._norm is None else self._norm.shortening
        self._numbers: dict[float, list[Array]] = {}
        self._calls: list[Call] = []
        start, stop, _ = part.indices(weights.size)
        own = [segment for segment in learning if segment.start < stop and segment.stop > start]
        own = [_within(segment, start, stop) for segment in own]
        longest = min(CHUNK, max((segment.stop - segment.start for segment in own), default=0))
        spare, *scratch = (np.empty(longest, weights.dtype) for _ in range(3))
        for segment in own:
            numbers = self._numbers_for(segment.learning_rate_factor, weights)
            for chunk in _chunks(segment):
                size = chunk.stop - chunk.start
                one, two = (array[:size] for array in scratch)
                first, found = regularisation.calls(
                    weights[chunk], gradients[chunk], spare[:size], one, shortening
                )
                named = {name: slots[name][chunk] for name in optimizer.slots}
                self._calls += first
                self._calls += optimizer.calls(weights[chunk], found, named, (one, two), numbers)

    def step(self, learning_rate: float, number: int) -> None:
        """Make one step.

        Parameters
        ----------
        learning_rate
            Its size, before the segments' factors.
        number
            Its number, from 1, which bias corrections count.
        """
        if self._norm is not None:
            self._norm.measure()
        for factor, arrays in self._numbers.items():
            values = self._optimizer.numbers(learning_rate * factor, number)
            for array, value in zip(arrays, values, strict=True):
                array[()] = value
        for call in self._calls:
            call()

    def _numbers_for(self, factor: float, like: Array) -> list[Array]:
        if factor not in self._numbers:
            values = self._optimizer.numbers(0.0, 1)
            self._numbers[factor] = [scalar(value, like) for value in values]
        return self._numbers[factor]


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments that learn; neighbours of one factor become one."""
    joined: list[Segment] = []
    for segment in segments:
        if segment.start == segment.stop or segment.learning_rate_factor == 0.0:
            continue
        last = joined[-1] if joined else None
        if last is not None and last[1:] == (segment.start, segment.learning_rate_factor):
            joined[-1] = last._replace(stop=segment.stop)
        else:
            joined.append(segment)
    return joined


def _within(segment: Segment, start: int, stop: int) -> Segment:
    return segment._replace(start=max(segment.start, start), stop=min(segment.stop, stop))


def _chunks(segment: Segment) -> Iterator[slice]:
    for start in range(segment.start, segment.stop, CHUNK):
        yield slice(start, min(start + CHUNK, segment.stop))
