"""The shapes of all edges at once, as arrays: control points, and points at equal distances."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from guinet.core.types import Array

__all__ = ["SAMPLES", "along", "bounds", "control_points", "cubic_path", "distance_to", "wire_path"]

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
    t = np.linspace(0.0, 1.0, 2 * samples)[None, :, None]
    u = 1.0 - t
    c = points[:, None]
    fine = (
        u**3 * c[:, :, 0]
        + 3 * u * u * t * c[:, :, 1]
        + 3 * u * t * t * c[:, :, 2]
        + t**3 * c[:, :, 3]
    )
    steps = np.hypot(*np.moveaxis(np.diff(fine, axis=1), 2, 0))
    reached = np.concatenate([np.zeros((len(points), 1)), np.cumsum(steps, axis=1)], axis=1)
    lengths = reached[:, -1]
    table = np.empty((len(points), samples, 2))
    wanted = np.linspace(0.0, 1.0, samples)
    for edge in range(len(points)):
        at = reached[edge] / (lengths[edge] or 1.0)
        table[edge, :, 0] = np.interp(wanted, at, fine[edge, :, 0])
        table[edge, :, 1] = np.interp(wanted, at, fine[edge, :, 1])
    return table, lengths


def cubic_path(points: Array) -> QPainterPath:
    """Return one edge, (4, 2) control points, as a path."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points.tolist()
    path = QPainterPath(QPointF(ax, ay))
    path.cubicTo(bx, by, cx, cy, dx, dy)
    return path


def wire_path(begin: QPointF, end: QPointF) -> QPainterPath:
    """Return one edge between two points as a path."""
    starts, ends = (np.array([[point.x(), point.y()]]) for point in (begin, end))
    return cubic_path(control_points(starts, ends)[0])


def bounds(points: Array, margin: float) -> QRectF:
    """Return the rectangle around control points of one edge (4, 2) or of many (E, 4, 2)."""
    flat = points.reshape(-1, 2)
    if not len(flat):
        return QRectF()
    (left, top), (right, bottom) = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
    return QRectF(left, top, right - left, bottom - top).adjusted(-margin, -margin, margin, margin)


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
