"""What a node has learned: its arrays as pictures and in numbers, from the newest weights."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.last_steps import LastSteps
from guinet.gui.panels.array_view import ArrayView
from guinet.gui.panels.switch import Switch
from guinet.gui.panels.widgets import label
from guinet.gui.sight import Sight
from guinet.gui.weight_edits import WeightEdits
from guinet.lens.view import Unseen, View
from guinet.lens.views.weight_gradients import Gradients, WeightGradients
from guinet.training.messages import Snapshot

__all__ = ["WeightsView", "arrays_of"]

_MOST = 12
_VALUE, _GRADIENT, _STEP = "Value", "Gradient", "Step"
_CHOICES = {
    _VALUE: "The weights as they are now",
    _GRADIENT: "How the loss of one batch, always the same, changes with each weight",
    _STEP: "What training adds to them in a step",
}
_NO_GRADIENT = "Being computed."
_NOT_LEARNED = "Not learned: it has no gradient, and no step adds to it."
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

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sight = sight
        sight.seen.connect(self._on_seen)
        sight.forgot.connect(self._forget_gradients)
        self._gradients: Gradients | Unseen | None = None
        self._looked_at = ""
        self.edits = WeightEdits(editor, bridge, self)
        self.views: list[ArrayView] = []
        self.switch = Switch(_CHOICES)
        self.switch.chosen.connect(lambda _: self._on_chosen())
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
        self._look()
        self._show_pictures()
        self.switch.setVisible(bool(arrays))
        self.words.setText(_words(len(arrays), weight_count))
        self.words.setVisible(bool(self.words.text()))

    def showEvent(self, event: QShowEvent) -> None:
        """Look into the network again."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no longer."""
        super().hideEvent(event)
        self._look()

    def _on_chosen(self) -> None:
        self._look()
        self._show_pictures()

    def _look(self) -> None:
        """Say what is to be computed for what is shown now."""
        wanted = self.isVisible() and self.switch.choice == _GRADIENT and bool(self._arrays)
        if self._path != self._looked_at:
            self._looked_at = self._path
            self._gradients = self._sight.newest(WeightGradients(self._path))
        self._sight.look(self, [WeightGradients(self._path)] if wanted else [])

    def _on_seen(self, view: View, result: object) -> None:
        if view == WeightGradients(self._path) and isinstance(result, Gradients | Unseen):
            self._gradients = result
            if self.switch.choice == _GRADIENT:
                self._show_pictures()

    def _forget_gradients(self) -> None:
        self._gradients = None

    def _show_pictures(self) -> None:
        """Show, in the place of the values, what the switch says."""
        for view, (name, (values, learned)) in zip(self.views, self._arrays.items(), strict=False):
            public = f"{self._path}.{name}"
            if self.switch.choice == _VALUE:
                view.show_picture("", values)
            elif not learned:
                view.show_picture("", None, _NOT_LEARNED)
            elif self.switch.choice == _GRADIENT:
                self._show_gradient(view, public, values)
            else:
                self._show_step(view, public, values)

    def _show_gradient(self, view: ArrayView, public: str, values: Array) -> None:
        seen = self._gradients
        found = seen.by_name.get(public) if isinstance(seen, Gradients) else None
        if found is not None and found.shape == values.shape:
            view.show_picture("gradient", found)
        else:
            why = seen.message if isinstance(seen, Unseen) else _NO_GRADIENT
            view.show_picture("", None, why)

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
