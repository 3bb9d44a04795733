"""One comment frame as it is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from guinet.gui import theme
from guinet.gui.canvas.card import RADIUS_PX
from guinet.gui.canvas.frames.geometry import HEADER_PX, rect_of
from guinet.gui.canvas.frames.words import BODY_FONT_PX, LINE_PX, body_lines, split
from guinet.gui.frame_colours import BORDER, GROUND, HEADER
from guinet.project.annotations import CommentFrame

__all__ = ["QUIET", "FrameItem", "header_growth"]

QUIET = 0.75
"""How opaque the text beside and below the title is."""

_INSET_PX = 12.0
_ICON_PX = 22.0
_TITLE_PX = 13
_GROWS_BELOW = 0.85
_MOST_GROWTH = 4.25
_COUNTS_ABOVE = 0.5
_LEAST_TITLE_PX = 48.0
_NARROW_PX = 110.0
_READABLE_PX = 5.0
_MARGIN = 6.0


def header_growth(zoom: float, height: float, headroom: float = math.inf) -> float:
    """Return how much larger than at 100 % the header is drawn, so that a title stays readable.

    From afar the header grows upwards, out of the frame: what stands in it stays in sight. There
    is an end to that: a low frame never carries a header of much more than its own height.

    Parameters
    ----------
    zoom
        Of the canvas.
    height
        Of the frame.
    headroom
        How far the header may grow, in pixels at 100 %: up to that of the frame around it.
    """
    most = min(_MOST_GROWTH, 1.0 + min(height / 2, headroom) / HEADER_PX)
    return max(1.0, min(most, _GROWS_BELOW / zoom))


class FrameItem(QGraphicsItem):
    """A comment frame: its header with title and number of nodes, and its tinted ground.

    It is drawn on the ground of the wires, see `LayeredView`.

    Parameters
    ----------
    told
        Called with the part of the scene that must be painted again.

    Attributes
    ----------
    frame_id
        Its id in the annotations.
    frame
        What it shows.
    """

    def __init__(
        self,
        frame_id: str,
        frame: CommentFrame,
        told: Callable[[QRectF], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._told = told
        self.frame_id = frame_id
        self.frame = frame
        self._count = 0
        self._headroom = math.inf
        self._selected = False
        self._hovered = False
        self.setPos(frame.x, frame.y)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)

    def show_frame(self, frame: CommentFrame) -> None:
        """Show something else, or the same elsewhere."""
        if frame == self.frame:
            return
        self.update()
        if (frame.width, frame.height) != (self.frame.width, self.frame.height):
            self.prepareGeometryChange()
        self.frame = frame
        self.setPos(frame.x, frame.y)
        self.update()

    def update(self) -> None:  # type: ignore[override]
        """Have it painted anew where it now is."""
        self._told(self.boundingRect().translated(self.pos()))

    def set_count(self, count: int) -> None:
        """Say how many nodes stand in it."""
        if count != self._count:
            self._count = count
            self.update()

    def set_headroom(self, headroom: float) -> None:
        """Say how far the header may grow upwards."""
        if headroom != self._headroom:
            self.update()
            self.prepareGeometryChange()
            self._headroom = headroom
            self.update()

    def set_selected(self, on: bool) -> None:
        """Draw it as selected, or not."""
        if on != self._selected:
            self._selected = on
            self.update()

    def set_hovered(self, on: bool) -> None:
        """Draw it as lying under the pointer, or not."""
        if on != self._hovered:
            self._hovered = on
            self.update()

    def scene_rect(self) -> QRectF:
        """Return the frame in the scene, as it is saved."""
        return rect_of(self.frame)

    def header_rect(self, zoom: float) -> QRectF:
        """Return the bar with the title in the scene, as it is drawn at a zoom."""
        return self._header(zoom).translated(self.pos())

    def outline(self, zoom: float) -> QRectF:
        """Return all that is drawn at a zoom, in the scene."""
        return self.scene_rect().united(self.header_rect(zoom))

    def hides_text(self, zoom: float) -> bool:
        """Whether its title or the lines below are cut short."""
        title, _ = split(self.frame.text)
        metrics = QFontMetricsF(theme.font(_TITLE_PX, 600))
        if metrics.horizontalAdvance(title) > self._title_room(zoom) + 0.5:
            return True
        width, height = self._body_room()
        shown = body_lines(self.frame.text, width, height)
        return shown != body_lines(self.frame.text, width, float("inf"))

    def boundingRect(self) -> QRectF:
        """Include the header at its largest: how far the canvas is zoomed is not known here."""
        above = HEADER_PX * (self._growth(0.01) - 1.0)
        rect = QRectF(0, -above, self.frame.width, self.frame.height + above)
        return rect.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the ground, the header and what the zoom lets one read."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        header = self._header(zoom)
        outline = QRectF(0, 0, self.frame.width, self.frame.height).united(header)
        self._paint_ground(painter, outline, header, zoom)
        growth = self._growth(zoom)
        if _TITLE_PX * growth * zoom >= _READABLE_PX:
            painter.save()
            painter.translate(header.topLeft())
            painter.scale(growth, growth)
            self._paint_title(painter, zoom)
            painter.restore()
        if BODY_FONT_PX * zoom >= _READABLE_PX:
            self._paint_body(painter)

    def _growth(self, zoom: float) -> float:
        return header_growth(zoom, self.frame.height, self._headroom)

    def _header(self, zoom: float) -> QRectF:
        height = HEADER_PX * self._growth(zoom)
        return QRectF(0, HEADER_PX - height, self.frame.width, height)

    def _paint_ground(
        self, painter: QPainter, outline: QRectF, header: QRectF, zoom: float
    ) -> None:
        name = self.frame.colour
        growth = self._growth(zoom)
        radius = RADIUS_PX * min(growth, 2.0)
        whole = QPainterPath()
        whole.addRoundedRect(outline, radius, radius)
        bar = QPainterPath()
        bar.addRect(header)
        if header.top() < 0:
            # A grown header hides what it grows over: two titles would shine through each other.
            above = QPainterPath()
            above.addRect(QRectF(header.left(), header.top(), header.width(), -header.top()))
            painter.fillPath(whole.intersected(above), theme.colour("canvas"))
        painter.fillPath(whole, theme.frame_colour(name, GROUND))
        painter.fillPath(whole.intersected(bar), theme.frame_colour(name, HEADER))
        hairline = max(1.0, 0.8 / zoom)
        painter.setPen(QPen(theme.frame_colour(name, BORDER / 2), hairline))
        painter.drawLine(header.bottomLeft(), header.bottomRight())
        if self._selected:
            pen = QPen(theme.colour("accent"), max(2.0, 1.6 / zoom))
        elif self._hovered:
            pen = QPen(theme.frame_colour(name), max(1.5, 1.2 / zoom))
        else:
            pen = QPen(theme.frame_colour(name, BORDER), hairline)
        painter.strokePath(whole, pen)

    def _paint_title(self, painter: QPainter, zoom: float) -> None:
        """Draw icon, title and number of nodes in a header 32 px high."""
        if self._icon_room(zoom):
            self._paint_icon(painter)
        title, _ = split(self.frame.text)
        font = theme.font(_TITLE_PX, 600)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        room = self._title_room(zoom)
        shown = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(_INSET_PX + self._icon_room(zoom), 21), shown)
        words = self._count_words(zoom)
        if words:
            small = theme.font(11, tabular=True)
            painter.setFont(small)
            painter.setPen(theme.colour("text", QUIET))
            width = QFontMetricsF(small).horizontalAdvance(words)
            x = self.frame.width / self._growth(zoom) - _INSET_PX - width
            painter.drawText(QPointF(x, 20.5), words)

    def _paint_icon(self, painter: QPainter) -> None:
        """Draw a note with a folded corner, 14 px."""
        painter.setPen(QPen(theme.frame_colour(self.frame.colour), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y = _INSET_PX, 9.0
        painter.drawPolygon(
            [
                QPointF(x + 0.7, y + 0.7),
                QPointF(x + 13.3, y + 0.7),
                QPointF(x + 13.3, y + 8.6),
                QPointF(x + 8.6, y + 13.3),
                QPointF(x + 0.7, y + 13.3),
            ]
        )
        painter.drawPolyline(
            [QPointF(x + 13.3, y + 8.6), QPointF(x + 8.6, y + 8.6), QPointF(x + 8.6, y + 13.3)]
        )
        painter.drawLine(QPointF(x + 3.6, y + 4.2), QPointF(x + 10.2, y + 4.2))
        painter.drawLine(QPointF(x + 3.6, y + 7.4), QPointF(x + 6.2, y + 7.4))

    def _paint_body(self, painter: QPainter) -> None:
        width, height = self._body_room()
        painter.setFont(theme.font(BODY_FONT_PX))
        painter.setPen(theme.colour("text", QUIET))
        y = HEADER_PX + 21.0
        for line in body_lines(self.frame.text, width, height):
            painter.drawText(QPointF(_INSET_PX, y), line)
            y += LINE_PX

    def _body_room(self) -> tuple[float, float]:
        return self.frame.width - 2 * _INSET_PX, self.frame.height - HEADER_PX - 12.0

    def _count_words(self, zoom: float) -> str:
        if zoom < _COUNTS_ABOVE or not self._count:
            return ""
        words = "1 node" if self._count == 1 else f"{self._count} nodes"
        width = QFontMetricsF(theme.font(11, tabular=True)).horizontalAdvance(words)
        return words if self._room(zoom) - width - _INSET_PX >= _LEAST_TITLE_PX else ""

    def _title_room(self, zoom: float) -> float:
        words = self._count_words(zoom)
        if not words:
            return self._room(zoom)
        width = QFontMetricsF(theme.font(11, tabular=True)).horizontalAdvance(words)
        return self._room(zoom) - width - _INSET_PX

    def _room(self, zoom: float) -> float:
        """Return the width for title and number, in the header's own pixels."""
        width = self.frame.width / self._growth(zoom)
        return width - 2 * _INSET_PX - self._icon_room(zoom)

    def _icon_room(self, zoom: float) -> float:
        narrow = self.frame.width / self._growth(zoom) < _NARROW_PX
        return 0.0 if narrow else _ICON_PX
