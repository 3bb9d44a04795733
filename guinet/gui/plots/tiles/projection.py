"""What a layer makes of the samples, in two dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.plots.chart import Chart
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import refill, small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import View
from guinet.lens.views.projection import Projection, ProjectionOf, turned_like

__all__ = ["ProjectionTile"]


class ProjectionTile(Tile):
    """Outputs of any node by principal components, in the colours of the classes."""

    id = "projection"
    title = "Layer in two dimensions"
    doc = "Outputs of a layer by principal components: how the classes come apart."
    rank = 30

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Projection | None = None
        self.drawn: Array | None = None
        self.node = small_choice((), "Which node")
        self.node.currentIndexChanged.connect(lambda _: self._on_choice())
        self.controls.addWidget(self.node)
        self.chart = Chart()
        self.chart.showGrid(x=False, y=False)
        self.points = self.chart.add_points(2)
        self.body.addWidget(self.chart, 1)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Wherever there are layers."""
        return "" if _nodes(facts) else "There is no layer with numbers for each sample yet."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Where classes come apart in more dimensions than can be seen."""
        labelled = any(spec.is_label for spec in facts.fields.values())
        return facts.task == "classification" and not facts.is_plane and labelled

    def looks(self) -> tuple[View, ...]:
        """Look at the chosen node; at first at the one before the prediction."""
        nodes = _nodes(self.desk.facts)
        fresh = self.node.count() == 0
        refill(self.node, nodes)
        if fresh and nodes:
            self.node.blockSignals(True)
            self.node.setCurrentText(_before_the_end(self.desk.facts, nodes))
            self.node.blockSignals(False)
        return (ProjectionOf(self.node.currentText()),) if nodes else ()

    def show_result(self, view: View, result: Any) -> None:
        """Draw the samples, turned as they lay before."""
        self.result = result
        before = self.drawn
        self.drawn = result.points if before is None else turned_like(result.points, before)
        self._draw()

    def clear(self) -> None:
        """Take the samples away."""
        self.result = self.drawn = None
        self.points.setData([], [])
        self.caption.setText("")

    def _on_choice(self) -> None:
        self.drawn = None
        self.look_again()

    def _draw(self) -> None:
        if self.result is None or self.drawn is None:
            return
        self.points.setData(
            x=self.drawn[:, 0], y=self.drawn[:, 1], size=6, brush=self._brushes(), pen=None
        )
        self.chart.frame(self.drawn[:, 0], self.drawn[:, 1])
        whole = fmt.percent(sum(self.result.explained))
        self.caption.say(f"{whole} of variance", whole)

    def _brushes(self) -> list[Any]:
        assert self.result is not None
        labels, values = self.result.labels, self.result.values
        if labels is not None:
            brushes = [pg.mkBrush(one) for one in class_colours(int(labels.max(initial=0)) + 1)]
            return [brushes[label] for label in labels.tolist()]
        if values is not None and len(values) == len(self.result.points):
            scale = pg.colormap.get("viridis")
            span = float(np.ptp(values)) or 1.0
            return [pg.mkBrush(one) for one in scale.mapToQColor((values - values.min()) / span)]
        return [pg.mkBrush(theme.colour("accent"))] * len(self.result.points)

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.chart.dress()
        self._draw()

    def rows(self) -> Sequence[Sequence[object]]:
        """Return place and class of each sample."""
        if self.result is None or self.drawn is None:
            return ()
        labels = self.result.labels
        table: list[list[object]] = [["component1", "component2", "class"]]
        for place, (x, y) in enumerate(self.drawn.tolist()):
            table.append([x, y, "" if labels is None else int(labels[place])])
        return table


def _nodes(facts: Facts) -> list[str]:
    """Return the nodes with numbers for each sample, but losses."""
    analysis = facts.analysis
    return [
        path
        for path in analysis.order
        if not isinstance(analysis.flat.nodes[path].module, Loss)
        and any(spec.kind == "float" and spec.batched for spec in analysis.outputs_of(path)[:1])
    ]


def _before_the_end(facts: Facts, nodes: list[str]) -> str:
    """Return the node that feeds the one that predicts."""
    if facts.judged is None:
        return nodes[-1]
    end = facts.judged.prediction.partition(":")[0]
    feeding = [edge.source for edge in facts.analysis.flat.edges if edge.target == end]
    return feeding[0] if feeding and feeding[0] in nodes else nodes[-1]
