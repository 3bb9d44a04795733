"""How the ruler is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from guinet.core.types import Array
from guinet.graph.model import Edge
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.depth_ruler.dots import MAIN_PX, STILL_LEVEL, Dots
from guinet.gui.canvas.depth_ruler.labels import along_lines, place_labels
from guinet.gui.canvas.depth_ruler.lines import Lines
from guinet.gui.canvas.depth_ruler.reading import Reading, Step
from guinet.gui.canvas.plumb_lines import MOST_LINES
from guinet.gui.canvas.scale import LEVELS, LogScale, gradient_rgb

__all__ = ["FOOT_PX", "HEAD_PX", "LEFT_PX", "RulerPainter"]

HEAD_PX, FOOT_PX, LEFT_PX = 38.0, 38.0, 60.0
_SIDE_PX = 16.0
_MARGIN_PX = 8.0
_MOST_NUMBERS = 60
_LEAST_TICK_PX = 12.0
_STEM_PX = 6.0
_LEAST_STEP_PX = 30.0
_EMPTY = "Press play: a dot under each wire shows the size of the gradient that flows back along it"

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class RulerPainter:
    """Draws one reading; keeps what is the same in every frame."""

    def __init__(self) -> None:
        self._dots = Dots()
        self._lines = Lines()

    def paint(
        self,
        painter: QPainter,
        room: QRectF,
        reading: Reading,
        places: Array,
        steps: Sequence[tuple[Step, float]],
        sentences: Sequence[str],
        scale: LogScale,
        pointed: Edge | None,
    ) -> None:
        """Draw everything.

        Parameters
        ----------
        room
            The whole widget.
        reading
            What is shown.
        places
            (E, 2) of the dots.
        steps
            With the middles of their cards, the more important first.
        sentences
            What is said in the head, the main way first.
        scale
            Of the axis.
        pointed
            The wire that is emphasised.
        """
        painter.fillRect(room, theme.colour("panel"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(0, 0.5), QPointF(room.width(), 0.5))
        self._paint_head(painter, room, sentences)
        if not reading.flows or not len(places):
            painter.setFont(theme.font(12))
            painter.setPen(theme.colour("muted"))
            painter.drawText(room.adjusted(0, HEAD_PX, 0, -FOOT_PX), _CENTRE, _EMPTY)
            return
        self._paint_axis(painter, room, scale)
        painter.save()
        painter.setClipRect(QRectF(LEFT_PX, 0, room.width() - LEFT_PX, room.height()))
        self._paint_dots(painter, room, reading, places, scale, pointed)
        painter.restore()
        _paint_steps(painter, room, steps)

    def _paint_head(self, painter: QPainter, room: QRectF, sentences: Sequence[str]) -> None:
        line = QRectF(_SIDE_PX, 6, room.width() - 2 * _SIDE_PX, 20)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("text"))
        painter.drawText(line, _LEFT, "Depth ruler")
        left = line.left() + QFontMetricsF(painter.font()).horizontalAdvance("Depth ruler") + 10
        painter.setFont(theme.font(11))
        metrics = QFontMetricsF(painter.font())
        right = line.right()
        said = list(sentences)
        # From the right, the main way last of all that has room: that one is never left out.
        while len(said) > 1 and right - left < sum(_width(metrics, s) + 34 for s in said):
            said.pop()
        for number in reversed(range(len(said))):
            width = _width(metrics, said[number])
            painter.setPen(theme.colour("muted" if number else "text"))
            painter.drawText(QRectF(right - width, 6, width, 20), _RIGHT, said[number])
            right -= width + 8
            if len(sentences) > 1:
                painter.setPen(_line_pen(main=number == 0))
                painter.drawLine(QPointF(right - 16, 16.5), QPointF(right, 16.5))
                right -= 32
        caption = "gradient on each wire, under the wire"
        if left + _width(metrics, caption) < right:
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(left, 6, right - left, 20), _LEFT, caption)

    def _paint_axis(self, painter: QPainter, room: QRectF, scale: LogScale) -> None:
        painter.setFont(theme.font(10, tabular=True))
        top, bottom = HEAD_PX, room.height() - FOOT_PX
        gap = (bottom - top) / (scale.high - scale.low)
        every = max(1, int(np.ceil(_LEAST_TICK_PX / gap)))
        for decade in range(scale.low, scale.high + 1, every):
            y = round(bottom - (decade - scale.low) * gap) + 0.5
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawLine(QPointF(LEFT_PX, y), QPointF(room.width() - _MARGIN_PX, y))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(0, y - 8, LEFT_PX - 8, 16), _RIGHT, fmt.power(decade))

    def _paint_dots(
        self,
        painter: QPainter,
        room: QRectF,
        reading: Reading,
        places: Array,
        scale: LogScale,
        pointed: Edge | None,
    ) -> None:
        lines = [trace.rows for trace in reading.traces]
        main = np.zeros(len(places), dtype=bool)
        if lines:
            main[lines[0]] = True
        seen = (places[:, 0] > LEFT_PX - MAIN_PX) & (places[:, 0] < room.width() + MAIN_PX)
        rows = np.flatnonzero((reading.gradients >= 0) & seen)
        # The main way lies above the others.
        rows = rows[np.argsort(main[rows], kind="stable")]
        levels = _levels(reading, scale)
        if len(rows) <= MOST_LINES:
            self._paint_stems(painter, room, places, rows, levels, main)
        for number in reversed(range(len(lines))):
            painter.setPen(_line_pen(main=number == 0))
            self._lines.paint(painter, places[lines[number]], room.width())
        ratio = painter.device().devicePixelRatioF()
        self._dots.paint(painter, places[rows], levels[rows], main[rows], ratio)
        if pointed is not None and pointed in reading.edges:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            centre = QPointF(*places[reading.edges.index(pointed)].tolist())
            painter.drawEllipse(centre, MAIN_PX + 3, MAIN_PX + 3)
        if len(rows) <= _MOST_NUMBERS:
            courses = [places[line] for line in lines]
            self._paint_numbers(painter, room, reading, places, rows[::-1], courses, main)

    def _paint_stems(
        self,
        painter: QPainter,
        room: QRectF,
        places: Array,
        rows: Array,
        levels: Array,
        main: Array,
    ) -> None:
        """Draw the dotted lines that come down from the wires, and bars from dots to the foot."""
        bottom = room.height() - FOOT_PX
        colours = gradient_rgb()
        guides = []
        for row in rows.tolist():
            x, y = places[row].tolist()
            guides.append(QLineF(x, 1, x, y))
            if main[row] and levels[row] != STILL_LEVEL:
                colour = QColor(*colours[levels[row]].tolist())
                colour.setAlphaF(0.35)
                painter.fillRect(QRectF(x - _STEM_PX / 2, y, _STEM_PX, bottom - y), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour("outline"), 1, Qt.PenStyle.DotLine))
        painter.drawLines(guides)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_numbers(
        self,
        painter: QPainter,
        room: QRectF,
        reading: Reading,
        places: Array,
        rows: Array,
        lines: list[Array],
        main: Array,
    ) -> None:
        """Write gradients beside their dots where they cover nothing."""
        painter.setFont(theme.font(10, tabular=True))
        metrics = QFontMetricsF(painter.font())
        words = [fmt.short(value) for value in reading.gradients[rows].tolist()]
        widths = np.array([_width(metrics, text) + 4 for text in words])
        obstacles = np.concatenate([_around(places[rows]), along_lines(lines)])
        bounds = np.array([LEFT_PX, HEAD_PX - 12, room.width() - 2, room.height() - FOOT_PX])
        corners = place_labels(places[rows], widths, obstacles, bounds)
        for row, text, width, (x, y) in zip(
            rows.tolist(), words, widths.tolist(), corners.tolist(), strict=True
        ):
            if not np.isnan(x):
                painter.setPen(theme.colour("text" if main[row] else "muted"))
                painter.drawText(QRectF(x, y, width, 13), _CENTRE, text)


def _paint_steps(painter: QPainter, room: QRectF, steps: Sequence[tuple[Step, float]]) -> None:
    """Write under each layer how large its last step is beside its weights."""
    if not steps:
        return
    painter.setFont(theme.font(10, tabular=True))
    metrics = QFontMetricsF(painter.font())
    y = room.height() - FOOT_PX + 5
    painter.setPen(theme.colour("muted"))
    painter.drawText(QRectF(0, y, LEFT_PX - 4, 14), _RIGHT, "step / size")
    # Pixels of the row that something stands on: of hundreds of nodes few have room.
    taken = bytearray(max(1, int(room.width())))
    for step, x in steps:
        if not _is_free(taken, x - _LEAST_STEP_PX / 2, x + _LEAST_STEP_PX / 2):
            continue
        words = "frozen" if step.frozen else "–" if step.size is None else step.size.text()
        width = max(_width(metrics, words), _width(metrics, step.name), _LEAST_STEP_PX)
        left, right = x - width / 2, x + width / 2
        if not _is_free(taken, left, right):
            continue
        begin, end = int(left) - 4, int(right) + 5
        taken[begin:end] = b"\x01" * (end - begin)
        known = not step.frozen and step.size is not None
        odd = known and step.size is not None and step.size.odd
        painter.setPen(theme.colour("error" if odd else "text" if known else "muted"))
        painter.drawText(QRectF(left, y, width, 14), _CENTRE, words)
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(left, y + 14, width, 14), _CENTRE, step.name)


def _is_free(taken: bytearray, left: float, right: float) -> bool:
    """Return whether words have room in a row, with a gap beside them."""
    inside = left - 4 >= LEFT_PX and right + 5 <= len(taken)
    return inside and taken.find(1, int(left) - 4, int(right) + 5) < 0


def _levels(reading: Reading, scale: LogScale) -> Array:
    """Return the colours of all dots, see `Dots.paint`."""
    levels = np.full(len(reading.edges), STILL_LEVEL, dtype=np.int64)
    flowing = (reading.gradients > 0) & ~reading.frozen
    shares = scale.fraction(reading.gradients[flowing])
    levels[flowing] = np.rint(shares * (LEVELS - 1)).astype(np.int64)
    return levels


def _around(points: Array) -> Array:
    """Return points on and in dots."""
    reach = MAIN_PX + 1
    ways = np.array([(0, 0), (reach, 0), (-reach, 0), (0, reach), (0, -reach)])
    return np.asarray((points[:, None] + ways).reshape(-1, 2))


def _line_pen(*, main: bool) -> QPen:
    return QPen(theme.colour("text" if main else "muted"), 1.5 if main else 1.0)


def _width(metrics: QFontMetricsF, words: str) -> float:
    return float(metrics.horizontalAdvance(words))
