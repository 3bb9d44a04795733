"""A picture of one layer of the canvas that is kept, and painted again only where it must be.

Some parts have to be right at once: what the hand moves, what comes into view. Others may follow
a few frames later, in small pieces, so that no frame waits for them: other colours of all wires,
or the fine detail after zooming, until which the former picture is shown larger or smaller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion, QTransform

__all__ = ["KeptPicture"]

_TILE_PX = 192
_MOST_PARTS = 16
_PAUSE, _LONGEST_PAUSE_S = 5.0, 0.3
"""So many times as long as painting everything took, later changes wait for their turn."""

Paint = Callable[[QPainter, QRect], None]
"""Paints a part; the painter's own origin is the upper left corner of that part."""


class KeptPicture:
    """One layer; all places are in pixels of the device, from the picture's corner.

    Parameters
    ----------
    paint
        Paints part of the layer.
    ground
        Returns the colour below what is painted; it may be transparent.
    rim_px
        How far a part is painted beyond its borders, where strokes that are cut may come out
        otherwise than in the middle; that rim is thrown away.

    Attributes
    ----------
    cost_s
        What painting all that is seen took last.
    """

    def __init__(self, paint: Paint, ground: Callable[[], QColor], rim_px: int = 0) -> None:
        self._paint = paint
        self._ground = ground
        self._rim_px = rim_px
        self._picture = QPixmap()
        self._tiles: list[QRect] = []
        self._ratio = 1.0
        self._now: list[QRect] = []
        self._soon = QRegion()
        self._blank = QRegion()
        self._rough = QRegion()
        """What is blank, or was painted at another zoom."""
        self._sharp: tuple[QPixmap, QTransform] | None = None
        self._turn = 0
        self._spent_s = 0.0
        self._pause_ends_s = 0.0
        self.cost_s = 0.0

    @property
    def pixmap(self) -> QPixmap:
        """The picture as it stands."""
        return self._picture

    @property
    def complete(self) -> bool:
        """Whether every pixel is as a fresh painting would have it."""
        return not self._now and self._soon.isEmpty()

    @property
    def worthless(self) -> bool:
        """Whether nothing in it is right."""
        return self._picture.isNull() or self._picture.rect() in self._now

    @property
    def pause_s(self) -> float:
        """How long what may follow later still waits for its turn."""
        return 0.0 if self._now else max(0.0, self._pause_ends_s - time.perf_counter())

    def fit(self, size: QSize, ratio: float) -> None:
        """Take another size; what was painted stays where it is."""
        if self._picture.size() == size and self._ratio == ratio:
            return
        former, self._picture = self._picture, self._new(size)
        room = QRegion(self._picture.rect())
        kept = QRegion()
        if ratio == self._ratio and not former.isNull():
            kept = QRegion(former.rect()) & room
            self._copy(former, QTransform(), self._picture.rect())
        self._ratio = ratio
        self._sharp = None
        self._tiles, self._turn = _tiles(self._picture.rect()), 0
        self._blank = (self._blank & kept) | (room - kept)
        self._rough = (self._rough & kept) | self._blank
        self._soon = (self._soon & kept) | self._blank

    def release(self) -> None:
        """Give the memory back; the next `fit` begins anew."""
        self._picture, self._sharp = QPixmap(), None
        self._tiles, self._now = [], []
        self._soon, self._blank, self._rough = QRegion(), QRegion(), QRegion()

    def stale(self, parts: Iterable[QRect], *, soon: bool = False) -> None:
        """Mark parts that look otherwise now."""
        room = self._picture.rect()
        for part in parts:
            if soon:
                self._soon |= part & room
            else:
                self._now.append(part & room)

    def shift(self, dx: int, dy: int) -> None:
        """Move what was painted; what comes in at the sides is blank."""
        room = self._picture.rect()
        self._picture.scroll(dx, dy, room)
        self._now = [part.translated(dx, dy) & room for part in self._now]
        came = QRegion(room) - room.translated(dx, dy)
        self._blank = (self._blank.translated(dx, dy) & room) | came
        self._rough = (self._rough.translated(dx, dy) & room) | came
        self._soon = (self._soon.translated(dx, dy) & room) | came
        if self._sharp is not None:
            self._sharp = self._sharp[0], self._sharp[1] * QTransform.fromTranslate(dx, dy)

    def rescale(self, change: QTransform, seen: QRect) -> None:
        """Show what was painted larger or smaller until it is painted anew, piece by piece.

        Parameters
        ----------
        change
            From a place in the picture to where it is shown now.
        seen
            What is shown of the picture; all else is blank now.
        """
        room = QRegion(self._picture.rect())
        if self._sharp is not None:
            self._sharp = self._sharp[0], self._sharp[1] * change
        elif self._rough.isEmpty():
            self._sharp = self._picture, change
        shown = _mapped(room - self._blank, change) & seen
        former, onto = self._picture, change
        if self._sharp is not None and _covers(*self._sharp, seen):
            # After several steps the picture they began with is sharper than the last one.
            former, onto = self._sharp
            shown = QRegion(seen)
        self._picture = self._new(self._picture.size())
        self._copy(former, onto, seen)
        self._now = []
        self._spent_s = self._pause_ends_s = 0.0
        self._blank = room - shown
        self._soon, self._rough = QRegion(room), room

    def refresh(self, seen: QRect, *, blank: bool) -> None:
        """Paint what has to be right at once.

        Parameters
        ----------
        seen
            What is shown of the picture; all else may follow.
        blank
            Whether what is blank has to be painted too.
        """
        due = self._now + (_parts(self._blank & seen) if blank else [])
        self._now = []
        for part in due:
            self._soon |= part
        parts = [part & seen for part in _merged(due)]
        begin = time.perf_counter()
        self._paint_parts(part for part in parts if not part.isEmpty())
        if seen in parts:
            self.cost_s = time.perf_counter() - begin

    def refine(self, ends_s: float, *, blank_within: QRect | None = None) -> None:
        """Paint some of what may follow until about a moment; what is blank comes first.

        With ``blank_within``, only what is blank there.
        """
        begin = time.perf_counter()
        if blank_within is not None:
            self._refine(self._blank & blank_within, ends_s)
        else:
            self._refine(self._blank, ends_s)
            if not self.pause_s:
                self._refine(self._soon, ends_s, in_turn=True)
        now = time.perf_counter()
        self._spent_s += now - begin
        if self._rough.isEmpty():
            self._sharp = None
        if self.complete and self._spent_s:
            self._pause_ends_s = now + min(_LONGEST_PAUSE_S, _PAUSE * self._spent_s)
            self._spent_s = 0.0

    def _refine(self, region: QRegion, ends_s: float, *, in_turn: bool = False) -> None:
        if region.isEmpty():
            return
        # Where the middle changes faster than all can be painted, the rim has its turn as well.
        begin = self._turn if in_turn else 0
        for place in (*range(begin, len(self._tiles)), *range(begin)):
            if time.perf_counter() >= ends_s:
                return
            part = (region & self._tiles[place]).boundingRect()
            if not part.isEmpty():
                self._paint_parts([part])
                if in_turn:
                    self._turn = place + 1

    def _paint_parts(self, parts: Iterable[QRect]) -> None:
        for part in parts:
            # On a ground of its own: a stroke costs what is rasterised of it, clipped or not.
            rim = self._rim_px
            room = part.adjusted(-rim, -rim, rim, rim)
            piece = self._new(room.size())
            piece.setDevicePixelRatio(self._ratio)
            painter = QPainter(piece)
            self._paint(painter, room)
            painter.end()
            piece.setDevicePixelRatio(1.0)
            painter = QPainter(self._picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawPixmap(part.topLeft(), piece, QRect(QPoint(rim, rim), part.size()))
            painter.end()
            self._soon -= part
            self._blank -= part
            self._rough -= part

    def _new(self, size: QSize) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(self._ground())
        return picture

    def _copy(self, former: QPixmap, onto: QTransform, within: QRect) -> None:
        painter = QPainter(self._picture)
        painter.setClipRect(within)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(onto)
        painter.drawPixmap(QPoint(0, 0), former)
        painter.end()


def _parts(region: QRegion) -> list[QRect]:
    return list(region)  # type: ignore[call-overload]


def _covers(picture: QPixmap, way: QTransform, room: QRect) -> bool:
    return way.mapRect(QRectF(picture.rect())).contains(QRectF(room))


def _mapped(region: QRegion, change: QTransform) -> QRegion:
    """Return where a region is shown, without pixels of which it covers a part only."""
    mapped = QRegion()
    for part in _parts(region):
        mapped |= change.mapRect(QRectF(part)).toAlignedRect().adjusted(1, 1, -1, -1)
    return mapped


def _tiles(room: QRect) -> list[QRect]:
    """Return the squares of a grid, from the middle outwards."""
    middle = room.center()
    tiles = [
        QRect(x, y, _TILE_PX, _TILE_PX)
        for x in range(0, room.width(), _TILE_PX)
        for y in range(0, room.height(), _TILE_PX)
    ]
    return sorted(tiles, key=lambda tile: (tile.center() - middle).manhattanLength())


def _merged(rects: list[QRect]) -> list[QRect]:
    """Join rectangles that overlap, and all of them where they are many."""
    if len(rects) > _MOST_PARTS:
        whole = QRect()
        for rect in rects:
            whole = whole.united(rect)
        return [whole]
    parts: list[QRect] = []
    for rect in rects:
        joined = QRect(rect)
        while True:
            touching = [part for part in parts if part.intersects(joined)]
            if not touching:
                break
            parts = [part for part in parts if part not in touching]
            for part in touching:
                joined = joined.united(part)
        parts.append(joined)
    return parts
