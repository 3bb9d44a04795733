"""A node as a card: band of its category, name, type, ports, instrument, shape and weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import count

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from guinet.core.category import Category
from guinet.gui import theme
from guinet.gui.canvas.bypassed import BYPASSED_OPACITY, paint_passage
from guinet.gui.canvas.card_instruments import Instrument
from guinet.gui.canvas.collapsed import paint_collapsed, small_name_rect
from guinet.gui.canvas.dots import paint_dot
from guinet.gui.canvas.face import (
    BARS_PX,
    FOOTER_PX,
    INSET_PX,
    LOCK_PX,
    PORT_PX,
    Face,
    Frame,
    PortFace,
    frame_of,
)
from guinet.gui.canvas.legible import small_words
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.tidy.box import Box
from guinet.gui.canvas.writing import paint_lock, write, write_name

__all__ = ["FLAT_BELOW", "MARGIN_PX", "RADIUS_PX", "STACK_PX", "Card"]

RADIUS_PX = 8.0
FLAT_BELOW = 0.35
"""Below this zoom a card is a flat sign of its category: nothing on it could be read."""
MARGIN_PX = 11.0
"""How far ports, badge, and the outlines behind a composite reach beyond the card."""

STACK_PX = 8.0
"""How far the outlines behind a composite stand out."""

_BAND_PX = 3.0
_BADGE_PX = 16.0
_VERSIONS = count()
"""Of all cards together: one that comes back under the id of another never looks like it."""


class Card(QGraphicsItem):
    """One node on the canvas; it holds an id and what it shows, never the node itself.

    The scene finds it by its place; it is drawn by the `CardLayer`, which keeps its picture.

    Parameters
    ----------
    told
        Called before and after it looks otherwise or stands elsewhere.

    Attributes
    ----------
    node_id
        Id of the node in the project's graph.
    face
        What it shows.
    frame
        Where everything on it stands.
    version
        Stands for how it looks: no other card, and no other look of this one, has the same.
    selected
        Whether it is drawn as selected.
    tint
        Of a point on a wire: the wire's colour.
    """

    def __init__(
        self, node_id: str, readings: Readings, told: Callable[[Card], None] = lambda _: None
    ) -> None:
        super().__init__()
        self.node_id = node_id
        self.face, self.frame = _blank()
        self._bounds = self.frame.rect
        self.instrument: Instrument | None = None
        self.tint = theme.colour("wire_still")
        self._readings = readings
        self.version = next(_VERSIONS)
        self.selected = False
        self._told = told
        self._hovered = False
        self._lit_port: tuple[str, bool] | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)

    def show_face(self, face: Face, instrument: Instrument | None) -> bool:
        """Show something else.

        Returns
        -------
        moved
            Whether the frame changed, so that wires must be drawn anew.
        """
        if face == self.face and instrument is self.instrument:
            return False
        width = 0.0 if instrument is None else instrument.width_px
        height = 0.0 if instrument is None else instrument.height_px
        frame = frame_of(face, width, height)
        moved = frame != self.frame or _ports(face) != _ports(self.face)
        if moved:
            self._told(self)
            self.prepareGeometryChange()
        self.face, self.frame, self.instrument = face, frame, instrument
        self._bounds = frame.rect.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
        self.update()
        return moved

    def update(self) -> None:  # type: ignore[override]
        """Have it painted anew."""
        self.version = next(_VERSIONS)
        self._told(self)

    def setPos(self, *place: QPointF | float) -> None:  # type: ignore[override]
        """Let it stand elsewhere."""
        self._told(self)
        super().setPos(*place)  # type: ignore[arg-type]
        self._told(self)

    def set_selected(self, on: bool) -> None:
        """Draw it as selected, or not."""
        if on != self.selected:
            self.selected = on
            self.setZValue(1.0 if on else 0.0)
            self.update()

    def set_tint(self, colour: QColor) -> None:
        """Draw a point on a wire in the wire's colour."""
        if colour != self.tint:
            self.tint = colour
            self.update()

    def set_hovered(self, on: bool) -> None:
        """Draw it as lying under the pointer, or not."""
        if on != self._hovered:
            self._hovered = on
            self.update()

    def light_port(self, port: tuple[str, bool] | None) -> None:
        """Emphasise one port (name, whether it is an input), or none."""
        if port != self._lit_port:
            self._lit_port = port
            self.update()

    def port_at(self, name: str, *, is_input: bool) -> QPointF | None:
        """Return where a port stands in the scene, or None if there is none of that name."""
        faces = self.face.inputs if is_input else self.face.outputs
        points = self.frame.inputs if is_input else self.frame.outputs
        for face, point in zip(faces, points, strict=True):
            if face.name == name:
                return self.pos() + point
        return None

    def box(self, *, stack: bool = False) -> Box:
        """Return the card as the layout sees it.

        With ``stack``, the outlines behind a composite take room, too.
        """
        behind = STACK_PX if stack and self.face.composite else 0.0
        inputs, outputs = (
            {face.name: point.y() for face, point in zip(faces, points, strict=True)}
            for faces, points in (
                (self.face.inputs, self.frame.inputs),
                (self.face.outputs, self.frame.outputs),
            )
        )
        return Box(self.frame.width + behind, self.frame.height + behind, inputs, outputs)

    def badge_rect(self) -> QRectF:
        """Return where the sign of a problem stands, on the card's own coordinates."""
        corner = QPointF(self.frame.width - 2, 2)
        half = _BADGE_PX / 2
        return QRectF(corner.x() - half, corner.y() - half, _BADGE_PX, _BADGE_PX)

    def name_rect(self) -> QRectF:
        """Return where the name stands, on the card's own coordinates."""
        if self.face.collapsed:
            return small_name_rect(self.frame)
        return QRectF(6, 5, self._name_room() + 2 * (INSET_PX - 6), 22)

    def is_name_at(self, point: QPointF) -> bool:
        """Whether a point of the scene lies on the name; a point on a wire shows none."""
        return not self.face.is_dot and self.name_rect().contains(point - self.pos())

    def scene_rect(self) -> QRectF:
        """Return the card's outline in the scene."""
        return self.frame.rect.translated(self.pos())

    def boundingRect(self) -> QRectF:
        """Include ports, badge, and the outlines behind a composite."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Return the card itself."""
        path = QPainterPath()
        path.addRect(self.frame.rect)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the card as it is seen from near."""
        if self.face.is_dot:
            paint_dot(painter, self.frame, self.tint, self._emphasis())
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        bypassed = self.face.passes is not None
        painter.setOpacity(BYPASSED_OPACITY if bypassed else 1.0)
        self._paint_ground(painter)
        if self.face.collapsed:
            paint_collapsed(painter, self.face, self.frame)
        else:
            self._paint_heading(painter)
            if self.instrument is not None:
                self.instrument.paint(painter, self.frame.body, self._readings)
        painter.setOpacity(1.0)
        if not self.face.collapsed:
            self._paint_footer(painter)
        if bypassed:
            paint_passage(painter, self.face, self.frame)
        self._paint_border(painter)
        self._paint_ports(painter)
        if self.face.severity:
            self._paint_badge(painter)

    def _emphasis(self) -> str:
        """Return what stands out about it: ``"selected"``, ``"hovered"`` or nothing."""
        return "selected" if self.selected else "hovered" if self._hovered else ""

    def _paint_ground(self, painter: QPainter) -> None:
        rect = self.frame.rect
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(theme.colour("card"))
        if self.face.composite:
            for offset in (STACK_PX, STACK_PX / 2):
                painter.drawRoundedRect(rect.translated(offset, offset), RADIUS_PX, RADIUS_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, RADIUS_PX, RADIUS_PX)
        band = QPainterPath()
        band.addRoundedRect(rect, RADIUS_PX, RADIUS_PX)
        strip = QPainterPath()
        strip.addRect(QRectF(0, 0, rect.width(), _BAND_PX))
        painter.setBrush(theme.category_colour(self.face.category))
        painter.drawPath(band.intersected(strip))

    def _paint_heading(self, painter: QPainter) -> None:
        write_name(painter, self.face.name, INSET_PX, self._name_room())
        room = self.frame.width - 2 * INSET_PX
        kind, small = self.face.type_text, theme.font(12)
        whole = f"{kind}, {self.face.holds}"
        if self.face.holds and QFontMetricsF(small).horizontalAdvance(whole) <= room:
            kind = whole
        write(painter, QPointF(INSET_PX, 37), kind, small, "muted", room)
        if self.face.composite:
            x = self.frame.width - INSET_PX - 13
            painter.setPen(QPen(theme.colour("muted"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for step in range(3):
                y = 10.0 + 4 * step
                painter.drawPolyline(
                    [QPointF(x, y + 2), QPointF(x + 6, y + 5), QPointF(x + 12, y + 2)]
                )

    def _name_room(self) -> float:
        return self.frame.width - 2 * INSET_PX - (20 if self.face.composite else 0)

    def _paint_footer(self, painter: QPainter) -> None:
        y = self.frame.height - FOOTER_PX - (BARS_PX if self.face.measured else 0.0)
        if small_words(painter):
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawLine(QPointF(1, y), QPointF(self.frame.width - 1, y))
        font = theme.font(11, tabular=True)
        metrics = QFontMetricsF(font)
        lock = LOCK_PX if self.face.frozen else 0.0
        room = self.frame.width - 2 * INSET_PX - lock
        for narrow in (False, True):
            left, right = self.face.footer(narrow=narrow)
            right_width = metrics.horizontalAdvance(right)
            if metrics.horizontalAdvance(left) + right_width + (10 if right else 0) <= room:
                break
        # Bars below want their distance, so the words move up a little.
        baseline = y + (15 if self.face.measured else 16)
        left_room = room - right_width - (6 if right else 0)
        write(painter, QPointF(INSET_PX, baseline), left, font, "muted", left_room)
        if self.face.frozen:
            paint_lock(painter, self.frame.width - INSET_PX - LOCK_PX + 4, y + 7)
        at = QPointF(self.frame.width - INSET_PX - lock - right_width, baseline)
        write(painter, at, right, font, "muted", right_width + 1)
        if self.face.measured:
            self._paint_bars(painter)

    def _paint_bars(self, painter: QPainter) -> None:
        """Draw cost above weights, each as part of that of the largest node."""
        room = self.frame.width - 2 * INSET_PX
        bottom = self.frame.height - BARS_PX
        bars = ((0.0, self.face.cost_share, "text"), (4.0, self.face.weight_share, "accent"))
        for offset, share, role in bars:
            track = QRectF(INSET_PX, bottom - 1 + offset, room, 2)
            painter.fillRect(track, theme.colour("border"))
            if share:
                track.setWidth(max(2.0, room * share))
                painter.fillRect(track, theme.colour(role, 0.75))

    def _paint_border(self, painter: QPainter) -> None:
        if self.selected:
            pen = QPen(theme.colour("accent"), 2)
        elif self.face.severity:
            pen = QPen(theme.colour(self.face.severity), 2)
        elif self._hovered:
            pen = QPen(theme.colour("outline"), 1.5)
        else:
            pen = QPen(theme.colour("border"), 1)
        if self.face.missing:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.frame.rect, RADIUS_PX, RADIUS_PX)

    def _paint_ports(self, painter: QPainter) -> None:
        sides = (
            (self.face.inputs, self.frame.inputs, True),
            (self.face.outputs, self.frame.outputs, False),
        )
        for faces, points, is_input in sides:
            for face, point in zip(faces, points, strict=True):
                self._paint_port(painter, face, point, is_input)
                if len(faces) > 1 and not self.face.collapsed:
                    self._label_port(painter, face, point, is_input)

    def _paint_port(
        self, painter: QPainter, face: PortFace, point: QPointF, is_input: bool
    ) -> None:
        lit = self._lit_port == (face.name, is_input)
        colour = theme.colour("muted")
        if lit:
            colour = theme.colour("accent")
        elif face.carried is not None:
            colour = theme.carried_colour(face.carried)
        radius = PORT_PX / 2 + (1.5 if lit else 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("canvas"))
        painter.drawEllipse(point, radius + 2, radius + 2)
        if face.spare and not lit:
            pen = QPen(theme.colour("muted"), 1.2)
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawEllipse(point, radius - 0.5, radius - 0.5)
        elif face.known or lit:
            painter.setBrush(colour)
            painter.drawEllipse(point, radius, radius)
        else:
            painter.setPen(QPen(colour, 2))
            painter.drawEllipse(point, radius - 1, radius - 1)

    def _label_port(
        self, painter: QPainter, face: PortFace, point: QPointF, is_input: bool
    ) -> None:
        font = theme.font(11)
        words = "more" if face.spare else face.name
        width = QFontMetricsF(font).horizontalAdvance(words)
        x = INSET_PX if is_input else self.frame.width - INSET_PX - width
        role = "disabled" if face.spare else "muted"
        write(painter, QPointF(x, point.y() + 4), words, font, role, width + 1)

    def _paint_badge(self, painter: QPainter) -> None:
        rect = self.badge_rect()
        painter.setPen(QPen(theme.colour("canvas"), 2))
        painter.setBrush(theme.colour(self.face.severity))
        painter.drawEllipse(rect)
        painter.setPen(theme.colour("on_badge"))
        painter.setFont(theme.font(11, 700))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "!")


@cache
def _blank() -> tuple[Face, Frame]:
    face = Face("", "", Category.DATA)
    return face, frame_of(face, 0, 0)


def _ports(face: Face) -> list[str]:
    return [port.name for port in (*face.inputs, *face.outputs)]
