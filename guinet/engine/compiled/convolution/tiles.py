"""Winograd's short convolutions, F(m, 3): m results of three taps with m + 2 products.

Source: Winograd (1980), Arithmetic Complexity of Computations; Lavin and Gray (2016), Fast
Algorithms for Convolutional Neural Networks, for the matrices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from guinet.core.types import Array

__all__ = ["Tile", "tiles"]


@dataclass(frozen=True, eq=False)
class Tile:
    """y = A ((G w) ⊙ (B x)) for m neighbouring results, x the m + 2 values that they see.

    Attributes
    ----------
    results
        m.
    image, kernel, result
        B (m + 2, m + 2), G (m + 2, 3) and A (m, m + 2); with m = 1 the plain sum of products.
    """

    results: int
    image: Array
    kernel: Array
    result: Array

    @property
    def products(self) -> int:
        """M + 2, as many as values seen."""
        return self.results + 2


def _tile(image: list[list[float]], kernel: list[list[float]], result: list[list[float]]) -> Tile:
    return Tile(len(result), np.array(image), np.array(kernel), np.array(result))


_ONE = Tile(1, np.eye(3), np.eye(3), np.ones((1, 3)))

_TWO = _tile(
    [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
    [[1, 1, 1, 0], [0, 1, -1, -1]],
)

_FOUR = _tile(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ],
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
)


def tiles(count: int) -> Iterator[tuple[int, Tile]]:
    """Cut so many results into tiles: fours, then a two, then a one."""
    start = 0
    while start < count:
        tile = next(tile for tile in (_FOUR, _TWO, _ONE) if start + tile.results <= count)
        yield start, tile
        start += tile.results
