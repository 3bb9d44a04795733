"""What a node has learned: its arrays as pictures and in numbers, from the newest weights."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.last_steps import LastSteps
from guinet.gui.panels.array_view import ArrayView
from guinet.gui.panels.switch import Switch
from guinet.gui.panels.widgets import label
from guinet.gui.weight_edits import WeightEdits
from guinet.training.messages import Snapshot

__all__ = ["WeightsView", "arrays_of"]

_MOST = 12
_VALUE, _STEP = "Value", "Step"
_CHOICES = {
    _VALUE: "The weights as they are now",
    _STEP: "What training adds to them in a step",
}
_NO_STEP = "Known once training has made a step."


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


class WeightsView(QWidget):
    """All arrays of a node, or words where there are none.

    Attributes
    ----------
    switch
        Whether values, gradients or steps are shown; it stands beside the title.
    edits
        What sets weights by hand.
    """

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edits = WeightEdits(editor, bridge, self)
        self.views: list[ArrayView] = []
        self.switch = Switch(_CHOICES)
        self.switch.chosen.connect(lambda _: self._show_pictures())
        self._steps = LastSteps()
        bridge.snapshot.connect(self._steps.take)
        bridge.restarted.connect(lambda: self._steps.take(None))
        self._path = ""
        self._arrays: dict[str, tuple[Array, bool]] = {}
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
        self._path, self._arrays = path, arrays
        while len(self.views) < min(len(arrays), _MOST):
            view = ArrayView(self.edits)
            self.views.append(view)
            self._layout.addWidget(view)
        for place, view in enumerate(self.views):
            view.setVisible(place < len(arrays))
        for view, (name, (values, learned)) in zip(self.views, arrays.items(), strict=False):
            view.show_array(name, f"{path}.{name}", values, learned=learned)
        self._show_pictures()
        self.switch.setVisible(bool(arrays))
        self.words.setText(_words(len(arrays), weight_count))
        self.words.setVisible(bool(self.words.text()))

    def _show_pictures(self) -> None:
        """Show, in the place of the values, what the switch says."""
        for view, (name, (values, _)) in zip(self.views, self._arrays.items(), strict=False):
            if self.switch.choice == _VALUE:
                view.show_picture("", values)
            else:
                self._show_step(view, f"{self._path}.{name}", values)

    def _show_step(self, view: ArrayView, public: str, values: Array) -> None:
        step = self._steps.of(public, values.shape)
        if step is None:
            view.show_picture("", None, _NO_STEP)
        else:
            many = "last step" if step.steps == 1 else f"mean of {fmt.count(step.steps)} steps"
            view.show_picture(many, step.change)


def _words(arrays: int, weight_count: int) -> str:
    if arrays > _MOST:
        return f"The first {_MOST} of {arrays} arrays:"
    if arrays:
        return ""
    if weight_count:
        return "No values yet. They appear as soon as the network can run."
    return "This module learns nothing."
