"""Small controls that several tiles have: a choice, and dots that tell the parts apart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QWidget

from guinet.gui import theme
from guinet.gui.elided import ElidedLabel

__all__ = [
    "Caption",
    "Dot",
    "instead",
    "looked_at",
    "pill",
    "refill",
    "seen_name",
    "small_choice",
]

_CAPTION_PX = 64


class Caption(ElidedLabel):
    """What a tile says beside its title, as much as there is room for.

    Where there is none for the whole text its brief form stands there. Without one a long text is
    shortened, and a few letters of one are left out. All of it is said on hover, also of the
    title, since what has no room at all cannot be pointed at. Without a text it takes no room.

    Parameters
    ----------
    title
        What it stands beside.
    """

    def __init__(self, title: ElidedLabel) -> None:
        super().__init__()
        self._title = title
        self._brief = ""
        self.hide()

    @property
    def shown(self) -> str:
        """What is drawn in the present width."""
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= room:
            return self.text()
        if self._brief:
            return self._brief if metrics.horizontalAdvance(self._brief) <= room else ""
        elided = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        return elided if room >= _CAPTION_PX else ""

    def say(self, text: str, brief: str, *, gives_way: bool = False) -> None:
        """Show a text, or its brief form; where that gives way, the title has its room first."""
        self.ensurePolished()
        self._brief = brief
        self.setMinimumWidth(0 if gives_way else self.fontMetrics().horizontalAdvance(brief))
        if bool(text) != bool(self.text()):
            self.setVisible(bool(text))
        super().setText(text)

    def setText(self, text: str) -> None:
        """Show a text that has no brief form."""
        self.say(text, "")

    def setVisible(self, visible: bool) -> None:
        """Be there or not; the title says what is not."""
        super().setVisible(visible)
        self._refresh()

    def _refresh(self) -> None:
        super()._refresh()
        whole = not self.isHidden() and self.shown == self.text()
        self._title.set_tool_tip("" if whole else self.text())


class Dot(QWidget):
    """The coloured dot before a name in a legend; a ring where ``hollow``."""

    def __init__(self, role: str, *, hollow: bool = False) -> None:
        super().__init__()
        self._role, self._hollow = role, hollow
        self.setFixedSize(10, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colour(self._role)
        painter.setPen(colour if self._hollow else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if self._hollow else colour)
        painter.drawEllipse(QPointF(5, 7), 3.5, 3.5)
        painter.end()


def small_choice(items: Sequence[str], tip: str) -> QComboBox:
    """Return a low box of choices for a tile's head."""
    box = QComboBox()
    box.addItems(list(items))
    box.setFixedHeight(22)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMaximumWidth(140)
    box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    box.setStyleSheet("font-size: 11px; padding: 0 4px;")
    return box


def pill(words: str, tip: str) -> QPushButton:
    """Return a small switch for a tile's head."""
    button = QPushButton(words)
    button.setCheckable(True)
    button.setFixedHeight(22)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setStyleSheet("padding: 0 8px; font-size: 11px; border-radius: 10px;")
    button.setToolTip(tip)
    return button


def seen_name(name: str) -> str:
    """Return the name of a class so that it can be seen, also where it is a blank."""
    return name.replace(" ", "␣") if not name.strip() else name


def refill(box: QComboBox, items: Sequence[str]) -> None:
    """Offer other choices, and keep the one that is chosen if it is among them; without signals."""
    if [box.itemText(place) for place in range(box.count())] == list(items):
        return
    chosen, blocked = box.currentText(), box.blockSignals(True)
    box.clear()
    box.addItems(list(items))
    if chosen in items:
        box.setCurrentText(chosen)
    box.blockSignals(blocked)


def looked_at(counted: int, whole: int, things: str = "samples") -> str:
    """Say how many were looked at, and of how many where there are more."""
    return f"{counted} {things}" if counted >= whole else f"first {counted} of {whole} {things}"


def instead(asked: str, shown: str) -> str:
    """Say whose samples are shown where a part that was asked for does not exist."""
    return "" if asked == shown else f" ({shown}: no {asked} part is kept)"
