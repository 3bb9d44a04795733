"""Beside the preview of samples that are made: how noisy they are, and a new draw of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from guinet.core.fields import FloatField, IntField
from guinet.data.base import DataSource
from guinet.gui.icons import decorate
from guinet.gui.panels.widgets import NumberLabel, label

__all__ = ["MakingBar", "noise_top"]

_STEPS = 100
_LEAST_TOP = 0.5
_TIMES = 4


def noise_top(source: DataSource) -> float:
    """Return the noise at the right end of the slider: some times the usual one.

    The field itself allows far more, in which nothing could be set finely.
    """
    usual = float(source.fields["noise"].default)
    return max(_LEAST_TOP, _TIMES * usual, float(source.__dict__["noise"]))


class MakingBar(QWidget):
    """A slider for noise, and a button for another seed, where a source has them.

    Signals
    -------
    tried
        A noise while the slider is held: to be seen, and not yet an edit.
    noise_set
        The noise that a person settled on.
    given_up
        The slider was let go with Esc: nothing is to change.
    seed_set
        The seed of another draw.
    """

    tried = Signal(float)
    noise_set = Signal(float)
    given_up = Signal()
    seed_set = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: DataSource | None = None
        self._top = _LEAST_TOP
        self._before = 0
        self._words = label("Noise", "muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setMaximumWidth(200)
        self.slider.setMinimumWidth(40)
        self.slider.setAccessibleName("Noise of the data")
        self.slider.installEventFilter(self)
        self.slider.sliderPressed.connect(self._on_pressed)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_released)
        self.number = NumberLabel(12, 400)
        self.number.setFixedWidth(44)
        self.anew = QPushButton("Regenerate")
        self.anew.setToolTip("Draw the samples anew, with the next seed")
        decorate(self.anew, "dice")
        self.anew.clicked.connect(self._on_anew)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        row.addStretch(0)
        row.addWidget(self.anew)
        row.addStretch(1)

    def show_source(self, source: DataSource) -> None:
        """Show the settings of a source; without any, be hidden."""
        self._source = source
        noisy = isinstance(source.fields.get("noise"), FloatField)
        seeded = isinstance(source.fields.get("seed"), IntField)
        self.setVisible(noisy or seeded)
        for widget in (self._words, self.slider, self.number):
            widget.setVisible(noisy)
        self.anew.setVisible(seeded)
        if noisy and not self.slider.isSliderDown():
            self._top = noise_top(source)
            field = source.fields["noise"]
            self.slider.setToolTip(field.doc)
            self._place()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """Let Esc give up what the mouse has begun."""
        if event.type() == QEvent.Type.ShortcutOverride and self._escapes(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._escapes(event):
            self.slider.blockSignals(True)
            self.slider.setSliderDown(False)
            self.slider.blockSignals(False)
            self._place()
            self.given_up.emit()
            return True
        return False

    def _escapes(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.slider.isSliderDown()
        )

    def _place(self) -> None:
        """Put the slider where the source is."""
        assert self._source is not None
        noise = float(self._source.__dict__["noise"])
        self.slider.blockSignals(True)
        self.slider.setValue(round(_STEPS * noise / self._top))
        self.slider.blockSignals(False)
        self.number.setText(f"{noise:.3g}")

    @property
    def noise(self) -> float:
        """Where the slider stands."""
        return float(f"{self._top * self.slider.value() / _STEPS:.3g}")

    def _on_pressed(self) -> None:
        self._before = self.slider.value()

    def _on_moved(self) -> None:
        self.number.setText(f"{self.noise:.3g}")
        (self.tried if self.slider.isSliderDown() else self.noise_set).emit(self.noise)

    def _on_released(self) -> None:
        if self.slider.value() != self._before:
            self.noise_set.emit(self.noise)

    def _on_anew(self) -> None:
        assert self._source is not None
        field = self._source.fields["seed"]
        assert isinstance(field, IntField)
        following = int(self._source.__dict__["seed"]) + 1
        most = 2**31 - 1 if field.maximum is None else field.maximum
        self.seed_set.emit(following if following <= most else field.minimum or 0)
