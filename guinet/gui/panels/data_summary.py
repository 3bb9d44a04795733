"""The data in words: how many, which classes, and what enters the network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from guinet.data.prepare import PreparedData
from guinet.gui import theme
from guinet.gui.format import unbroken
from guinet.gui.panels.data_balance import ClassBalance
from guinet.gui.panels.data_facts import (
    balance,
    columns_words,
    counts_text,
    fields_of,
    kind_words,
    range_words,
    shape_words,
)
from guinet.gui.panels.widgets import label

__all__ = ["DataSummary"]

_BEFORE_HEADING = 6


class DataSummary(QWidget):
    """Counts, what each field gives to the network, and class balance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = label("", wrap=True)
        self._key = _Key()
        self.balance = ClassBalance()
        self._lines: list[QLabel] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 10, 12, 10)
        self._layout.setSpacing(4)
        self._captions = [label(words, "heading") for words in ("Samples", "Classes")]
        self._captions[1].setContentsMargins(0, _BEFORE_HEADING, 0, 0)
        above: tuple[QWidget, ...] = (self._captions[0], self.counts, self._key)
        for widget in above:
            self._layout.addWidget(widget)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(2)
        self._layout.addLayout(self._fields)
        below: tuple[QWidget, ...] = (self._captions[1], self.balance)
        for widget in below:
            self._layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.clear()

    @property
    def words(self) -> list[str]:
        """What is said of the fields, line by line."""
        return [line.text() for line in self._lines if not line.isHidden()]

    def clear(self) -> None:
        """Say nothing: there are no data."""
        for widget in (*self._captions, self.counts, self._key, self.balance, *self._lines):
            widget.hide()

    def show_data(self, prepared: PreparedData, scaling: str, *, drawn: bool) -> None:
        """Describe prepared data.

        Parameters
        ----------
        scaling
            How they were scaled.
        drawn
            Whether they are seen as points, which then need a key.
        """
        self.clear()
        self._captions[0].show()
        self.counts.setText(counts_text(prepared))
        self.counts.show()
        self._key.setVisible(drawn and bool(len(prepared.validation_index)))
        self._say([line for name in prepared.fields for line in _told(prepared, name, scaling)])
        labels = [name for name, spec in prepared.fields.items() if spec.is_label]
        if labels:
            self._captions[1].show()
            self.balance.show_counts(balance(prepared, labels[0]))
            self.balance.show()

    def _say(self, lines: list[tuple[str, str]]) -> None:
        """Write lines of words, each in its role."""
        while len(self._lines) < len(lines):
            self._lines.append(label("", wrap=True))
            self._fields.addWidget(self._lines[-1])
        for line, (role, words) in zip(self._lines, lines, strict=False):
            line.setText(words)
            line.setContentsMargins(0, _BEFORE_HEADING if role == "heading" else 0, 0, 0)
            line.setProperty("role", role)
            line.style().unpolish(line)
            line.style().polish(line)
            line.show()


def _told(prepared: PreparedData, name: str, scaling: str) -> list[tuple[str, str]]:
    """Return the lines about a field: a heading, and what there is to know."""
    spec, fields = prepared.fields[name], fields_of(prepared)
    heading = {fields.features: "What Input gives", fields.target: "What Target gives"}.get(name)
    lines = [("heading", heading)] if heading else []
    lines.append(("", unbroken(f"{shape_words(name, spec)}, {kind_words(spec)}")))
    rest = (range_words(prepared, name, scaling), columns_words(prepared, name))
    return lines + [("muted", words) for words in rest if words]


class _Key(QWidget):
    """What a dot and a ring mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw dot and ring with their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        muted = theme.colour("muted")
        painter.setBrush(muted)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(5, 9), 3, 3)
        painter.setPen(QPen(muted, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = painter.fontMetrics().horizontalAdvance("training")
        painter.drawEllipse(QPointF(14 + width + 16, 9), 3, 3)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(13, 0, width + 4, 18), middle, "training")
        painter.drawText(QRectF(14 + width + 25, 0, 100, 18), middle, "validation")
        painter.end()
