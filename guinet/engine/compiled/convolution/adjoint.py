"""The way back of a convolution to its image, as convolutions themselves."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from guinet.core.spatial.windows import Slide, Slides
from guinet.core.types import Array
from guinet.engine.compiled.convolution.choice import correlation
from guinet.engine.compiled.convolution.correlation import Correlation
from guinet.engine.compiled.convolution.direct import DirectCorrelation
from guinet.engine.compiled.convolution.problem import SlidingProblem
from guinet.engine.compiled.memory import Memory
from guinet.engine.compiled.tape import Tape

__all__ = ["adjoint", "adjoint_border"]


@dataclass(frozen=True)
class _Phase:
    """Places of the image that see the same values of the kernel.

    Along one axis y_i = Σ_u w_u x_(si + du - p), so the gradient of x_h is the sum of
    w_u dy_((h + p - du) / s) over all u for which that is a whole number. Those are
    u = u₀ + m s/g with g = gcd(s, d) and u₀ the same for all h = a + s q: a convolution with
    stride 1, dilation d/g and every (s/g)-th value of the kernel, backwards.

    Attributes
    ----------
    first
        a, the first place; the others follow at the distance of the stride.
    taps
        Which values of the kernel, before they are turned around.
    slide
        How the window moves over the errors; None if no value of the kernel reaches here.
    count
        How many places.
    """

    first: int
    taps: slice
    slide: Slide | None
    count: int


def _phases(slide: Slide) -> Iterator[_Phase]:
    common = math.gcd(slide.stride, slide.dilation)
    apart, spread = slide.stride // common, slide.dilation // common
    for first in range(min(slide.stride, slide.size)):
        count = -(-(slide.size - first) // slide.stride)
        reached = first + slide.before
        start = next(
            (u for u in range(apart) if (slide.dilation * u - reached) % slide.stride == 0), None
        )
        if start is None or start >= slide.kernel:
            yield _Phase(first, slice(0, 0), None, count)
            continue
        taps = len(range(start, slide.kernel, apart))
        shift = (reached - slide.dilation * start) // slide.stride
        before = (taps - 1) * spread - shift
        window = Slide(slide.count, taps, 1, spread, before, count)
        yield _Phase(first, slice(start, None, apart), window, count)


def adjoint_border(slides: Slides) -> int:
    """Return the zeros that the way back wants around the errors."""
    found = [phase.slide for slide in slides for phase in _phases(slide)]
    return max(0, *(max(s.before, s.after) for s in found if s is not None), 0)


def adjoint(
    memory: Memory, errors: Array, border: int, weight: Array, slides: Slides, unit: int = 1
) -> Correlation:
    """Return how the errors of a convolution go back to its image.

    Parameters
    ----------
    errors, border
        Gradient of the result, (rows, columns, O, N), with so many zeros around it.
    weight
        Of the convolution, (groups, O / groups, C / groups, kH, kW).
    slides
        Of the convolution.
    unit
        Pieces are multiples of so many rows.
    """
    rows, columns = slides
    turned = weight.swapaxes(1, 2)
    stride = rows.stride
    unit = math.lcm(unit, stride)
    parts: list[_Part] = []
    for down in _phases(rows):
        for across in _phases(columns):
            part: DirectCorrelation | None = None
            if down.slide is not None and across.slide is not None:
                taps = turned[..., down.taps, across.taps][..., ::-1, ::-1]
                problem = SlidingProblem.over(errors, border, taps, (down.slide, across.slide))
                if rows.stride == columns.stride == 1:
                    return correlation(memory, problem, unit)
                part = DirectCorrelation(memory, problem, unit // stride)
            parts.append(_Part(down.first, across.first, part))
    return _Interleaved(parts, slides, unit)


@dataclass(frozen=True)
class _Part:
    """The convolution for the places from a row and a column on, every stride-th; None: zeros."""

    row: int
    column: int
    correlation: DirectCorrelation | None


class _Interleaved(Correlation):
    """One convolution for each remainder of rows and columns by the stride."""

    def __init__(self, parts: list[_Part], slides: Slides, unit: int) -> None:
        self._parts = parts
        self._strides = slides[0].stride, slides[1].stride
        self.height = slides[0].size
        steps = [part.correlation.step for part in parts if part.correlation is not None]
        self.step = self._strides[0] * min(steps, default=max(unit, self.height))

    def prepare(self, tape: Tape) -> None:
        """Prepare each."""
        for part in self._parts:
            if part.correlation is not None:
                part.correlation.prepare(tape)

    def rows(self, tape: Tape, start: int, end: int, into: Array) -> None:
        """Compute each into its places."""
        down, across = self._strides
        for part in self._parts:
            places = into[part.row :: down, part.column :: across]
            if not places.size:
                continue
            if part.correlation is None:
                tape(np.copyto, places, np.zeros((), into.dtype))
            else:
                first = start // down
                part.correlation.rows(tape, first, first + len(places), places)
