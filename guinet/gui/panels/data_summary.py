"""The data in words: how many, which classes, and what enters the network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from guinet.data.prepare import PreparedData
from guinet.gui import theme
from guinet.gui.class_colours import class_colours
from guinet.gui.panels.data_facts import balance, counts_text, range_text, spec_text
from guinet.gui.panels.widgets import label

__all__ = ["DataSummary"]

_MOST_CLASSES = 12


class DataSummary(QWidget):
    """Counts, class balance, and the specs of the fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = label("", wrap=True)
        self._key = _Key()
        self.balance = _Balance()
        self.fields = label("", "muted", wrap=True)
        self._captions = [label(words, "heading") for words in ("Samples", "Classes", "Fields")]
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 10, 12, 10)
        self._layout.setSpacing(4)
        for caption, widgets in zip(
            self._captions,
            ((self.counts, self._key), (self.balance,), (self.fields,)),
            strict=True,
        ):
            self._layout.addWidget(caption)
            for widget in widgets:
                self._layout.addWidget(widget)
            self._layout.addSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.clear()

    def clear(self) -> None:
        """Say nothing: there are no data."""
        for place in range(self._layout.count()):
            item = self._layout.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()

    def show_data(self, prepared: PreparedData, *, drawn: bool) -> None:
        """Describe prepared data; ``drawn`` as points, which then need a key."""
        self.clear()
        self._captions[0].show()
        self.counts.setText(counts_text(prepared))
        self.counts.show()
        self._key.setVisible(drawn and bool(len(prepared.validation_index)))
        labels = [name for name, spec in prepared.fields.items() if spec.is_label]
        if labels:
            self._captions[1].show()
            self.balance.show_counts(balance(prepared, labels[0]))
            self.balance.show()
        lines = []
        for name, spec in prepared.fields.items():
            range_ = range_text(spec)
            scaled = ", scaled" if name in prepared.scaler.means else ""
            lines.append(f"{spec_text(name, spec)}{scaled}{f', {range_}' if range_ else ''}")
        self._captions[2].show()
        self.fields.setText("\n".join(lines))
        self.fields.show()


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


class _Balance(QWidget):
    """One line per class: colour, name, number of samples as a bar and as a number."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.themes.changed.connect(self.update)

    def show_counts(self, counts: list[tuple[str, int]]) -> None:
        """Show the number of samples of each class."""
        self.counts = counts
        rows = min(len(counts), _MOST_CLASSES) + (len(counts) > _MOST_CLASSES)
        self.setFixedHeight(rows * 18)
        self.setToolTip("\n".join(f"{name}: {count}" for name, count in counts[:60]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11, tabular=True))
        most = max((count for _, count in self.counts), default=1) or 1
        middle = Qt.AlignmentFlag.AlignVCenter
        name_width = self.width() * 0.42
        bar_left = name_width + 20
        bar_width = max(10.0, self.width() - bar_left - 44)
        colours = class_colours(len(self.counts))
        for row, (name, count) in enumerate(self.counts[:_MOST_CLASSES]):
            top = row * 18.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours[row])
            painter.drawEllipse(QPointF(5, top + 9), 3.5, 3.5)
            painter.drawRoundedRect(
                QRectF(bar_left, top + 6, max(2.0, bar_width * count / most), 6), 2, 2
            )
            painter.setPen(theme.colour("text"))
            shown = painter.fontMetrics().elidedText(
                name, Qt.TextElideMode.ElideRight, int(name_width)
            )
            painter.drawText(QRectF(14, top, name_width, 18), middle, shown)
            right = QRectF(self.width() - 42, top, 42, 18)
            painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, str(count))
        if len(self.counts) > _MOST_CLASSES:
            painter.setPen(theme.colour("muted"))
            more = f"and {len(self.counts) - _MOST_CLASSES} more classes"
            painter.drawText(QRectF(14, _MOST_CLASSES * 18.0, self.width(), 18), middle, more)
        painter.end()
