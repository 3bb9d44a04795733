"""One plot over the epochs, in the manner of the house. Importing this imports pyqtgraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.plots.axis import Axis
from guinet.gui.plots.curves import condensed, smoothed
from guinet.gui.plots.head import CurveSpec, Head
from guinet.gui.plots.parts import pill
from guinet.gui.plots.ranges import show_range
from guinet.gui.plots.run_legend import RunLegend
from guinet.gui.plots.zoom import Zoom

__all__ = ["CurveSpec", "EpochPlot"]

_WIDE_UP_TO = 400
_AXIS_PX = 52
_NOTHING = (np.zeros(0), np.zeros(0))
_ANCHORS = [(1, 0), (1, 1)]
"""Words along a line end at its top, on the side where the plot is wider."""

_PX_PER_LINE = 60
"""How high it is for each line of other runs' names at least."""

_WORDS_PART = 0.92
"""How much of a line its words may take."""


class EpochPlot(QWidget):
    """Curves over the epochs with their legend; pointing at them reads the values off.

    Parameters
    ----------
    title, caption, controls
        Of the tile: the legend goes into its controls, what is pointed at into its caption.
    curves
        From the back to the front.
    logarithmic
        Whether there is a button for a logarithmic axis, which is then on at first.
    """

    def __init__(
        self,
        title: QLabel,
        caption: QLabel,
        controls: QHBoxLayout,
        curves: tuple[CurveSpec, ...],
        *,
        logarithmic: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs = curves
        self._logarithmic = False
        self._data: dict[str, tuple[Array, Array]] = {}
        self._drawn: dict[str, tuple[Array, Array]] = {}
        self._means: dict[str, tuple[Array, Array]] = {}
        self.head = Head(title, caption, controls, curves)
        self.log_button: QPushButton | None = None
        self._axis = Axis("left")
        self._bottom = Axis("bottom")
        self.plot = pg.PlotWidget(axisItems={"left": self._axis, "bottom": self._bottom})
        self._prepare_plot()
        self._items = {spec.key: self._add_curve(spec) for spec in curves}
        self._guests: list[pg.PlotDataItem] = []
        self.runs = RunLegend()
        self._marks: list[pg.InfiniteLine] = []
        self._marked: Sequence[tuple[float, str]] = ()
        self.smoothing = 0.0
        self._raw = {spec.key: self._add_curve(spec) for spec in curves if spec.name}
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self.plot.scene().sigMouseMoved.connect(self._on_mouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.zoom = Zoom(self.plot)
        self.zoom.changed.connect(self._on_zoom)
        self.all_button = self._make_all_button()
        if logarithmic:
            self.log_button = self._make_log_button()
            self.head.add_button(self.log_button)
        self.head.add_button(self.all_button)
        self.head.offer(self.all_button, False)
        layout.addWidget(self.runs)
        layout.addWidget(self.plot, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(100, 70)
        if self.log_button is not None:
            self.log_button.setChecked(True)
        self.dress()

    def _prepare_plot(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.setDownsampling(auto=True, mode="peak")
        item.setClipToView(True)
        item.showGrid(x=False, y=True, alpha=0.25)
        item.setContentsMargins(0, 2, 6, 0)
        item.getViewBox().setDefaultPadding(0.04)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMinimumSize(100, 54)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._axis.setWidth(_AXIS_PX)
        self._bottom.setHeight(20)

    def _add_curve(self, spec: CurveSpec) -> Any:
        curve = pg.PlotDataItem(antialias=True, connect="finite")
        curve.setZValue(self._specs.index(spec) + 1)
        self.plot.addItem(curve)
        # It comes condensed to what is seen; pyqtgraph would do that again with each new range.
        curve.setDownsampling(auto=False)
        curve.setClipToView(False)
        return curve

    def _make_log_button(self) -> QPushButton:
        button = pill("log", "Logarithmic or linear axis")
        button.setFixedWidth(40)
        button.toggled.connect(self.set_logarithmic)
        return button

    def _make_all_button(self) -> QPushButton:
        """Make the way back from a closer look."""
        button = pill("all", "Look at all epochs again")
        button.setCheckable(False)
        button.setFixedWidth(36)
        button.clicked.connect(self.zoom.show_all)
        return button

    def sizeHint(self) -> QSize:
        """Take what there is."""
        return QSize(320, 180)

    def set_logarithmic(self, on: bool) -> None:
        """Draw the values on a logarithmic axis, or on a linear one."""
        self._logarithmic = on
        self.plot.getPlotItem().setLogMode(x=False, y=on)
        self._fit()
        if self.log_button is not None and self.log_button.isChecked() != on:
            self.log_button.setChecked(on)

    def set_percent(self, on: bool) -> None:
        """Write the values as percentages, or as they are."""
        self._axis.percent = on

    def show_data(self, data: Mapping[str, tuple[Array, Array]]) -> None:
        """Draw these curves: epochs and values by the key of the curve."""
        self._data = dict(data)
        for spec in self._specs:
            whole = self._data.get(spec.key, _NOTHING)
            x, y = self._drawn[spec.key] = self._condensed(*whole)
            if spec.key in self._raw:
                pen = pg.mkPen(theme.colour(spec.role, 0.3), width=1)
                _draw(self._raw[spec.key], pen, *((x, y) if self.smoothing else _NOTHING))
                if self.smoothing:  # of all epochs: the extremes that are drawn have another mean
                    x, y = self._condensed(whole[0], smoothed(whole[1], self.smoothing))
            self._means[spec.key] = (x, y)
            item = self._items[spec.key]
            _draw(item, self._pen(spec, len(x)), x, y, **self._dot(spec, len(x)))
        self._fit()

    def _condensed(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return what is drawn of a curve: as fine as can be seen in the stretch looked at."""
        if self.zoom.span is None:
            return condensed(x, y)
        first, last = np.searchsorted(x, self.zoom.span)
        part = slice(max(first - 1, 0), last + 1)  # a neighbour on each side, for the lines
        return condensed(x[part], y[part])

    def set_smoothing(self, share: float) -> None:
        """Draw running means, in which what came before counts for this share; 0: as it is."""
        self.smoothing = share
        self.show_data(self._data)

    def show_guests(self, curves: Sequence[tuple[str, QColor, Array, Array]]) -> None:
        """Draw curves of other runs: name, colour, epochs and values."""
        for item in self._guests:
            self.plot.removeItem(item)
        self._guests = []
        for name, colour, x, y in curves:
            item = pg.PlotDataItem(x, y, pen=pg.mkPen(colour, width=1), antialias=True, name=name)
            item.setZValue(0.5)
            item.setLogMode(False, self._logarithmic)
            self.plot.addItem(item)
            self._guests.append(item)
        self.runs.show_runs([(name, colour) for name, colour, _, _ in curves])
        self._fit_runs()
        self._fit()

    def show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Draw a fine line with a few words at each of these epochs."""
        for line in self._marks:
            self.plot.removeItem(line)
        self._marks, self._marked = [], marks
        colour, font = theme.colour("muted"), theme.font(10)
        above = 0 if self.runs.isHidden() else self.runs.height()
        room = int(_WORDS_PART * (self.height() - above - self._bottom.height()))
        for epoch, whole in marks:
            words = QFontMetrics(font).elidedText(whole, Qt.TextElideMode.ElideRight, room)
            pen = pg.mkPen(colour, style=Qt.PenStyle.DotLine)
            options = {"color": colour, "position": 0.96, "rotateAxis": (1, 0), "anchors": _ANCHORS}
            line = pg.InfiniteLine(epoch, 90, pen=pen, label=words, labelOpts=options)
            line.label.setFont(font)
            line.setToolTip(whole)
            self.plot.addItem(line, ignoreBounds=True)
            self._marks.append(line)

    def _pen(self, spec: CurveSpec, points: int) -> Any:
        # Wide antialiased lines are slow to draw; short curves can afford them.
        width = 2 if spec.name and points <= _WIDE_UP_TO else 1
        return pg.mkPen(theme.colour(spec.role, spec.opacity), width=width)

    def _dot(self, spec: CurveSpec, points: int) -> dict[str, Any]:
        """Return the look of a curve of one epoch: a dot, since there is no line to see yet."""
        symbol = "o" if points == 1 else None
        colour = theme.colour(spec.role, spec.opacity)
        return {"symbol": symbol, "symbolSize": 7, "symbolBrush": colour, "symbolPen": None}

    def _fit(self) -> None:
        """Show the epochs looked at; the listed curves decide the height if there are a few.

        The losses of single batches scatter widely; letting them decide would flatten the rest.
        """
        guests = [item.getOriginalDataset() for item in self._guests]
        ends = [float(x.max()) for x, _ in (*self._drawn.values(), *guests) if len(x)]
        if not ends:
            return
        self.zoom.set_whole(0.0, max(*ends, 1.0))
        first, last = self.zoom.span or self.zoom.whole
        known = [key for key in self.head.names if key in self._drawn]
        listed = [self._stretch(self._drawn[key]) for key in known]
        few = max((len(y) for y in listed), default=0) < 3
        chosen = [self._stretch(curve) for curve in self._drawn.values()] if few else listed
        others = [*(self._means[key] for key in known), *guests]
        y = np.concatenate([*chosen, *(self._stretch(curve) for curve in others)])
        if self._logarithmic:
            y = np.log10(y[y > 0])
        ranges = {"xRange": (first, last)}
        if len(y):
            low, high = float(y.min()), float(y.max())
            room = (high - low) * 0.06 or abs(high) * 0.1 or 0.1
            ranges["yRange"] = (low - room, high + room)
        show_range(self.plot, 0.02, **ranges)

    def _stretch(self, curve: tuple[Array, Array]) -> Array:
        """Return the values of a curve in the epochs that are looked at."""
        x, y = curve
        if self.zoom.span is None:
            return y
        first, last = self.zoom.span
        return y[(x >= first) & (x <= last)]

    def _on_zoom(self) -> None:
        self.head.offer(self.all_button, self.zoom.span is not None)
        self.show_data(self._data)
        self._read_off(None)

    def rows(self, names: Mapping[str, str]) -> list[list[object]]:
        """Return all that is known of some curves: a row for each epoch, gaps left empty.

        Parameters
        ----------
        names
            Key of a curve to the name of its column.
        """
        columns = {}
        for key in names:
            x, y = self._data.get(key, _NOTHING)
            columns[key] = dict(zip(x.tolist(), y.tolist(), strict=True))
        epochs = sorted(set().union(*columns.values()))
        table: list[list[object]] = [["epoch", *names.values()]]
        table += [[at, *(columns[key].get(at, "") for key in names)] for at in epochs]
        return table

    def values_at(self, epoch: float) -> dict[str, float]:
        """Return the value of each listed curve at the epoch nearest to this one."""
        values = {}
        for spec in self._specs:
            x, y = self._data.get(spec.key, _NOTHING)
            if spec.name and len(x):
                values[spec.key] = float(y[int(np.abs(x - epoch).argmin())])
        return values

    def dress(self) -> None:
        """Take the colours and the type of the theme."""
        self.plot.setBackground(theme.colour("panel"))
        for axis in (self._axis, self._bottom):
            axis.setStyle(tickFont=theme.font(10, tabular=True), tickLength=0, tickTextOffset=6)
            axis.setTextPen(theme.colour("muted"))
        self._axis.setPen(pg.mkPen(theme.colour("outline"), width=1))
        self._axis.setTickPen(pg.mkPen(theme.colour("outline"), width=1))
        self._bottom.setPen(pg.mkPen(theme.colour("border"), width=1))
        self.zoom.dress()
        self._cursor.setPen(pg.mkPen(theme.colour("muted"), style=Qt.PenStyle.DashLine))
        for spec in self._specs:
            points = len(self._drawn.get(spec.key, _NOTHING)[0])
            self._items[spec.key].setPen(self._pen(spec, points))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the words at the marks, and those above, as much room as there is."""
        super().resizeEvent(event)
        self.head.fit(self.width())
        self._fit_runs()
        if self._marked and event.size().height() != event.oldSize().height():
            self.show_marks(self._marked)

    def _fit_runs(self) -> None:
        """Leave most of the height to the curves."""
        self.runs.fit(self.width(), max(self.height() // _PX_PER_LINE, 1))

    def leaveEvent(self, event: object) -> None:
        """Stop reading values off."""
        self._read_off(None)
        super().leaveEvent(event)  # type: ignore[arg-type]

    def _on_mouse(self, place: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        if not box.sceneBoundingRect().contains(place):
            self._read_off(None)
            return
        self._read_off(float(box.mapSceneToView(place).x()))

    def _read_off(self, epoch: float | None) -> None:
        epochs = [x for key, (x, _) in self._data.items() if key in self.head.names and len(x)]
        if epoch is None or not epochs:
            self._cursor.hide()
            self.head.read_off("", {})
            return
        known = epochs[0]
        nearest = float(known[int(np.abs(known - epoch).argmin())])
        self._cursor.setPos(nearest)
        self._cursor.show()
        write = fmt.percent if self._axis.percent else fmt.number
        values = {key: write(value) for key, value in self.values_at(nearest).items()}
        self.head.read_off(f"at epoch {nearest:g}", values)


def _draw(curve: pg.PlotDataItem, pen: Any, x: Array, y: Array, **look: Any) -> None:
    """Give a curve what it lacks: each change of one goes through all that it consists of."""
    if curve.opts["pen"] != pen:
        curve.setPen(pen)
    known = curve.getOriginalDataset()[0]
    if len(x) or (known is not None and len(known)):
        curve.setData(x, y, **look)
