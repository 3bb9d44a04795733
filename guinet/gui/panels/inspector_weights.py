"""What a node has learned: its arrays as pictures and in numbers, from the newest weights."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui.elided import ElidedLabel
from guinet.gui.panels.heat_map import HeatMap, sizes_text, statistics
from guinet.gui.panels.widgets import NumberLabel, label
from guinet.training.messages import Snapshot

__all__ = ["ArrayView", "WeightsView", "arrays_of"]

_MOST = 12


def arrays_of(snapshot: Snapshot | None, path: str) -> dict[str, tuple[Array, bool]]:
    """Return the arrays of a node, by their name within it, and whether they are learned.

    Parameters
    ----------
    path
        Path of the node, or of a composite use: then also what is inside.
    """
    if snapshot is None:
        return {}
    start = f"{path}."
    found = {}
    parts: tuple[tuple[Mapping[str, Array], bool], ...] = (
        (snapshot.weights, True),
        (snapshot.state, False),
    )
    for arrays, learned in parts:
        for name, array in arrays.items():
            if name.startswith(start):
                found[name.removeprefix(start)] = (array, learned)
    return found


class ArrayView(QWidget):
    """One array: name, shape, picture, mean, deviation and root mean square."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel()
        self._name.setProperty("role", "heading")
        self._about = label("", "caption")
        self.picture = HeatMap()
        self._shape = ""
        self._statistics = (math.nan, math.nan, math.nan)
        self.picture.pointed.connect(self._on_pointed)
        self.numbers = {key: NumberLabel(12, 500) for key in ("mean", "std", "RMS")}
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self._about)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for column, (key, number) in enumerate(self.numbers.items()):
            grid.addWidget(label(key, "caption"), 0, column)
            number.setAlignment(grid.itemAtPosition(0, column).widget().alignment())  # type: ignore[union-attr]
            grid.addWidget(number, 1, column)
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(self.picture)
        layout.addLayout(grid)

    def show_array(self, name: str, values: Array, *, learned: bool) -> None:
        """Show an array as it is now."""
        self._name.setText(name)
        self._name.set_tool_tip("" if learned else "kept, but not learned")
        self._shape = sizes_text(values.shape)
        self._about.setText(self._shape)
        self.picture.show_values(values)
        self._statistics = statistics(values)
        self._show_numbers()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out a digit where the panel is narrow."""
        super().resizeEvent(event)
        self._show_numbers()

    def _show_numbers(self) -> None:
        digits = 4 if self.width() >= 216 else 3
        for number, value in zip(self.numbers.values(), self._statistics, strict=True):
            number.setText(fmt.number(value, digits))

    def _on_pointed(self, words: str) -> None:
        self._about.setText(words or self._shape)


class WeightsView(QWidget):
    """All arrays of a node, or words where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.views: list[ArrayView] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self.words = label("", "muted", wrap=True)
        self._layout.addWidget(self.words)

    def show_node(self, snapshot: Snapshot | None, path: str, weight_count: int) -> None:
        """Show the arrays of a node.

        Parameters
        ----------
        weight_count
            How many numbers the node has to learn, as far as shapes are known.
        """
        arrays = arrays_of(snapshot, path)
        while len(self.views) < min(len(arrays), _MOST):
            view = ArrayView()
            self.views.append(view)
            self._layout.addWidget(view)
        for place, view in enumerate(self.views):
            view.setVisible(place < len(arrays))
        for view, (name, (values, learned)) in zip(self.views, arrays.items(), strict=False):
            view.show_array(name, values, learned=learned)
        self.words.setText(_words(len(arrays), weight_count))
        self.words.setVisible(bool(self.words.text()))


def _words(arrays: int, weight_count: int) -> str:
    if arrays > _MOST:
        return f"The first {_MOST} of {arrays} arrays:"
    if arrays:
        return ""
    if weight_count:
        return "No values yet. They appear as soon as the network can run."
    return "This module learns nothing."
