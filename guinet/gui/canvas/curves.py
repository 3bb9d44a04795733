"""The shapes of all edges at once, as arrays: control points, and points at equal distances."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from guinet.core.types import Array

__all__ = ["SAMPLES", "along", "boxes", "control_points", "cubic_path", "distance_to"]

SAMPLES = 40
"""Points per edge in the tables; a cubic of ordinary length needs no more."""

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


def along(points: Array, samples: int = SAMPLES) -> tuple[Array, Array]:
    """Return points at equal distances along cubics.

    Parameters
    ----------
    points
        (E, 4, 2) control points.

    Returns
    -------
    table
        (E, samples, 2).
    lengths
        (E,) in scene pixels.
    """
    t = np.linspace(0.0, 1.0, 2 * samples)
    u = 1.0 - t
    fine = np.stack([u**3, 3 * u * u * t, 3 * u * t * t, t**3], axis=1) @ points
    steps = np.hypot(*np.moveaxis(np.diff(fine, axis=1), 2, 0))
    reached = np.concatenate([np.zeros((len(points), 1)), np.cumsum(steps, axis=1)], axis=1)
    lengths = reached[:, -1]
    wanted = np.linspace(0.0, 1.0, samples) * lengths[:, None]
    # The last fine point at or before each wanted one, for all edges with one search: each
    # edge's distances are moved behind those of the edge before.
    begins = np.concatenate([[0.0], np.cumsum(lengths + 1.0)[:-1]])[:, None]
    found = np.searchsorted((reached + begins).ravel(), (wanted + begins).ravel(), side="right")
    rows = np.arange(len(points))[:, None]
    before = found.reshape(len(points), samples) - 1 - rows * fine.shape[1]
    before = np.clip(before, 0, fine.shape[1] - 2)
    gap = steps[rows, before]
    part = np.divide(wanted - reached[rows, before], gap, out=np.zeros_like(gap), where=gap > 0)
    begin, end = fine[rows, before], fine[rows, before + 1]
    return begin + np.clip(part, 0.0, 1.0)[:, :, None] * (end - begin), lengths


def cubic_path(points: Array) -> QPainterPath:
    """Return one edge, (4, 2) control points, as a path."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points.tolist()
    path = QPainterPath(QPointF(ax, ay))
    path.cubicTo(bx, by, cx, cy, dx, dy)
    return path


def boxes(points: Array, margin: float) -> Array:
    """Return the boxes around the control points of edges (E, 4, 2).

    Returns
    -------
    boxes
        (E, 4) left, top, right and bottom.
    """
    low, high = points.min(axis=1) - margin, points.max(axis=1) + margin
    return np.concatenate([low, high], axis=1)


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
