"""What a classifier of the plane says at every place of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.class_legend import ClassLegend
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.field_image import field_rgb
from guinet.gui.plots.parts import looked_at, pill
from guinet.gui.plots.ranges import show_range
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.boundary import Boundary, BoundaryOf, PlanePoints, PlanePointsOf

__all__ = ["BoundaryTile"]

_FIELD = BoundaryOf()
_TRAIN, _VALIDATION = PlanePointsOf("train"), PlanePointsOf("validation")


class BoundaryTile(Tile):
    """The plane in the colours of what is said there, with the samples of both parts."""

    id = "boundary"
    title = "Decision boundary"
    doc = "For two inputs: what the network says at every place, with the samples."
    rank = 18

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.field: Boundary | None = None
        self.samples: dict[View, PlanePoints] = {}
        self._named = ("x1", "x2")
        self._place: tuple[float, float] | None = None
        self.discrete = pill("discrete", "Show only which class is said, not how surely")
        self.discrete.toggled.connect(self._draw_field)
        self.legend = ClassLegend()
        self.header.insertWidget(2, self.legend, 1)
        self.header.setStretchFactor(self.caption, 0)  # it takes what it needs, the legend the rest
        self.controls.addWidget(self.discrete)
        self.chart = Chart()
        self.chart.showGrid(x=False, y=False)
        self.chart.setAntialiasing(True)
        self.image = pg.ImageItem(axisOrder="row-major")
        self.image.setZValue(-1)
        self.chart.addItem(self.image)
        self.lines: list[pg.IsocurveItem] = []
        self.points = {_TRAIN: self.chart.add_points(2), _VALIDATION: self.chart.add_points(3)}
        self.chart.pointed.connect(self._read_off)
        self.body.addWidget(self.chart, 1)
        self.dress()

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only over a plane."""
        if not facts.is_plane or facts.judged is None:
            return "It shows a network that looks at two numbers."
        return "" if facts.classes or facts.task == "regression" else "It shows classes."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def looks(self) -> tuple[View, ...]:
        """Look at the field and at the samples."""
        return (_FIELD, _TRAIN, _VALIDATION)

    def show_result(self, view: View, result: Any) -> None:
        """Draw field or samples."""
        if isinstance(result, Boundary):
            self.field = result
            self._draw_field()
        elif not _same(self.samples.get(view), result):  # points do not move while it trains
            self.samples[view] = result
            self._draw_points(view)
            self._read_off(self._place)

    def clear(self) -> None:
        """Forget what was seen."""
        self.field = None
        self.samples.clear()
        self.image.clear()
        self._draw_lines()
        for item in self.points.values():
            item.setData([], [])
        self._caption()

    def _draw_field(self) -> None:
        if self.field is None:
            return
        field = self.field
        rgb = field_rgb(field.shares, discrete=self.discrete.isChecked())
        self.image.setImage(rgb, autoLevels=False)  # else pyqtgraph would stretch the colours
        x0, x1, y0, y1 = self._extent(field)
        if field.names != self._named:
            self._named = field.names
            self.chart.name_axes(*(field.names if field.names != ("x1", "x2") else ("", "")))
        self.image.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        show_range(self.chart, xRange=(x0, x1), yRange=(y0, y1))
        self._draw_lines()
        self.legend.show_names(field.classes)
        self._read_off(self._place)

    def _extent(self, field: Boundary) -> tuple[float, float, float, float]:
        half_x, half_y = (float(v[1] - v[0]) / 2 for v in (field.xs, field.ys))
        return (
            float(field.xs[0]) - half_x,
            float(field.xs[-1]) + half_x,
            float(field.ys[0]) - half_y,
            float(field.ys[-1]) + half_y,
        )

    def _draw_lines(self) -> None:
        """Draw where the likeliest class changes."""
        for line in self.lines:
            line.setParentItem(None)
            if line.scene() is not None:
                line.scene().removeItem(line)
        self.lines = []
        if self.field is None or len(self.field.classes) < 2:
            return
        scores = self.field.scores
        margins = [scores[..., 1] - scores[..., 0]] if scores.shape[-1] == 2 else _margins(scores)
        pen = pg.mkPen(theme.colour("text"), width=2)
        for margin in margins:
            if margin.min() >= 0 or margin.max() <= 0:
                continue
            line = pg.IsocurveItem(data=np.ascontiguousarray(margin.T), level=0.0, pen=pen)
            line.setParentItem(self.image)
            line.setZValue(1)
            self.lines.append(line)

    def _draw_points(self, view: View) -> None:
        found, item = self.samples[view], self.points[view]  # type: ignore[index]
        labels = found.labels if found.labels is not None else np.zeros(len(found.points), int)
        colours = class_colours(int(labels.max(initial=0)) + 1)
        brushes = [pg.mkBrush(colour) for colour in colours]
        rim = theme.colour("canvas" if view == _TRAIN else "text")
        item.setData(
            x=found.points[:, 0],
            y=found.points[:, 1],
            brush=[brushes[label] for label in labels.tolist()],
            pen=pg.mkPen(rim, width=1),
            size=7 if view == _TRAIN else 8,
        )

    def _caption(self) -> None:
        """Say whose points are shown, and that some are left out."""
        parts = ((_TRAIN, "train"), (_VALIDATION, "validation (ringed)"))
        known = [(self.samples[view], name) for view, name in parts if view in self.samples]
        words = [
            looked_at(len(found.points), found.total, name) for found, name in known if found.total
        ]
        bounded = any(len(found.points) < found.total for found, _ in known)
        self.caption.setText(", ".join(words) if bounded else "")
        self.legend.tell(", ".join(words))

    def beside_caption_px(self) -> int:
        """Leave the names of the classes whole before the caption."""
        return 0 if self.legend.isHidden() else self.legend.whole_px + self.header.spacing()

    def _read_off(self, place: tuple[float, float] | None) -> None:
        self._place = place
        self.legend.setVisible(place is None or self.field is None)
        self.fit_caption()
        if place is None or self.field is None:
            self._caption()
            return
        field = self.field
        column = int(np.abs(field.xs - place[0]).argmin())
        row = int(np.abs(field.ys - place[1]).argmin())
        scores = field.scores[row, column]
        best = int(scores.argmax())
        sure = float(scores[best])
        if not field.classes:
            self.caption.setText(fmt.number(sure))
        else:
            words = fmt.percent(sure) if field.probable else f"score {fmt.short(sure)}"
            self.caption.setText(f"{field.classes[best]}: {words}")

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self.legend.update()
        self._draw_field()
        for view in self.samples:
            self._draw_points(view)

    def rows(self) -> Sequence[Sequence[object]]:
        """Return the field, a row for each place."""
        if self.field is None:
            return ()
        field = self.field
        names = field.classes or ("prediction",)
        table: list[list[object]] = [[*field.names, *names]]
        for row, y in enumerate(field.ys.tolist()):
            for column, x in enumerate(field.xs.tolist()):
                table.append([x, y, *map(float, field.scores[row, column])])
        return table


def _same(known: PlanePoints | None, new: PlanePoints) -> bool:
    if known is None or not np.array_equal(known.points, new.points):
        return False
    if known.labels is None or new.labels is None:
        return known.labels is new.labels
    return np.array_equal(known.labels, new.labels)


def _margins(scores: Array) -> list[Array]:
    """Return for each class by how much it is ahead of the best other one."""
    found = []
    for k in range(scores.shape[-1]):
        others = np.delete(scores, k, axis=-1).max(axis=-1)
        found.append(scores[..., k] - others)
    return found
