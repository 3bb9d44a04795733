"""The small sheet over the legend that pins the gradient's scale."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from guinet.gui import theme
from guinet.gui.canvas.scale import DECADES
from guinet.gui.canvas.traffic import Traffic
from guinet.gui.format import power
from guinet.gui.forms.editors import ChoiceEditor
from guinet.gui.panels.widgets import label

__all__ = ["ScalePopup"]

_WIDTH_PX = 264
_EXPLAINED = (
    "Pinned, colours mean the same in every run. Otherwise the scale spans whole decades and only "
    "grows while a run lasts."
)


class ScalePopup(QFrame):
    """Both ends of the scale, and whether they are kept.

    Parameters
    ----------
    parent
        What it stands over.
    traffic
        Owns the scale.
    """

    def __init__(self, parent: QWidget, traffic: Traffic) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("scale-popup")
        self.setStyleSheet(
            f"#scale-popup {{ background: {theme.colour('card').name()};"
            f" border: 1px solid {theme.colour('outline').name()}; }}"
        )
        self.setFixedWidth(_WIDTH_PX)
        self._traffic = traffic
        choices = [(decade, power(decade)) for decade in DECADES]
        self.low, self.high = ChoiceEditor(choices[:-1]), ChoiceEditor(choices[1:])
        self.low.setAccessibleName("Lower end of the gradient scale")
        self.high.setAccessibleName("Upper end of the gradient scale")
        self.low.offered.connect(self._on_low)
        self.high.offered.connect(self._on_high)
        self.pinned = QCheckBox("Pinned")
        self.pinned.clicked.connect(self._on_pinned)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        for words, editor in (("from", self.low), ("to", self.high)):
            ends.addWidget(label(words, "muted"))
            ends.addWidget(editor, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label("Gradient scale", "heading"))
        layout.addLayout(ends)
        layout.addWidget(self.pinned)
        layout.addWidget(label(_EXPLAINED, "caption", wrap=True))
        traffic.changed.connect(self._show)
        self._show()

    def stand_over(self, widget: QWidget, left: int) -> None:
        """Open above a widget, so many pixels from its left edge."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(left, -self.height() - 4))
        room = widget.screen().availableGeometry()
        x = max(room.left() + 4, min(corner.x(), room.right() - self.width() - 4))
        self.move(x, max(room.top() + 4, corner.y()))
        self.show()
        self.low.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show(self) -> None:
        scale = self._traffic.scale
        self.pinned.setChecked(scale.pinned is not None)
        # A list that is open keeps what the hand is at.
        if not (self.low.view().isVisible() or self.high.view().isVisible()):
            self.low.set_value(scale.low)
            self.high.set_value(scale.high)

    def _on_pinned(self, wanted: bool) -> None:
        scale = self._traffic.scale
        self._traffic.pin_scale((scale.low, scale.high) if wanted else None)

    def _on_low(self, low: int) -> None:
        self._traffic.pin_scale((low, max(self._traffic.scale.high, low + 1)))

    def _on_high(self, high: int) -> None:
        self._traffic.pin_scale((min(self._traffic.scale.low, high - 1), high))
