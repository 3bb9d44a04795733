"""Painting the canvas in layers.

Wires on their ground are one kept picture, cards another. Beads, and the wires of cards that
are dragged, are drawn between the two in every frame, and dragged cards above them: so a frame
costs what moves in it, and not what stands still.
"""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QTransform,
)
from PySide6.QtWidgets import QFrame, QGraphicsView

from guinet.gui import theme
from guinet.gui.canvas.ground import Ground
from guinet.gui.canvas.kept_picture import KeptPicture
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.canvas.stale import Mark

__all__ = ["LayeredView"]

_REST_MS = 80
_NEXT_PIECE_MS = 10
_PIECE_S, _LARGE_PIECE_S = 0.001, 0.003
"""How long a frame may paint what can wait: while a hand moves something, and at rest."""
_AT_ONCE_S = 0.004
_MARGIN_PX = 128
"""The pictures reach so far beyond what is seen, so that a little panning paints nothing."""
_MOST_BOXES = 64
_RIM_PX = 2
"""So far what is thrown away reaches around a part: what is cut at a border stays in it."""
_SPREAD_PX = 2.0
"""Antialiasing spreads across a border; so far a part that is painted again reaches beyond it."""


class LayeredView(QGraphicsView):
    """Shows a canvas; knows nothing of gestures.

    Parameters
    ----------
    scene
        What is shown.

    Signals
    -------
    rested
        Nothing moved for a while that was shown in a hurry.
    """

    rested = Signal()

    def __init__(self, scene: CanvasScene) -> None:
        super().__init__(scene)
        self.canvas = scene
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # What must be painted again is known here; Qt need not gather it too.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self._wires = KeptPicture(self._paint_wires, lambda: theme.colour("canvas"), _RIM_PX)
        self._cards = KeptPicture(self._paint_cards, lambda: QColor(0, 0, 0, 0))
        self._pictures = (self._wires, self._cards)
        self._cards_first = False
        self._corner = QPoint(_MARGIN_PX, _MARGIN_PX)
        self._drift = QPointF()
        self._scaling = False
        self.painted_s = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.viewport().update)
        self._rest.timeout.connect(self.rested)
        self._next_piece = QTimer(self)
        self._next_piece.setSingleShot(True)
        self._next_piece.setInterval(_NEXT_PIECE_MS)
        self._next_piece.timeout.connect(self.viewport().update)
        self._ground = Ground()
        scene.touched.connect(self.viewport().update)

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 is 100 %."""
        return float(self.transform().m11())

    @property
    def at_rest(self) -> bool:
        """Whether every pixel is as a fresh painting would have it, but for what moves."""
        self._take_marks()
        searching = self.canvas.layer.searching
        return not searching and all(picture.complete for picture in self._pictures)

    def repaint_all(self) -> None:
        """Paint everything again."""
        for picture in self._pictures:
            picture.stale([picture.pixmap.rect()])
        self.viewport().update()

    def release(self) -> None:
        """Keep no picture while nobody looks: each is as large as the window and more."""
        for picture in self._pictures:
            picture.release()
        self.canvas.deck.forget()

    def set_zoom(self, zoom: float, about: QPointF) -> None:
        """Show things larger or smaller, so that one point of the viewport stays where it is.

        What was painted stays in sight until it is refined.
        """
        before, _ = self._to_picture().inverted()
        inverse, _ = self.viewportTransform().inverted()
        anchor = inverse.map(about)
        # In one step: what lies beyond the rim after scaling may be seen after scrolling.
        self._scaling = True
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.scroll_by(about - self.viewportTransform().map(anchor))
        self._scaling = False
        self._corner = QPoint(_MARGIN_PX, _MARGIN_PX)
        self._rescale(before * self._to_picture())

    def scroll_by(self, way: QPointF) -> None:
        """Move what is seen by so many pixels of the viewport."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(way.x()))
        down.setValue(down.value() - round(way.y()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Shift the kept pictures; only what came into view is painted."""
        super().scrollContentsBy(dx, dy)
        if not self._scaling:
            self._shift(dx, dy)
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring the pictures up to date, show them, and draw what moves."""
        self.painted_s = time.monotonic()
        self._bring_up_to_date()
        ratio = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        try:
            self._show(painter, self._wires)
            painter.setWorldTransform(self.viewportTransform())
            self.canvas.layer.paint_lifted(painter, self._seen_area(), self.zoom)
            painter.resetTransform()
            self.paint_below_cards(painter)
            self._show(painter, self._cards)
            self.canvas.deck.paint_lifted(painter, self._to_device(), ratio)
            painter.resetTransform()
            self.paint_moving(painter)
        finally:  # a painter left open takes the whole program with it
            painter.end()

    def _hurried(self) -> bool:
        """Whether a hand moves something, so that frames have no time to spare."""
        return self._rest.isActive()

    def paint_below_cards(self, painter: QPainter) -> None:
        """Draw what runs along the wires, in pixels of the viewport."""

    def paint_moving(self, painter: QPainter) -> None:
        """Draw what is too quick to be kept, in pixels of the viewport."""

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw the ground and its dots."""
        painter.fillRect(QRectF(rect), theme.colour("canvas"))
        self._ground.paint(painter, QRectF(rect), self.devicePixelRatioF())

    def _bring_up_to_date(self) -> None:
        self._take_marks()
        resting = not self._rest.isActive()
        seen = QRect(self._corner, self._seen_size())
        for picture in self._pictures:
            picture.refresh(seen, blank=resting)
        ends_s = time.perf_counter() + (_PIECE_S if self._hurried() else _LARGE_PIECE_S)
        # In turn, so that neither uses up the time of the other.
        self._cards_first = not self._cards_first
        for picture in self._pictures[:: -1 if self._cards_first else 1]:
            # What nobody sees would be lost again with the next turn of the wheel.
            picture.refine(ends_s, blank_within=None if resting else seen)
        if all(picture.complete for picture in self._pictures):
            self._drift = QPointF()
        elif resting:
            pause_s = min(each.pause_s for each in self._pictures if not each.complete)
            self._next_piece.start(max(_NEXT_PIECE_MS, math.ceil(1000 * pause_s)))

    def _take_marks(self) -> None:
        ratio = self.devicePixelRatioF()
        margin = 2 * _MARGIN_PX
        size = self._seen_size() + QSize(margin, margin)
        stales = (self.canvas.layer.stale, self.canvas.deck.stale)
        for picture, stale in zip(self._pictures, stales, strict=True):
            picture.fit(size, ratio)
            for mark in stale.take():
                picture.stale(self._on_device(mark), soon=mark.soon)

    def _on_device(self, mark: Mark) -> list[QRect]:
        """Return the parts of a picture that a mark is about."""
        room = self._wires.pixmap.rect()
        if mark.boxes is None:
            return [room]
        device = self._to_picture()
        boxes = mark.boxes * device.m11() + [device.dx(), device.dy()] * 2
        spread = _SPREAD_PX * self.devicePixelRatioF()
        low, high = np.floor(boxes[:, :2] - spread), np.ceil(boxes[:, 2:] + spread)
        seen = ((low < [room.width(), room.height()]) & (high > 0)).all(axis=1)
        low = np.maximum(low[seen], -1.0)
        high = np.minimum(high[seen], [room.width() + 1.0, room.height() + 1.0])
        if len(low) > _MOST_BOXES:
            low, high = low.min(axis=0)[None], high.max(axis=0)[None]
        parts = np.concatenate([low, high - low], axis=1).astype(int)
        return [QRect(*part) for part in parts.tolist()]

    def _shift(self, dx: float, dy: float) -> None:
        ratio = self.devicePixelRatioF()
        x, y = dx * ratio + self._drift.x(), dy * ratio + self._drift.y()
        # What is left of a pixel: there is some on screens of fractional scale only.
        self._drift = QPointF(x - round(x), y - round(y))
        if not self._drift.isNull():
            for picture in self._pictures:
                picture.stale([picture.pixmap.rect()], soon=True)
            self._rest.start()
        self._corner -= QPoint(round(x), round(y))
        room = self._wires.pixmap.rect()
        if not room.contains(QRect(self._corner, self._seen_size())):
            middle = QPoint(_MARGIN_PX, _MARGIN_PX)
            step, self._corner = middle - self._corner, middle
            for picture in self._pictures:
                picture.shift(step.x(), step.y())

    def _rescale(self, change: QTransform) -> None:
        self._drift = QPointF()
        self._take_marks()
        if self._cost_s() <= _AT_ONCE_S or any(each.worthless for each in self._pictures):
            self.repaint_all()
            return
        seen = QRect(self._corner, self._seen_size())
        for picture in self._pictures:
            picture.rescale(change, seen)
        self._rest.start()
        self.viewport().update()

    def _cost_s(self) -> float:
        """Return how long painting everything took last."""
        return sum(picture.cost_s for picture in self._pictures)

    def _paint_wires(self, painter: QPainter, part: QRect) -> None:
        area = self._part_of_scene(part)
        ratio = self.devicePixelRatioF()
        way = self._to_picture() * QTransform.fromTranslate(-part.x(), -part.y())
        painter.setTransform(way * QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.drawBackground(painter, area)
        self.canvas.frames.paint(painter, area)
        self.canvas.layer.paint(painter, area, self.zoom)

    def _paint_cards(self, painter: QPainter, part: QRect) -> None:
        area = self._part_of_scene(part)
        way = self._to_picture() * QTransform.fromTranslate(-part.x(), -part.y())
        self.canvas.deck.paint(painter, area, way, self.devicePixelRatioF())

    def _show(self, painter: QPainter, picture: KeptPicture) -> None:
        """Draw a picture onto the viewport, pixel by pixel of the device."""
        ratio = self.devicePixelRatioF()
        painter.setWorldTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
        painter.drawPixmap(-self._corner, picture.pixmap)
        painter.resetTransform()

    def _part_of_scene(self, part: QRect) -> QRectF:
        inverse, _ = self._to_picture().inverted()
        spread = math.ceil(_SPREAD_PX * self.devicePixelRatioF())
        return inverse.mapRect(QRectF(part.adjusted(-spread, -spread, spread, spread)))

    def _seen_area(self) -> QRectF:
        """Return the part of the scene that is seen."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.mapRect(QRectF(self.viewport().rect()))

    def _seen_size(self) -> QSize:
        """Return the size of the viewport in pixels of the device."""
        size, ratio = self.viewport().size(), self.devicePixelRatioF()
        return QSize(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))

    def _to_device(self) -> QTransform:
        """Return the way from the scene to pixels of the device."""
        ratio = self.devicePixelRatioF()
        return self.viewportTransform() * QTransform.fromScale(ratio, ratio)

    def _to_picture(self) -> QTransform:
        """Return the way from the scene to the kept pictures."""
        corner = self._corner
        return self._to_device() * QTransform.fromTranslate(corner.x(), corner.y())
