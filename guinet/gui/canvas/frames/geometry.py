"""Where comment frames stand: around cards, resized by a hand, grown for what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt

from guinet.gui.canvas.layout import snap
from guinet.project.annotations import CommentFrame

__all__ = [
    "HEADER_PX",
    "LEAST_HEIGHT_PX",
    "LEAST_WIDTH_PX",
    "Part",
    "around",
    "cursor_of",
    "moved",
    "part_of",
    "rect_of",
    "resized",
]

HEADER_PX = 32.0
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 96.0, 64.0
_INSET_PX = 24.0
_EDGE_PX = 5.0
_CORNER_PX = 12.0

Part = Literal[
    "header",
    "left",
    "right",
    "top",
    "bottom",
    "top left",
    "top right",
    "bottom left",
    "bottom right",
]

_CURSORS = {
    "left": Qt.CursorShape.SizeHorCursor,
    "right": Qt.CursorShape.SizeHorCursor,
    "top": Qt.CursorShape.SizeVerCursor,
    "bottom": Qt.CursorShape.SizeVerCursor,
    "top left": Qt.CursorShape.SizeFDiagCursor,
    "bottom right": Qt.CursorShape.SizeFDiagCursor,
    "top right": Qt.CursorShape.SizeBDiagCursor,
    "bottom left": Qt.CursorShape.SizeBDiagCursor,
}


def rect_of(frame: CommentFrame) -> QRectF:
    """Return a frame's rectangle in the scene."""
    return QRectF(frame.x, frame.y, frame.width, frame.height)


def around(rects: Iterable[QRectF]) -> QRectF:
    """Return the frame that stands around rectangles, its corners on the grid."""
    area = QRectF()
    for rect in rects:
        area = area.united(rect)
    left, top = snap(area.left() - _INSET_PX), snap(area.top() - _INSET_PX - HEADER_PX)
    # Up to the next line of the grid: what is framed must never stand out of it.
    right, bottom = (8.0 * -(-(x + _INSET_PX) // 8.0) for x in (area.right(), area.bottom()))
    return QRectF(left, top, max(right - left, LEAST_WIDTH_PX), max(bottom - top, LEAST_HEIGHT_PX))


def moved(frame: CommentFrame, dx: float, dy: float) -> CommentFrame:
    """Return the frame at another place."""
    return replace(frame, x=frame.x + dx, y=frame.y + dy)


def cursor_of(part: Part) -> Qt.CursorShape:
    """Return the pointer's shape over a part: it tells what a press would do."""
    return _CURSORS.get(part, Qt.CursorShape.ArrowCursor)


def part_of(outline: QRectF, header: QRectF, point: QPointF, zoom: float) -> Part | None:
    """Return which part of a frame lies at a point of the scene; its inside is none.

    Parameters
    ----------
    outline
        What is drawn, a header that has grown with distance included.
    header
        The bar with the title.
    """
    reach, corner = _EDGE_PX / zoom, _CORNER_PX / zoom
    if not outline.adjusted(-reach, -reach, reach, reach).contains(point):
        return None
    sides = {
        "left": abs(point.x() - outline.left()),
        "right": abs(point.x() - outline.right()),
        "top": abs(point.y() - outline.top()),
        "bottom": abs(point.y() - outline.bottom()),
    }
    if min(sides.values()) > reach:
        return "header" if header.contains(point) else None
    across = next((side for side in ("left", "right") if sides[side] <= corner), "")
    down = next((side for side in ("top", "bottom") if sides[side] <= corner), "")
    return f"{down} {across}".strip()  # type: ignore[return-value]  # one of the parts


def resized(
    frame: CommentFrame, part: Part, dx: float, dy: float, *, on_grid: bool
) -> CommentFrame:
    """Return the frame after an edge or a corner was dragged; it keeps its least size."""
    put = snap if on_grid else float
    left, top = frame.x, frame.y
    right, bottom = left + frame.width, top + frame.height
    if "left" in part:
        left = min(put(left + dx), right - LEAST_WIDTH_PX)
    if "right" in part:
        right = max(put(right + dx), left + LEAST_WIDTH_PX)
    if "top" in part:
        top = min(put(top + dy), bottom - LEAST_HEIGHT_PX)
    if "bottom" in part:
        bottom = max(put(bottom + dy), top + LEAST_HEIGHT_PX)
    return replace(frame, x=left, y=top, width=right - left, height=bottom - top)
