"""How large the weights of a node are, their gradient, and the last step beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.soon import Soon
from guinet.gui.panels.widgets import NumberLabel, label
from guinet.gui.polish import repolish
from guinet.gui.sight import Sight
from guinet.gui.update_ratios import ratios_by_path, step_range
from guinet.lens.view import View
from guinet.lens.views.weight_gradients import Gradients, WeightGradients
from guinet.training.messages import Snapshot

__all__ = ["NodeSizes", "norm"]

_INTERVAL_MS = 100
_MOST_WEIGHTS = 200_000
"""Gradients of more weights are not sent four times a second for one number."""

_SIZE, _GRADIENT, _STEP = "size", "gradient", "step / size"
_TIPS = {
    _SIZE: "The norm of all weights of this node: √Σw².",
    _GRADIENT: "The norm of the gradient of all weights of this node, √Σ(∂L/∂w)², for one batch, "
    "always the same.",
    _STEP: "How large the last step was beside the weights, ‖Δw‖ / ‖w‖. About 0.1 % is usual.",
}


class NodeSizes(QWidget):
    """Three numbers beside the weights of a node, live.

    Parameters
    ----------
    bridge
        Tells weights and steps.
    sight
        Has gradients computed while they are in view, if it looks into the network anyway.
    """

    def __init__(self, bridge: Bridge, sight: Sight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._sight = sight
        self._path = ""
        self._count = 0
        self._frozen = False
        self.numbers = {name: NumberLabel(12, 600) for name in _TIPS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for column, (name, number) in enumerate(self.numbers.items()):
            caption = label(name, "caption")
            number.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            number.setAccessibleName(name)
            caption.setToolTip(_TIPS[name])
            number.set_tool_tip(_TIPS[name])
            grid.addWidget(caption, 0, column)
            grid.addWidget(number, 1, column)
            grid.setColumnStretch(column, 1)
        self._soon = Soon(_INTERVAL_MS, self)
        self._soon.due.connect(self._show_step)
        bridge.telemetry.connect(lambda _: self._soon.ask())
        bridge.restarted.connect(self._show_step)
        sight.seen.connect(self._on_seen)
        sight.forgot.connect(lambda: self._show_gradient(None))

    def show_node(
        self, snapshot: Snapshot | None, path: str, weight_count: int, *, frozen: bool
    ) -> None:
        """Show a node with weights.

        Parameters
        ----------
        snapshot
            The newest weights.
        path, weight_count
            Of the node, or of a composite use: then of all that is inside.
        frozen
            Whether training leaves its weights.
        """
        self._path, self._count, self._frozen = path, weight_count, frozen
        start = f"{path}."
        weights = {} if snapshot is None else snapshot.weights
        own = [array for name, array in weights.items() if name.startswith(start)]
        self.numbers[_SIZE].setText(fmt.number(norm(own)))
        self._look()
        self._show_gradient(self._sight.newest(WeightGradients(path)))
        self._show_step()

    def showEvent(self, event: QShowEvent) -> None:
        """Look into the network again."""
        super().showEvent(event)
        self._look()
        self._show_step()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no longer."""
        super().hideEvent(event)
        self._look()

    def _look(self) -> None:
        # One number is not worth a process: it is there as soon as a card or a plot looks inside.
        running = self._sight.pid is not None
        wanted = self.isVisible() and running and 0 < self._count <= _MOST_WEIGHTS
        self._sight.look(self, [WeightGradients(self._path)] if wanted else [])

    def _on_seen(self, view: View, result: object) -> None:
        if view == WeightGradients(self._path):
            self._show_gradient(result)

    def _show_gradient(self, seen: object) -> None:
        arrays = seen.by_name.values() if isinstance(seen, Gradients) else ()
        self.numbers[_GRADIENT].setText(fmt.number(norm(arrays)))

    def _show_step(self) -> None:
        if not self.isVisible():
            return
        ratios = ratios_by_path(self._bridge.preparation, self._bridge.telemetry_frame)
        size, number = step_range(ratios, self._path), self.numbers[_STEP]
        odd = size is not None and size.odd and not self._frozen
        if number.property("role") != ("error" if odd else ""):
            number.setProperty("role", "error" if odd else "")
            repolish(number)
        if self._frozen:
            number.setText("frozen")
        else:
            number.setText("–" if size is None else size.percent())
        said = "" if size is None or self._frozen else f"\n{size.words(self._path)}"
        number.set_tool_tip(_TIPS[_STEP] + said)


def norm(arrays: Iterable[Array]) -> float:
    """Return the Euclidean norm of all numbers of some arrays; not a number if there are none."""
    squares = [float(np.sum(np.square(array, dtype=np.float64))) for array in arrays]
    return math.sqrt(sum(squares)) if squares else math.nan
