"""What one turns at data that are made: their noise, and another draw."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from guinet.core.fields import FloatField
from guinet.data.base import DataSource
from guinet.gui import icons
from guinet.gui.panels.widgets import label

__all__ = ["DataKnobs"]

_STEPS = 100
_SEEDS = 10_000


class DataKnobs(QWidget):
    """A slider for noise and a button for other samples, where a source has such settings.

    Signals
    -------
    turned
        Name of a setting of the source, and its new value.
    """

    turned = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: DataSource | None = None
        self.words = label("Noise", "caption")
        self.noise = QSlider(Qt.Orientation.Horizontal)
        self.noise.setRange(0, _STEPS)
        self.noise.setFixedWidth(120)
        self.noise.setAccessibleName("Noise of the data")
        self.noise.valueChanged.connect(self._on_noise)
        self.value = label("", "caption")
        self.value.setFixedWidth(44)
        self.again = QPushButton("Regenerate")
        icons.decorate(self.again, "restart", "text", 14)
        self.again.setFixedHeight(24)
        self.again.setToolTip("Draw other samples, with a new seed")
        self.again.clicked.connect(self._on_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 0)
        row.setSpacing(6)
        for widget in (self.words, self.noise, self.value):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.again)

    def show_source(self, source: DataSource) -> None:
        """Show what the source has of these settings; nothing: hide."""
        self._source = source
        field = source.fields.get("noise")
        noisy = isinstance(field, FloatField)
        for widget in (self.words, self.noise, self.value):
            widget.setVisible(noisy)
        seeded = "seed" in source.fields
        self.again.setVisible(seeded)
        self.setVisible(noisy or seeded)
        if noisy:
            value = float(source.noise)  # type: ignore[attr-defined]
            with QSignalBlocker(self.noise):
                self.noise.setValue(round(value / self._most * _STEPS))
            self.value.setText(f"{value:.3g}")

    @property
    def _most(self) -> float:
        """Where the slider ends: at twice the usual noise, or at what is set if that is more."""
        assert self._source is not None
        usual = float(type(self._source).noise.default)  # type: ignore[attr-defined]
        return max(4 * usual, 0.5, float(self._source.noise))  # type: ignore[attr-defined]

    def _on_noise(self, step: int) -> None:
        self.turned.emit("noise", round(step / _STEPS * self._most, 4))

    def _on_again(self) -> None:
        assert self._source is not None
        before = int(self._source.seed)  # type: ignore[attr-defined]
        seed = secrets.randbelow(_SEEDS - 1)
        self.turned.emit("seed", seed + (seed >= before))
