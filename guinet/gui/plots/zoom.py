"""A closer look at a stretch of a plot's epochs: by the wheel, or by a drag across it."""

from __future__ import annotations

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from guinet.gui import theme

__all__ = ["Zoom"]

_STARTS_PX = 4.0
_PER_NOTCH = 1.25
_NOTCH = 120.0
_LEAST = 0.2
"""Narrowest stretch, in epochs; the steps of an epoch can still be told apart."""


class Zoom(QObject):
    """The stretch of the bottom axis that is looked at; it stays while the run goes on.

    Parameters
    ----------
    plot
        Whose mouse is listened to.

    Signals
    -------
    changed
        Another stretch is looked at, or all again.

    Attributes
    ----------
    span
        First and last epoch; None for all.
    whole
        How far the curves reach.
    """

    changed = Signal()

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot)
        self.span: tuple[float, float] | None = None
        self._plot = plot
        self.whole = (0.0, 1.0)
        self._from: tuple[float, float] | None = None
        self._esc = _Esc(self._give_up, self)
        self._band = pg.LinearRegionItem(movable=False)
        self._band.setZValue(10)
        self._band.hide()
        plot.addItem(self._band, ignoreBounds=True)
        plot.viewport().installEventFilter(self)

    @property
    def dragging(self) -> bool:
        """Whether a stretch is being drawn."""
        return self._from is not None and self._band.isVisible()

    def set_whole(self, first: float, last: float) -> None:
        """Hear how far the curves reach; where a new run is shorter, all of it is looked at."""
        self.whole = (first, last)
        if self.span is not None and self.span[1] > last:
            self.show_all()

    def show_all(self) -> None:
        """Look at all epochs."""
        self.look(*self.whole)

    def look(self, first: float, last: float) -> None:
        """Look at a stretch as far as there is something; at all where it holds all."""
        low, high = self.whole
        width = min(max(last - first, _LEAST), high - low)
        first = min(max(first, low), high - width)
        span = None if width >= high - low else (first, first + width)
        if span != self.span:
            self.span = span
            self.changed.emit()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self._band.setBrush(theme.colour("accent", 0.18))
        for line in self._band.lines:
            line.setPen(pg.mkPen(theme.colour("accent"), width=1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wheel, drags, and a double click that leads back."""
        if isinstance(event, QWheelEvent):
            return self._on_wheel(event)
        if isinstance(event, QMouseEvent):
            return self._on_mouse(event)
        if event.type() == QEvent.Type.Hide:
            self._give_up()
        return False

    def _on_wheel(self, event: QWheelEvent) -> bool:
        turned = event.angleDelta()
        at = self._epoch(event)
        if at is None or abs(turned.x()) > abs(turned.y()) or self.dragging:
            return False  # sideways the board is scrolled
        first, last = self.span or self.whole
        by = _PER_NOTCH ** (-turned.y() / _NOTCH)
        self.look(at - (at - first) * by, at + (last - at) * by)
        return True

    def _on_mouse(self, event: QMouseEvent) -> bool:
        kind, left = event.type(), event.button() == Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonDblClick and left and self.span is not None:
            self.show_all()
            return True
        if kind == QEvent.Type.MouseButtonPress:
            if self.dragging:  # another button
                self._give_up()
                return True
            at = self._epoch(event) if left else None
            self._from = None if at is None else (event.position().x(), at)
        elif kind == QEvent.Type.MouseMove and self._from is not None:
            self._drag_to(event)
        elif kind == QEvent.Type.MouseButtonRelease and left and self._from is not None:
            wanted = self._band.getRegion() if self.dragging else None
            self._give_up()
            if wanted is not None:
                self.look(*wanted)
        return False

    def _drag_to(self, event: QMouseEvent) -> None:
        assert self._from is not None
        start, at = self._from
        if not self.dragging and abs(event.position().x() - start) < _STARTS_PX:
            return
        if not self.dragging:
            self._band.show()
            self._esc.listen()
        low, high = self.span or self.whole
        box = self._plot.getPlotItem().getViewBox()
        here = float(box.mapSceneToView(self._place(event)).x())
        self._band.setRegion(sorted((at, min(max(here, low), high))))

    def _give_up(self) -> None:
        self._esc.stop()
        self._from = None
        self._band.hide()

    def _epoch(self, event: QMouseEvent | QWheelEvent) -> float | None:
        """Return the epoch under the mouse; None beside the curves."""
        box = self._plot.getPlotItem().getViewBox()
        place = self._place(event)
        inside = box.sceneBoundingRect().contains(place)
        return float(box.mapSceneToView(place).x()) if inside else None

    def _place(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        return QPointF(self._plot.mapToScene(event.position().toPoint()))


class _Esc(QObject):
    """Takes Esc from whoever has the keyboard, since a plot never has it, for a while."""

    def __init__(self, pressed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._pressed = pressed

    def listen(self) -> None:
        """Begin."""
        _application().installEventFilter(self)

    def stop(self) -> None:
        """Stop."""
        _application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Esc, also before it becomes a command of the window."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._pressed()
        return True


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None
    return application
