"""The shapes of all edges at once, as arrays: cubic pieces, and points at equal distances.

The *way* of an edge is an array (K, 4, 2) of the control points of its cubic pieces, one after
the other; a plain edge has one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from guinet.core.types import Array

__all__ = [
    "SAMPLES",
    "along",
    "bernstein",
    "boxes",
    "control_points",
    "cubic_path",
    "distance_to",
    "joined",
    "path_of",
    "sampled",
    "samples_for",
    "wire_path",
]

SAMPLES = 40
"""Points per edge in the tables; a cubic of ordinary length needs no more."""

_MOST_SAMPLES = 240
_SPACING_PX = 12.0
"""Distance of points on ways with corners: farther apart they would cut them."""

_SHORTEST_TANGENT = 24.0


def control_points(starts: Array, ends: Array) -> Array:
    """Return cubic control points with horizontal tangents.

    Parameters
    ----------
    starts, ends
        (E, 2) output and input ports in scene pixels.

    Returns
    -------
    points
        (E, 4, 2).
    """
    dx = np.abs(ends[:, 0] - starts[:, 0])
    tangent = np.maximum(_SHORTEST_TANGENT, dx / 2)
    # An edge that runs backwards leaves and arrives in wider loops.
    backward = ends[:, 0] < starts[:, 0] + 2 * _SHORTEST_TANGENT
    reach = np.clip(np.abs(ends[:, 1] - starts[:, 1]) / 3 + dx / 4, _SHORTEST_TANGENT, 160.0)
    tangent = np.where(backward, reach, tangent)
    offset = np.stack([tangent, np.zeros_like(tangent)], axis=1)
    return np.stack([starts, starts + offset, ends - offset, ends], axis=1)


def sampled(points: Array, samples: int) -> Array:
    """Return points on cubics, (E, samples, 2), from their control points, (E, 4, 2)."""
    return np.einsum("ks,ekc->esc", bernstein(np.linspace(0.0, 1.0, samples)), points)


def bernstein(t: Array) -> Array:
    """Return how much each control point of a cubic counts at places t from 0 to 1, (4, T)."""
    u = 1.0 - t
    return np.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3])


def samples_for(ways: Sequence[Array]) -> int:
    """Return how many points per edge show all of these ways well."""
    hulls = [np.hypot(*np.diff(way.reshape(-1, 2), axis=0).T).sum() for way in ways if len(way) > 1]
    longest = max(hulls, default=0.0)
    return min(_MOST_SAMPLES, max(SAMPLES, int(longest / _SPACING_PX)))


def joined(ways: Sequence[Array], starts: Array, ends: Array) -> Array:
    """Return which ways lead from their start to their end, (E,); an empty one leads nowhere."""
    nowhere = np.full((2, 2), np.nan)
    tips = np.empty((len(ways), 2, 2))
    for row, way in enumerate(ways):
        tips[row] = (way[0, 0], way[-1, 3]) if len(way) else nowhere
    same: Array = np.equal(tips, np.stack([starts, ends], axis=1)).all(axis=(1, 2))
    return same


def along(ways: Sequence[Array], samples: int = SAMPLES) -> tuple[Array, Array]:
    """Return points at equal distances along edges.

    Parameters
    ----------
    ways
        (K, 4, 2) each.

    Returns
    -------
    table
        (E, samples, 2).
    lengths
        (E,) in scene pixels.
    """
    if not len(ways):
        return np.empty((0, samples, 2)), np.empty(0)
    counts = np.array([len(way) for way in ways])
    # Plain edges are one long piece; those with corners are many short ones.
    fine = np.where(counts == 1, 2 * SAMPLES, 12)
    points = _points(np.concatenate(ways), np.repeat(fine, counts))
    owner = np.repeat(np.arange(len(ways)), counts * fine)
    steps = np.hypot(*np.diff(points, axis=0).T)
    steps[np.diff(owner) > 0] = 0.0
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    first = np.concatenate([[0], np.cumsum(counts * fine)])
    base, lengths = reached[first[:-1]], reached[first[1:] - 1] - reached[first[:-1]]
    # One interpolation for all: each edge has a stretch of its own, from 2e to 2e + 1.
    share = (reached - base[owner]) / np.where(lengths > 0, lengths, 1.0)[owner] + 2.0 * owner
    wanted = np.linspace(0.0, 1.0, samples) + 2.0 * np.arange(len(ways))[:, None]
    table = np.stack([np.interp(wanted, share, points[:, axis]) for axis in (0, 1)], axis=2)
    return table, lengths


def _points(pieces: Array, sizes: Array) -> Array:
    """Return points on cubics one after the other, as many on each as is said."""
    first = np.cumsum(sizes) - sizes
    points = np.empty((int(sizes.sum()), 2))
    for size in np.unique(sizes).tolist():
        chosen = np.flatnonzero(sizes == size)
        rows = first[chosen, None] + np.arange(size)
        points[rows.ravel()] = sampled(pieces[chosen], size).reshape(-1, 2)
    return points


def cubic_path(points: Array) -> QPainterPath:
    """Return one cubic, (4, 2) control points, as a path."""
    return path_of(points[None])


def path_of(way: Array) -> QPainterPath:
    """Return the way of an edge as a path."""
    pieces = way.tolist()
    path = QPainterPath(QPointF(*pieces[0][0]))
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in pieces:
        if len(pieces) > 1 and (ax == bx == cx == dx or ay == by == cy == dy):
            path.lineTo(dx, dy)
        else:
            path.cubicTo(bx, by, cx, cy, dx, dy)
    return path


def boxes(ways: Sequence[Array], margin: float) -> Array:
    """Return the boxes around the control points of edges, (K, 4, 2) each.

    Returns
    -------
    boxes
        (E, 4) left, top, right and bottom.
    """
    if not len(ways):
        return np.empty((0, 4))
    first = np.cumsum([0, *(4 * len(way) for way in ways)])[:-1]
    points = np.concatenate(ways).reshape(-1, 2)
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    return np.concatenate([low - margin, high + margin], axis=1)


def wire_path(begin: QPointF, end: QPointF) -> QPainterPath:
    """Return one edge between two points as a path."""
    starts, ends = (np.array([[point.x(), point.y()]]) for point in (begin, end))
    return cubic_path(control_points(starts, ends)[0])


def distance_to(table: Array, x: float, y: float) -> Array:
    """Return each edge's distance from a point, (E,), from the table of `along`."""
    point = np.array([x, y])
    begin, end = table[:, :-1], table[:, 1:]
    chord = end - begin
    size = np.maximum((chord * chord).sum(axis=2), 1e-9)
    t = np.clip(((point - begin) * chord).sum(axis=2) / size, 0.0, 1.0)
    nearest = begin + t[:, :, None] * chord
    distances = np.hypot(nearest[:, :, 0] - x, nearest[:, :, 1] - y)
    return np.asarray(distances.min(axis=1))
