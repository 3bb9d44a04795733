"""Above the preview of images that are moved: seen as they are, or as trained on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from guinet.core.types import Array
from guinet.data.prepare import PreparedData
from guinet.gui.icons import decorate
from guinet.gui.panels.widgets import label

__all__ = ["AugmentBar", "as_trained_on"]


def as_trained_on(prepared: PreparedData, name: str, rows: Array, seed: int, epoch: int) -> Array:
    """Return images of the training part as a run sees them in an epoch, in original units.

    Parameters
    ----------
    name
        Field of the images.
    rows
        Which samples of the part.
    seed
        Seed of the recipe.
    epoch
        Counted from 0.
    """
    assert prepared.augmenter is not None
    draws = prepared.augmenter.draws(seed, epoch, len(prepared.train_index))
    moved = prepared.augmenter.moved({name: prepared.train[name][rows]}, draws[rows])[name]
    return np.asarray(prepared.scaler.inverse(name, moved))


class AugmentBar(QWidget):
    """A box to see images as they are trained on, and a button for the next epoch.

    Signals
    -------
    changed
        Something else is to be shown.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epoch = 0
        self.box = QCheckBox("As trained on")
        self.box.setToolTip("Show the images shifted, turned and mirrored as the run sees them")
        self.box.toggled.connect(self._on_toggled)
        self.following = QPushButton("Next epoch")
        decorate(self.following, "step")
        self.following.clicked.connect(self._on_next)
        self.words = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.box)
        row.addWidget(self.following)
        row.addWidget(self.words)
        row.addStretch(1)
        self.hide()
        self._dress()

    @property
    def epoch(self) -> int | None:
        """The epoch whose images are to be shown; None: as they are."""
        return self._epoch if self.box.isChecked() and not self.isHidden() else None

    def show_for(self, prepared: PreparedData) -> None:
        """Be there if images are moved."""
        self.setVisible(prepared.augmenter is not None)

    def _on_toggled(self) -> None:
        self._epoch = 0
        self._dress()
        self.changed.emit()

    def _on_next(self) -> None:
        self._epoch += 1
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        on = self.box.isChecked()
        self.following.setEnabled(on)
        self.words.setText(f"Epoch {self._epoch + 1}" if on else "")
