"""How fast the weights of a node learn: a factor, and a lock that freezes them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from guinet.graph.learning_rate_factor import LEARNING_RATE_FACTOR
from guinet.gui import icons
from guinet.gui.forms import FieldRows
from guinet.gui.forms.editors import FIELD_HEIGHT, LineEditor
from guinet.gui.panels.widgets import label

__all__ = ["NodeLearning"]

_NAME = "learning_rate ×"
"""The name in files and in Python does not fit beside its field."""

_GAP_PX = 4


class NodeLearning(QWidget):
    """The factor as a row of a form, and beside it a lock.

    Signals
    -------
    changed
        The factor that the person wants.
    locked
        Whether the person wants the weights frozen.
    """

    changed = Signal(float)
    locked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = FieldRows(beside_px=FIELD_HEIGHT + _GAP_PX)
        self.rows.edited.connect(lambda name, path, value: self.changed.emit(value))
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setFixedSize(FIELD_HEIGHT, FIELD_HEIGHT)
        self.lock.setAccessibleName("Freeze the weights")
        self.lock.clicked.connect(lambda on: self.locked.emit(on))
        self.words = label("", "muted", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(_GAP_PX)
        row.addWidget(self.rows, 1)
        row.addWidget(self.lock)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.words)

    @property
    def editor(self) -> LineEditor:
        """Where the factor is typed."""
        editor: LineEditor = self.rows.editor(_NAME)
        return editor

    @property
    def refusal(self) -> str:
        """Why the last factor was not taken; empty if it was."""
        return self.rows.refusal(_NAME)

    def show_factor(self, own: float, effective: float) -> None:
        """Show a factor.

        Parameters
        ----------
        own
            What the node says.
        effective
            What counts, see `Analysis.learning_rate_factor`.
        """
        frozen = own == 0.0
        self.rows.show_fields({_NAME: LEARNING_RATE_FACTOR}, {_NAME: own})
        self.lock.setChecked(frozen)
        icons.decorate(self.lock, "locked" if frozen else "unlocked", "text" if frozen else "muted")
        self.lock.setToolTip(
            "Let these weights learn again" if frozen else "Freeze: training leaves these weights"
        )
        self.words.setText(_words(own, effective))
        self.words.setVisible(bool(self.words.text()))


def _words(own: float, effective: float) -> str:
    if own == 0.0:
        return "Frozen: training leaves these weights as they are."
    if effective < own:
        verb = "are frozen" if effective == 0.0 else f"learn with the factor {effective:g}"
        return f"These weights {verb}, the smallest factor of all that share them."
    return ""
