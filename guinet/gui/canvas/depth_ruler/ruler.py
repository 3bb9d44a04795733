"""The strip itself: logarithmic axis, dots under the wires, step sizes under the layers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.core.loss import Loss
from guinet.graph.model import Edge
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.depth import factor_words, layer_factor, longest_path
from guinet.gui.canvas.scale import LEVELS, LogScale, gradient_rgb
from guinet.gui.canvas.view import CanvasView
from guinet.modules.data.target import Target

__all__ = ["DepthRuler", "Dot", "Step"]

_HEIGHT_PX = 200
_HEAD_PX, _FOOT_PX = 30.0, 40.0
_LEFT_PX = 56.0
_DOT_PX = 5.0
_LOW_STEP, _HIGH_STEP = 1e-5, 1e-1


@dataclass(frozen=True)
class Dot:
    """The gradient of one wire.

    Attributes
    ----------
    edge
        The wire.
    x
        Where it runs, in pixels of the ruler.
    gradient
        Root mean square; NaN where none flows.
    main
        Whether it lies on the longest way.
    """

    edge: Edge
    x: float
    gradient: float
    main: bool


@dataclass(frozen=True)
class Step:
    """The size of the last update of a node beside that of its weights."""

    name: str
    x: float
    ratio: float


class DepthRuler(QWidget):
    """Gradient size by depth on the canvas' own x axis.

    Parameters
    ----------
    view
        The canvas above it.
    bridge
        The run.
    """

    def __init__(self, view: CanvasView, bridge: Bridge) -> None:
        super().__init__()
        self._view = view
        self._bridge = bridge
        self.scale = LogScale()
        self._known: tuple[object, ...] = ()
        self._path: tuple[Edge, ...] = ()
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Depth ruler: gradient size under each wire")
        view.canvas.traffic.changed.connect(self._on_traffic)
        view.canvas.synced.connect(self.update)
        view.zoom_changed.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        view.verticalScrollBar().valueChanged.connect(self.update)
        bridge.restarted.connect(self._on_restarted)
        theme.themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for its height."""
        return QSize(400, _HEIGHT_PX)

    @property
    def path(self) -> tuple[Edge, ...]:
        """The longest way from an input to a loss."""
        graph = self._view.editor.graph
        if not self._known or self._known[0] is not graph:
            losses = [n.id for n in graph.nodes.values() if isinstance(n.module, Loss)]
            targets = [n.id for n in graph.nodes.values() if isinstance(n.module, Target)]
            ways = [longest_path(graph.edges, loss, targets) for loss in losses]
            self._path = max(ways, key=len, default=())
            self._known = (graph,)
        return self._path

    def dots(self) -> list[Dot]:
        """Return all wires with what flows back along them, from left to right."""
        canvas = self._view.canvas
        graph, prefix = self._view.editor.graph, self._prefix
        main = set(self.path)
        found = []
        for edge in graph.edges:
            ends = self._ends(edge)
            if ends is not None:
                gradient = canvas.traffic.values(graph, edge, prefix)[1]
                found.append(Dot(edge, (ends[0] + ends[1]) / 2, gradient, edge in main))
        return sorted(found, key=lambda dot: dot.x)

    def steps(self) -> list[Step]:
        """Return the nodes with weights and the relative size of their last update."""
        preparation, frame = self._bridge.preparation, self._bridge.telemetry_frame
        if preparation is None or frame is None or frame.plan != preparation.plan:
            return []
        ratios = dict(zip(preparation.nodes, frame.updates.tolist(), strict=False))
        found = []
        for card in self._view.canvas.cards.values():
            node = self._view.editor.graph.nodes.get(card.node_id)
            ratio = ratios.get(self._view.editor.path_of(node)) if node is not None else None
            if node is not None and ratio is not None and math.isfinite(ratio):
                found.append(Step(node.name, self._x(card.scene_rect().center()), ratio))
        return sorted(found, key=lambda step: step.x)

    def factor(self) -> float | None:
        """Return by what the gradient is multiplied per layer on the longest way."""
        graph, analysis = self._view.editor.graph, self._view.editor.analysis
        path_of = self._view.editor.path_of
        learns = [n.id for n in graph.nodes.values() if analysis.weight_count(path_of(n))]
        traffic, prefix = self._view.canvas.traffic, self._prefix
        gradients = {edge: traffic.values(graph, edge, prefix)[1] for edge in self.path}
        return layer_factor(self.path, gradients, learns)

    @property
    def words(self) -> str:
        """What is seen, as a sentence."""
        words = factor_words(self.factor())
        return words or "Press play, and see how the gradient changes on its way back"

    def place_of(self, dot: Dot) -> QPointF:
        """Return where a dot is drawn."""
        top, bottom = _HEAD_PX, self.height() - _FOOT_PX
        share = float(self.scale.fraction(np.array([dot.gradient]))[0])
        return QPointF(dot.x, bottom - share * (bottom - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, dots, numbers and steps."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        self._paint_head(painter)
        self._paint_axis(painter)
        flowing = [dot for dot in self.dots() if dot.gradient > 0]
        if flowing:
            self._paint_dots(painter, flowing)
        self._paint_steps(painter)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("text"))
        title = "Depth ruler"
        painter.drawText(QPointF(16, 19), title)
        x = 16 + QFontMetricsF(painter.font()).horizontalAdvance(title) + 10
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QPointF(x, 19), "gradient size under each wire")
        painter.setPen(theme.colour("text"))
        room = QRectF(self.width() / 2 - 40, 6, self.width() / 2 + 24, 18)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.words
        )

    def _paint_axis(self, painter: QPainter) -> None:
        painter.setFont(theme.font(10, tabular=True))
        top, bottom = _HEAD_PX, self.height() - _FOOT_PX
        span = self.scale.high - self.scale.low
        for decade in self.scale.decades():
            y = bottom - (decade - self.scale.low) / span * (bottom - top)
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawLine(QPointF(_LEFT_PX, y), QPointF(self.width() - 8, y))
            painter.setPen(theme.colour("muted"))
            rect = QRectF(0, y - 8, _LEFT_PX - 8, 16)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, align, fmt.power(decade))

    def _paint_dots(self, painter: QPainter, dots: list[Dot]) -> None:
        bottom = self.height() - _FOOT_PX
        colours = gradient_rgb()
        order = {edge: number for number, edge in enumerate(self.path)}
        main = sorted((dot for dot in dots if dot.main), key=lambda dot: order[dot.edge])
        line = QPolygonF([self.place_of(dot) for dot in main])
        for dot in dots:
            place, colour = self.place_of(dot), self._colour(colours, dot.gradient)
            faint = QColor(colour)
            faint.setAlphaF(0.35)
            pen = QPen(faint, 5 if dot.main else 3)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(dot.x, bottom), place)
            guide = QPen(theme.colour("outline"), 1, Qt.PenStyle.DotLine)
            painter.setPen(guide)
            painter.drawLine(QPointF(dot.x, 1), place)
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.drawPolyline(line)
        taken: list[QRectF] = []
        for dot in sorted(dots, key=lambda one: not one.main):
            place = self.place_of(dot)
            painter.setPen(QPen(theme.colour("text" if dot.main else "muted"), 1.2))
            painter.setBrush(self._colour(colours, dot.gradient))
            radius = _DOT_PX if dot.main else _DOT_PX - 1.5
            painter.drawEllipse(place, radius, radius)
            self._paint_number(painter, dot, place, taken)

    def _paint_number(
        self, painter: QPainter, dot: Dot, place: QPointF, taken: list[QRectF]
    ) -> None:
        """Write a gradient beside its dot, where it covers no other number."""
        painter.setFont(theme.font(10, tabular=True))
        words = fmt.short(dot.gradient)
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 4
        for x, y in ((8, -14), (8, 3), (-width - 8, -14), (-width - 8, 3)):
            rect = QRectF(place.x() + x, place.y() + y, width, 13)
            inside = rect.left() >= _LEFT_PX and rect.right() <= self.width() - 2
            if inside and not any(rect.intersects(other) for other in taken):
                taken.append(rect)
                painter.setPen(theme.colour("text" if dot.main else "muted"))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
                return

    def _paint_steps(self, painter: QPainter) -> None:
        """Write under each layer how large its last step is beside its weights."""
        steps = self.steps()
        if not steps:
            return
        painter.setFont(theme.font(10, tabular=True))
        metrics = QFontMetricsF(painter.font())
        y = self.height() - _FOOT_PX
        painter.setPen(theme.colour("muted"))
        painter.drawText(
            QRectF(0, y + 4, _LEFT_PX - 4, 14), Qt.AlignmentFlag.AlignRight, "step/size"
        )
        last = _LEFT_PX
        for step in steps:
            words = fmt.short(step.ratio)
            width = max(metrics.horizontalAdvance(words), metrics.horizontalAdvance(step.name), 30)
            left = step.x - width / 2
            if left < last or left + width > self.width():
                continue
            last = left + width + 6
            odd = not _LOW_STEP <= step.ratio <= _HIGH_STEP
            painter.setPen(theme.colour("error" if odd else "text"))
            centre = Qt.AlignmentFlag.AlignHCenter
            painter.drawText(QRectF(left, y + 4, width, 14), centre, words)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(left, y + 18, width, 14), centre, step.name)

    def event(self, event: QEvent) -> bool:
        """Say in words what lies under the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().toPointF()), self)
            return True
        return super().event(event)

    def words_at(self, place: QPointF) -> str:
        """Say what a dot, or a number below, tells."""
        graph = self._view.editor.graph
        if place.y() > self.height() - _FOOT_PX:
            near = min(self.steps(), key=lambda one: abs(one.x - place.x()), default=None)
            if near is not None and abs(near.x - place.x()) < 40:
                return (
                    f"The last step changed the weights of {near.name} by {fmt.short(near.ratio)} "
                    "of their size; about 0.001 is usual."
                )
            return ""
        dots = [dot for dot in self.dots() if dot.gradient > 0]
        near_dot = min(dots, key=lambda one: abs(one.x - place.x()), default=None)
        if near_dot is None or abs(near_dot.x - place.x()) > 12:
            return ""
        source, target = (
            graph.nodes[id].name for id in (near_dot.edge.source, near_dot.edge.target)
        )
        return f"{source} to {target}: gradient {fmt.number(near_dot.gradient)}"

    @property
    def _prefix(self) -> str:
        return self._view.editor.standpoint.prefix

    def _colour(self, colours: object, gradient: float) -> QColor:
        traffic = self._view.canvas.traffic
        share = float(traffic.scale.fraction(np.array([gradient]))[0])
        rgb = colours[round(share * (LEVELS - 1))]  # type: ignore[index]
        return QColor(*(int(part) for part in rgb))

    def _ends(self, edge: Edge) -> tuple[float, float] | None:
        cards = self._view.canvas.cards
        source, target = cards.get(edge.source), cards.get(edge.target)
        if source is None or target is None:
            return None
        begin = source.port_at(edge.source_port, is_input=False)
        end = target.port_at(edge.target_port, is_input=True)
        return None if begin is None or end is None else (self._x(begin), self._x(end))

    def _x(self, place: QPointF) -> float:
        """Return where a place of the scene stands on the ruler."""
        x = self._view.viewportTransform().map(place).x()
        return x + self._view.viewport().x()

    def _on_traffic(self) -> None:
        if not self.isVisible():
            return
        values = np.array([dot.gradient for dot in self.dots()])
        self.scale.extend(values)
        self.update()

    def _on_restarted(self) -> None:
        self.scale.reset()
        self.update()
