"""The strip itself: what flows back along each wire, under the wire, on the canvas' own x axis."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.core.types import Array
from guinet.graph.model import Edge
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.paint import FOOT_PX, HEAD_PX, RulerPainter
from guinet.gui.canvas.depth_ruler.reading import Reader, Reading, Step, Trace
from guinet.gui.canvas.plumb_lines import PlumbLines, middles
from guinet.gui.canvas.view import CanvasView
from guinet.gui.hear_first import hear_first

__all__ = ["DepthRuler"]

_LOWEST_PX, _HEIGHT_PX, _HIGHEST_PX = 148, 208, 264
_REACH_PX = 12.0
_NEAR_STEP_PX = 40.0
_EXPLAINED = (
    "The mean factor over {} from layer to layer: from the error at the output of the last layer "
    "with weights to that at the output of the first. Error means ∂L/∂y, root mean square per "
    "element."
)


class DepthRuler(QWidget):
    """Gradient size by depth.

    Parameters
    ----------
    view
        The canvas above it.
    bridge
        The run.

    Attributes
    ----------
    reading
        What it shows now.

    Signals
    -------
    pointed
        The edge whose dot is under the pointer, or None.
    """

    pointed = Signal(object)

    def __init__(self, view: CanvasView, bridge: Bridge) -> None:
        super().__init__()
        hear_first(self, self._hear)
        self._view = view
        self._reader = Reader(view.canvas, bridge)
        self._painter = RulerPainter()
        self._pointed: Edge | None = None
        self.reading = Reading()
        self.plumb: PlumbLines = view.plumb
        self.setMinimumHeight(_LOWEST_PX)
        self.setMaximumHeight(_HIGHEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        canvas = view.canvas
        canvas.traffic.changed.connect(self.refresh)
        canvas.synced.connect(self.refresh)
        canvas.touched.connect(self.update)
        view.editor.selection_changed.connect(self.refresh)
        view.zoom_changed.connect(self.update)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.update)
        theme.themes.changed.connect(self.update)
        self.pointed.connect(self._light)
        self._describe()

    def sizeHint(self) -> QSize:
        """Ask for the usual height."""
        return QSize(400, _HEIGHT_PX)

    def refresh(self) -> None:
        """Show what the run reports now; nothing is read while nobody looks."""
        if not self.isVisible():
            return
        self.reading = self._reader.read()
        self.plumb.rows = np.flatnonzero(self.shown)
        self._view.viewport().update()
        self._describe()
        self.update()

    @property
    def shown(self) -> Array:
        """Of which wires there is a dot, (E,): a gradient that vanished entirely has one too."""
        return np.asarray(self.reading.gradients >= 0)

    def places(self) -> Array:
        """Return where the dots of all wires are, (E, 2) in pixels of the ruler."""
        reading, layer = self.reading, self._view.canvas.layer
        if len(layer.edges) != len(reading.edges):
            return np.empty((0, 2))
        way = self._view.viewportTransform()
        x = middles(layer)[:, 0] * way.m11() + way.dx() + self._view.viewport().x()
        top, bottom = HEAD_PX, self.height() - FOOT_PX
        share = self._view.canvas.traffic.scale.fraction(reading.gradients)
        return np.stack([x, bottom - share * (bottom - top)], axis=1)

    def step_places(self) -> list[tuple[Step, float]]:
        """Return the steps with the middles of their cards."""
        cards, table = self._view.canvas.cards, self._view.canvas.deck.table
        steps = [step for step in self.reading.steps if step.node in cards]
        rows = table.rows_of(step.node for step in steps)
        way = self._view.viewportTransform()
        centres = (table.boxes[rows, 0] + table.boxes[rows, 2]) / 2
        x = centres * way.m11() + way.dx() + self._view.viewport().x()
        return list(zip(steps, x.tolist(), strict=True))

    def sentences(self) -> list[str]:
        """Say what is seen on each way, the main one first."""
        reading = self.reading
        if not reading.flows:
            return []
        said = [(trace, trace.course.words(self._names(trace))) for trace in reading.traces]
        if len(said) == 1:
            return [f"Gradients {words}" for _, words in said if words]
        return [f"{trace.loss}: gradients {words}" for trace, words in said if words]

    def words_at(self, place: QPointF) -> str:
        """Say what lies under a place."""
        if place.y() >= self.height() - FOOT_PX:
            return self._step_words(place.x())
        if place.y() < HEAD_PX:
            return "\n\n".join(self._explained())
        row = self._row_at(place)
        if row is None:
            return ""
        edge, gradient = self.reading.edges[row], float(self.reading.gradients[row])
        nodes = self._view.canvas.graph.nodes
        lines = [
            f"{nodes[edge.source].name} → {nodes[edge.target].name}",
            f"gradient {fmt.number(gradient)}, root mean square of ∂L/∂x per element",
        ]
        if gradient == 0.0:
            lines.append("Nothing arrives here: what lies before it does not learn from this way.")
        elif self.reading.frozen[row]:
            lines.append("Frozen: what arrives here changes no weight.")
        return "\n".join(lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, dots, numbers and steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.paint(
            painter,
            QRectF(self.rect()),
            self.reading,
            self.places(),
            self.step_places(),
            self.sentences(),
            self._view.canvas.traffic.scale,
            self._pointed,
        )
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take away what belongs to it on the canvas."""
        super().hideEvent(event)
        self.plumb.rows = np.empty(0, dtype=np.int64)
        self._point(None)
        self._view.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Emphasise the wire of the dot under the pointer."""
        row = self._row_at(event.position())
        self._point(None if row is None else self.reading.edges[row])

    def leaveEvent(self, event: QEvent) -> None:
        """Emphasise nothing any more."""
        super().leaveEvent(event)
        self._point(None)

    def _hear(self, event: QEvent) -> bool:
        """Say in words what lies under the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().toPointF()), self)
            return True
        return False

    def _row_at(self, place: QPointF) -> int | None:
        """Return the wire whose dot is nearest to a place; above and below it is near enough."""
        places = self.places()
        rows = np.flatnonzero(self.shown[: len(places)])
        if not len(rows) or not HEAD_PX <= place.y() < self.height() - FOOT_PX:
            return None
        aside = np.abs(places[rows, 0] - place.x())
        rows = rows[aside <= _REACH_PX]
        if not len(rows):
            return None
        distance = np.hypot(places[rows, 0] - place.x(), places[rows, 1] - place.y())
        return int(rows[np.argmin(distance)])

    def _step_words(self, x: float) -> str:
        near = min(self.step_places(), key=lambda one: abs(one[1] - x), default=None)
        if near is None or abs(near[1] - x) > _NEAR_STEP_PX:
            return ""
        step = near[0]
        if step.frozen:
            return f"{step.name} is frozen: training leaves its weights."
        return "" if step.size is None else step.size.words(step.name)

    def _explained(self) -> Iterator[str]:
        for trace, sentence in zip(self._told(), self.sentences(), strict=True):
            layers = trace.course.layers
            yield sentence + ("." if not layers else f".\n{_EXPLAINED.format(_steps(layers))}")

    def _names(self, trace: Trace) -> dict[str, str]:
        """Return the name that is said of a way: of the node at which its gradient dies."""
        node = self._view.canvas.graph.nodes.get(trace.course.dies_at)
        return {} if node is None else {trace.course.dies_at: node.name}

    def _told(self) -> list[Trace]:
        return [trace for trace in self.reading.traces if trace.course.words({})]

    def _point(self, edge: Edge | None) -> None:
        if edge != self._pointed:
            self._pointed = edge
            self.pointed.emit(edge)
            self.update()

    def _light(self, edge: Edge | None) -> None:
        self._view.canvas.hover_edge(edge)
        self._view.viewport().update()

    def _describe(self) -> None:
        self.setAccessibleName("Depth ruler: gradient size under each wire")
        self.setAccessibleDescription(". ".join(self.sentences()))


def _steps(count: int) -> str:
    return "one step" if count == 1 else f"{count} steps"
