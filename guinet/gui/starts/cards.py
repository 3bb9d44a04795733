"""The cards of the gallery: what they hold, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from guinet.core.errors import GuinetError
from guinet.gui import theme
from guinet.gui.canvas.sketch import Sketch, paint_sketch, sketch_of
from guinet.project.examples import open_example

__all__ = ["CARD_ROLE", "CARD_SIZE", "CardDelegate", "StartCard", "picture_of"]

CARD_ROLE = Qt.ItemDataRole.UserRole + 1
CARD_SIZE = QSize(216, 188)
_GAP = 6
_PICTURE = 88
_INSET = 10


@dataclass(frozen=True)
class StartCard:
    """One way to begin.

    Attributes
    ----------
    kind
        ``"empty"``, ``"sizes"``, ``"pytorch"`` or ``"example"``.
    name
        Of the example; empty for the others.
    title, description, result
        For people; the result is empty where nothing was measured.
    sign
        What is written instead of a picture.
    """

    kind: str
    title: str
    description: str
    name: str = ""
    result: str = ""
    sign: str = ""

    @property
    def sketch(self) -> Sketch | None:
        """Its picture, made when it is first seen; None where there is only a sign."""
        return picture_of(self.name) if self.name else None

    def matches(self, words: str) -> bool:
        """Whether every word is found in what it says."""
        said = f"{self.title} {self.description} {self.name}".casefold()
        return all(word in said for word in words.casefold().split())


@cache
def picture_of(example: str) -> Sketch | None:
    """Return the picture of an example; None if the installation has no sound file of it."""
    try:
        project = open_example(example)
    except GuinetError:  # opening it says so in words
        return None
    return sketch_of(project.graph, project.layout.get("", {}))


class CardDelegate(QStyledItemDelegate):
    """Draws a picture, a title, two lines of words and the result."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give every card the same size."""
        return CARD_SIZE

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a card."""
        card: StartCard = index.data(CARD_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        outline = QRectF(rect).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = "accent" if chosen else "outline" if hovered else "border"
        painter.setPen(QPen(theme.colour(border), 2 if chosen else 1))
        painter.setBrush(theme.colour("hover" if hovered and not chosen else "card"))
        painter.drawRoundedRect(outline, 8, 8)
        picture = QRectF(outline.left() + 1, outline.top() + 1, outline.width() - 2, _PICTURE)
        _paint_picture(painter, card, picture)
        _paint_words(painter, card, outline.adjusted(_INSET, _PICTURE + 8, -_INSET, -8))
        painter.restore()


def _paint_picture(painter: QPainter, card: StartCard, rect: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("canvas"))
    painter.drawRoundedRect(rect, 7, 7)
    painter.fillRect(rect.adjusted(0, 8, 0, 0), theme.colour("canvas"))
    if card.sketch is not None and not card.sketch.bounds.isEmpty():
        paint_sketch(painter, card.sketch, rect.adjusted(12, 10, -12, -10))
        return
    painter.setFont(theme.font(20, 600))
    painter.setPen(theme.colour("muted"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, card.sign)


def _paint_words(painter: QPainter, card: StartCard, rect: QRectF) -> None:
    title = theme.font(13, 600)
    painter.setFont(title)
    painter.setPen(theme.colour("text"))
    elided = QFontMetrics(title).elidedText(
        card.title, Qt.TextElideMode.ElideRight, int(rect.width())
    )
    painter.drawText(
        QRectF(rect.left(), rect.top(), rect.width(), 18), Qt.AlignmentFlag.AlignVCenter, elided
    )
    lines = 2 if card.result else 3
    painter.setPen(theme.colour("muted"))
    _paint_lines(painter, card.description, rect.adjusted(0, 20, 0, 0), lines)
    if card.result:
        painter.setFont(theme.font(11, 500))
        painter.setPen(theme.colour("good"))
        bottom = QRectF(rect.left(), rect.bottom() - 16, rect.width(), 16)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignVCenter, card.result)


def _paint_lines(painter: QPainter, text: str, rect: QRectF, most: int) -> None:
    """Write a text in a few lines, the last one shortened."""
    font = theme.font(11)
    metrics = QFontMetrics(font)
    layout = QTextLayout(text, font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    painter.setFont(font)
    y, width = rect.top(), rect.width()
    for number in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        words = text[start : start + length]
        if number == most - 1:
            words = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, int(width))
        row = QRectF(rect.left(), y, width, metrics.height())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, words.strip())
        y += metrics.height() + 1
    layout.endLayout()
