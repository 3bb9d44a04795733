"""The learning rate over the epochs, drawn from the schedule's own arithmetic, and dragged."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.hear_first import hear_first
from guinet.gui.panels.schedule_drag import Axes, GripDrag, cursor_of, grips_at, value_words
from guinet.gui.panels.schedule_plan import planned_rates, used_rates
from guinet.gui.plots.parts import pill
from guinet.gui.run_marks import RunMarks
from guinet.gui.run_reach import epochs_of_run, reached
from guinet.training.grips import Grip, grips
from guinet.training.recipe import Recipe

__all__ = ["ScheduleCurve"]

_HEIGHT = 128
_CAPTION = 18
_DOT_PX = 4.0
_GRIP_PX = 4.5
_MOST_TALLER = 3.0
"""How far above the plan the axis reaches for what was used before."""

_MOST_DECADES = 5
_LOG_PX = 18

_NOW_DIGITS = 3

_APART = 5e-3
"""From this relative difference on, used and planned are told apart in words."""


class ScheduleCurve(QWidget):
    """What is planned, what was used, and the present moment; its points can be dragged.

    Parameters
    ----------
    marks
        What was changed in the run, drawn as fine lines.

    Signals
    -------
    previewed
        The recipe as it would be if the point in the hand were let go here; at the end of a
        drag that was given up, the recipe as it is.
    dragged
        A point was let go: the new recipe, and the settings that it changes.
    """

    previewed = Signal(object)
    dragged = Signal(object, list)

    def __init__(
        self, bridge: Bridge, marks: RunMarks | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        hear_first(self, self._hear)
        self._bridge = bridge
        self._marks = marks
        self._recipe = Recipe()
        self._drag: GripDrag | None = None
        self._under: tuple[Grip, ...] = ()
        self._pointer: QPointF | None = None
        self._epochs_planned = 1
        self._epochs: Array = np.zeros(0)
        self._rates: Array = np.zeros(0)
        self._used: tuple[Array, Array] = (np.zeros(0), np.zeros(0))
        self._drawn_at: tuple[int, int, str] = (-1, -1, "")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.logarithmic = pill("log", "Logarithmic or linear axis")
        self.logarithmic.setParent(self)
        self.logarithmic.setFixedHeight(_LOG_PX)
        self.logarithmic.setStyleSheet("padding: 0 7px; font-size: 11px; border-radius: 9px;")
        self.logarithmic.toggled.connect(self._on_scale)
        self.setAccessibleDescription("Its points can be dragged; the fields above do the same.")
        bridge.epoch.connect(self._on_progress)
        bridge.telemetry.connect(self._on_progress)
        bridge.state_changed.connect(self._on_progress)
        bridge.restarted.connect(self._follow)
        if marks is not None:
            marks.changed.connect(self.update)
        theme.themes.changed.connect(self.update)

    @property
    def shown(self) -> Recipe:
        """The recipe that is drawn: while a point is dragged, as it would become."""
        return self._recipe if self._drag is None else self._drag.recipe

    @property
    def axes(self) -> Axes:
        """Where epochs and learning rates are on the screen."""
        highest = float(self._rates.max(initial=0.0)) or 1.0
        if self._drag is not None:
            highest = max(highest, self._drag.axes.highest)
        else:
            used = float(self._used[1].max(initial=0.0))
            highest = max(highest, min(used, _MOST_TALLER * highest))
        lowest = self._lowest(highest)
        numbers = (fmt.short(highest), _decade(lowest))
        left = max(map(QFontMetricsF(_axis_font()).horizontalAdvance, numbers)) + 12
        room = QRectF(left, _CAPTION + 8, self.width() - left - 7, self.height() - _CAPTION - 28)
        return Axes(room, self._epochs_planned, highest, lowest)

    @property
    def caption(self) -> str:
        """What stands above the curve: what is pointed at or dragged, else the present rate."""
        if self._drag is not None:
            return value_words(self.shown, self._drag.held)
        if self._under:
            return value_words(self._recipe, self._under)
        if self._pointer is not None and self.axes.plot.contains(self._pointer):
            return self._read_off(self.axes.epoch(self._pointer.x()))
        if len(self._used[1]):
            return f"now {fmt.number(float(self._used[1][-1]), _NOW_DIGITS)}"
        return "Drag the points"

    def show_recipe(self, recipe: Recipe) -> None:
        """Draw the schedule of a recipe; a drag that began from another one is given up."""
        if self._drag is not None and recipe != self._drag.before:
            self._drag = None
        self._recipe = recipe
        self._under = ()
        self._compute()
        low, high = float(self._rates.min()), float(self._rates.max())
        first, last = fmt.number(float(self._rates[0])), fmt.number(float(self._rates[-1]))
        words = fmt.number(high) if low == high else f"from {first} to {last}"
        self.setAccessibleName(f"Learning rate over {self._epochs_planned} epochs: {words}")

    def give_up(self) -> None:
        """Put the point in the hand back to where it was."""
        if self._drag is None:
            return
        self._drag = None
        self._compute()
        self.previewed.emit(self._recipe)

    def sizeHint(self) -> QSize:
        """Be low: it is one curve."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, curves, points and the present moment."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axes = self.axes
        self._paint_axes(painter, axes)
        painter.save()
        painter.setClipRect(axes.plot.adjusted(-1, -3, 1, 3))
        self._paint_marks(painter, axes)
        was_used = len(self._used[0]) > 0
        accent = theme.colour("accent", 0.5 if was_used else 1.0)
        self._paint_curve(painter, axes, (self._epochs, self._rates), QPen(accent, 1.6))
        if was_used:
            self._paint_curve(painter, axes, self._used, QPen(theme.colour("accent"), 2.0))
        painter.restore()
        self._paint_pointer(painter, axes)
        self._paint_grips(painter, axes)
        if was_used:
            now = axes.point(float(self._used[0][-1]), float(self._used[1][-1]))
            now.setY(min(max(now.y(), axes.plot.top()), axes.plot.bottom()))
            _paint_dot(painter, now, theme.colour("text"), _DOT_PX)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a point."""
        held = grips_at(self._recipe, self.axes, event.position())
        if event.button() == Qt.MouseButton.LeftButton and held and self._drag is None:
            self._drag = GripDrag(self._recipe, self.axes, held, event.position())
            self.update()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the point, or read off what is pointed at."""
        self._pointer = event.position()
        if self._drag is None:
            self._under = grips_at(self._recipe, self.axes, self._pointer)
            self.setCursor(cursor_of(self._under) if self._under else Qt.CursorShape.ArrowCursor)
        elif self._drag.recipe != self._drag.move(self._pointer):
            self._compute()
            self.previewed.emit(self._drag.recipe)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the point go: this is the edit."""
        if self._drag is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        drag, self._drag = self._drag, None
        if drag.recipe == drag.before:
            self._compute()
        else:
            self.dragged.emit(drag.recipe, drag.paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give a drag up on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self.give_up()
            return
        super().keyPressEvent(event)

    def _hear(self, event: QEvent) -> bool:
        """Keep Esc from those who would listen to it while a point is dragged."""
        if event.type() == QEvent.Type.ShortcutOverride and self._drag is not None:
            event.accept()
            return True
        return False

    def leaveEvent(self, event: QEvent) -> None:
        """Stop reading off."""
        self._pointer, self._under = None, ()
        self.update()
        super().leaveEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has happened while nobody looked."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give a drag up that nobody sees."""
        super().hideEvent(event)
        self.give_up()

    def _lowest(self, highest: float) -> float:
        """Return where a logarithmic axis begins, a power of ten; 0 for a linear one.

        Where a schedule ends at 0 no decade would do: its curve leaves the plot below.
        """
        if not self.logarithmic.isChecked():
            return 0.0
        if self._drag is not None:
            return self._drag.axes.lowest
        shown = np.concatenate([self._rates, self._used[1]])
        least = float(shown[shown > 0.0].min(initial=highest / 10))
        least = max(least, highest * 10.0**-_MOST_DECADES)
        return float(10.0 ** math.floor(math.log10(least) + 1e-9))

    def _on_scale(self) -> None:
        self.give_up()
        self.update()

    def _compute(self) -> None:
        recipe = self.shown
        self._epochs_planned = epochs_of_run(self._bridge, recipe.epochs)
        self._epochs, self._rates = planned_rates(
            recipe, self._bridge.history, self._epochs_planned
        )
        self._used = used_rates(self._bridge, self._recipe)
        self.update()

    def _on_progress(self, _: object = None) -> None:
        if not self.isVisible():
            return
        if self._told_now() != self._drawn_at:
            self._follow()

    def _follow(self) -> None:
        self._drawn_at = self._told_now()
        self._compute()

    def _told_now(self) -> tuple[int, int, str]:
        """Return what of the progress can be seen: pixel, epoch where it has room, and rate."""
        done, part = reached(self._bridge)
        place = round(self.width() * (done + part) / self._epochs_planned)
        frame = self._bridge.telemetry_frame
        rate = "" if frame is None else fmt.number(frame.learning_rate, _NOW_DIGITS)
        return place, done if self.width() > self._epochs_planned else 0, rate

    def _read_off(self, epoch: float) -> str:
        """Return the planned rate at an epoch, and the one used where that was another."""
        planned = float(np.interp(epoch, self._epochs, self._rates))
        if not self._recipe.schedule.follows_loss:
            factor = self._recipe.rate_factor(epoch, self._epochs_planned)
            planned = self._recipe.learning_rate * factor
        when = f"{epoch:.0f}" if self._epochs_planned >= 60 else f"{epoch:.1f}"
        epochs, rates = self._used
        if len(epochs) and epoch <= epochs[-1]:
            used = float(rates[min(int(np.searchsorted(epochs, epoch)), len(rates) - 1)])
            if abs(used - planned) > _APART * max(used, planned):
                return f"{when}: used {fmt.number(used, 3)}, plan {fmt.number(planned, 3)}"
        return f"epoch {when}: {fmt.number(planned, 3)}"

    def _paint_axes(self, painter: QPainter, axes: Axes) -> None:
        plot = axes.plot
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(plot.topLeft(), plot.topRight())
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.setPen(theme.colour("muted"))
        painter.setFont(_axis_font())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        width = plot.left() - 9
        painter.drawText(QRectF(0, plot.top() - 8, width, 16), right, fmt.short(axes.highest))
        painter.drawText(QRectF(0, plot.bottom() - 8, width, 16), right, _decade(axes.lowest))
        if axes.lowest:
            self._paint_decades(painter, axes)
        below = QRectF(plot.left(), plot.bottom() + 4, plot.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._epochs_planned} epochs")
        painter.setFont(theme.font(11, tabular=True))
        told = self._drag is not None or bool(self._under) or self._pointer is not None
        painter.setPen(theme.colour("text" if told else "muted"))
        beside = self.logarithmic.sizeHint().width() + 6
        above = QRectF(beside, 0, plot.right() - beside, _CAPTION - 2)
        words = painter.fontMetrics().elidedText(
            self.caption, Qt.TextElideMode.ElideRight, int(above.width())
        )
        painter.drawText(above, right, words)

    def _paint_decades(self, painter: QPainter, axes: Axes) -> None:
        painter.save()
        painter.setPen(QPen(theme.colour("border", 0.6), 1))
        rate = axes.lowest * 10
        while rate < axes.highest * 0.999:
            y = axes.point(0.0, rate).y()
            painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
            rate *= 10
        painter.restore()

    def _paint_marks(self, painter: QPainter, axes: Axes) -> None:
        if self._marks is None:
            return
        painter.setPen(QPen(theme.colour("muted", 0.7), 1, Qt.PenStyle.DotLine))
        for mark in self._marks.marks:
            x = axes.point(mark.epoch, 0.0).x()
            painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, axes.plot.bottom()))

    def _paint_curve(
        self, painter: QPainter, axes: Axes, curve: tuple[Array, Array], pen: QPen
    ) -> None:
        points = [axes.point(x, y) for x, y in zip(*(a.tolist() for a in curve), strict=True)]
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))

    def _paint_pointer(self, painter: QPainter, axes: Axes) -> None:
        """Draw a line at what is read off."""
        if self._drag is not None or self._under or self._pointer is None:
            return
        if not axes.plot.contains(self._pointer):
            return
        x = self._pointer.x()
        painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, axes.plot.bottom()))

    def _paint_grips(self, painter: QPainter, axes: Axes) -> None:
        held = self._under if self._drag is None else self._drag.held
        paths = {grip.path for grip in held}
        for grip in grips(self.shown, axes.epochs):
            at = axes.place(grip)
            at.setX(min(at.x(), axes.plot.right()))
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            filled = grip.path in paths
            painter.setBrush(theme.colour("accent" if filled else "panel"))
            painter.drawEllipse(at, _GRIP_PX, _GRIP_PX)


def _axis_font() -> QFont:
    return theme.font(10, tabular=True)


def _decade(lowest: float) -> str:
    return fmt.power(round(math.log10(lowest))) if lowest else "0"


def _paint_dot(painter: QPainter, at: QPointF, colour: QColor, radius: float) -> None:
    painter.setPen(QPen(theme.colour("panel"), 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)
