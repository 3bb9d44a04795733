"""What the network says: a class with its probability, or numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.elided import ElidedLabel
from guinet.gui.panels.widgets import label
from guinet.lens.views.trial import Answer

__all__ = ["AnswerView", "Bars"]

_ROW_PX = 16
_MOST = 20
_SPACING = 6


class Bars(QWidget):
    """A bar for each class, the most probable ones where there are many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[str, float, str, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.themes.changed.connect(self.update)

    def show_rows(self, rows: list[tuple[str, float, str, bool]]) -> None:
        """Show name, length from 0 to 1, number and whether it stands out."""
        if len(rows) != len(self.rows):
            self.setFixedHeight(max(len(rows), 1) * _ROW_PX)
        self.rows = rows
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a row for each class."""
        return QSize(200, max(len(self.rows), 1) * _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, bars and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(11, tabular=True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        names = max((metrics.horizontalAdvance(name) for name, *_ in self.rows), default=0.0)
        names = min(names, self.width() * 0.4)
        numbers = metrics.horizontalAdvance("100.0 %") + 6
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, (name, share, words, stands_out) in enumerate(self.rows):
            top = place * _ROW_PX
            painter.setPen(theme.colour("text" if stands_out else "muted"))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names + 2, _ROW_PX), left, elided)
            painter.drawText(QRectF(self.width() - numbers, top, numbers, _ROW_PX), right, words)
            track = QRectF(
                names + 8, top + (_ROW_PX - 6) / 2, max(self.width() - names - numbers - 14, 8), 6
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("well"))
            painter.drawRoundedRect(track, 2, 2)
            if share > 0:
                track.setWidth(max(track.width() * min(share, 1.0), 2.0))
                painter.setBrush(theme.colour("accent" if stands_out else "muted"))
                painter.drawRoundedRect(track, 2, 2)
        painter.end()


class AnswerView(QWidget):
    """The answer large, the second likeliest small, and all as bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Answer | None = None
        self.said = ElidedLabel()
        self.said.setStyleSheet("font-size: 24px; font-weight: 600;")
        self.sure = label("", "muted")
        self.second = ElidedLabel()
        self.second.setProperty("role", "caption")
        self.bars = Bars()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.sure)
        row.addWidget(self.second, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addWidget(self.said)
        layout.addLayout(row)
        layout.addWidget(self.bars)

    def height_for(self, classes: int) -> int:
        """Return how high it is with the bars of so many classes."""
        line = max(self.sure.sizeHint().height(), self.second.sizeHint().height())
        bars = max(min(classes, _MOST), 1) * _ROW_PX
        return self.said.sizeHint().height() + line + bars + 2 * _SPACING

    def show_answer(self, answer: Answer | None, why_not: str = "") -> None:
        """Show what is said, or why nothing is."""
        self.answer = answer
        self.bars.setVisible(answer is not None)
        self.second.setVisible(answer is not None)
        self.sure.setWordWrap(answer is None)
        if answer is None:
            self.said.setText("–")
            self.sure.setText(why_not)
            self.second.setText("")
        elif answer.shares is None:
            self._show_numbers(answer)
        else:
            self._show_classes(answer)

    def _show_numbers(self, answer: Answer) -> None:
        numbers = [float(number) for number in answer.numbers]
        self.said.setText(fmt.number(numbers[0]) if numbers else "–")
        self.sure.setText("predicted" if len(numbers) == 1 else f"{answer.names[0]}, the first")
        self.second.setText("")
        reach = max((abs(number) for number in numbers), default=0.0) or 1.0
        rows = [
            (name, abs(number) / reach, fmt.number(number, 3), number == numbers[0])
            for name, number in zip(answer.names, numbers, strict=False)
        ]
        self.bars.show_rows(rows[:_MOST] if len(rows) > 1 else [])

    def _show_classes(self, answer: Answer) -> None:
        assert answer.shares is not None
        if answer.shares.size != len(answer.classes):
            self.said.setText(answer.classes[answer.said])
            self.sure.setText("")
            self.second.setText("")
            self.bars.show_rows([])
            return
        shares = answer.shares.astype(float).ravel()
        order = np.argsort(-shares, kind="stable")
        self.said.setText(answer.classes[answer.said])
        self.sure.setText(self._number(answer, shares[answer.said]))
        second = next(int(k) for k in order if k != answer.said)
        number = self._number(answer, float(shares[second]))
        self.second.setText(f"second: {answer.classes[second]}, {number}")
        # In the order of the classes where all fit, else the most probable ones.
        shown = range(len(shares)) if len(shares) <= _MOST else order[:_MOST]
        low = 0.0 if answer.probable else float(shares.min())
        span = 1.0 if answer.probable else float(np.ptp(shares)) or 1.0
        self.bars.show_rows(
            [
                (
                    answer.classes[k],
                    (shares[k] - low) / span,
                    self._number(answer, shares[k]),
                    k == answer.said,
                )
                for k in map(int, shown)
            ]
        )

    def _number(self, answer: Answer, share: float) -> str:
        return fmt.percent(share) if answer.probable else fmt.number(share, 3)
