"""Samples with what was said about them: pictures, or rows of numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.core.types import Array
from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.pictures import grey_image
from guinet.lens.views.confusion import Cases

__all__ = ["CaseGrid", "as_picture"]

_CAPTION_PX, _GAP_PX = 16, 8
_SIDE_PX = 56


class CaseGrid(QWidget):
    """As many samples as fit, each with true class, what was said, and how surely."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cases: Cases | None = None
        self.names: tuple[str, ...] = ()
        self._images: list[QImage | None] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, _SIDE_PX + _CAPTION_PX)
        theme.themes.changed.connect(self.update)

    def show_cases(self, cases: Cases | None, names: tuple[str, ...]) -> None:
        """Show other samples."""
        self.cases, self.names = cases, names
        self._images = [] if cases is None else [as_picture(one) for one in cases.inputs]
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two rows of four."""
        return QSize(4 * (_SIDE_PX + _GAP_PX), 2 * (_SIDE_PX + _CAPTION_PX + _GAP_PX))

    def place(self, number: int) -> QRectF:
        """Return where a sample stands; empty if there is no room for it."""
        columns, width, side = self._columns()
        row, column = divmod(number, columns)
        x, y = column * width, row * (side + _CAPTION_PX + 2)
        if y + side + _CAPTION_PX > self.height() + 1:
            return QRectF()
        return QRectF(x, y, width, side + _CAPTION_PX)

    def words_of(self, number: int) -> str:
        """Say what was said about a sample."""
        assert self.cases is not None
        true, said = int(self.cases.true[number]), int(self.cases.said[number])
        sure = float(self.cases.confidence[number])
        score = fmt.percent(sure) if self.cases.probable else f"score {fmt.short(sure)}"
        if true == said:
            return f"{self.names[said]}  {score}"
        return f"{self.names[true]} as {self.names[said]}  {score}"

    def _columns(self) -> tuple[int, float, float]:
        pictures = any(image is not None for image in self._images)
        side = float(_SIDE_PX) if pictures else 22.0
        least = _SIDE_PX + 30 if pictures else 200
        columns = max(1, self.width() // least)
        rows = max(1, int(self.height() // (side + _CAPTION_PX + 2)))
        if pictures and self._images:
            # One row of larger pictures rather than one and a half.
            side = min(self.height() / rows - _CAPTION_PX - 2, 96.0)
        return columns, self.width() / columns, max(side, 16.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the samples."""
        if self.cases is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for number in range(len(self.cases.true)):
            rect = self.place(number)
            if rect.isEmpty():
                break
            self._paint_case(painter, number, rect)
        painter.end()

    def _paint_case(self, painter: QPainter, number: int, rect: QRectF) -> None:
        assert self.cases is not None
        image, side = self._images[number], rect.height() - _CAPTION_PX
        if image is not None:
            scale = side / max(image.width(), image.height())
            width, height = image.width() * scale, image.height() * scale
            left = rect.left() + (rect.width() - width) / 2
            painter.drawImage(QRectF(left, rect.top(), width, height), image)
        else:
            painter.setFont(theme.font(11, tabular=True))
            painter.setPen(theme.colour("text"))
            numbers = "  ".join(fmt.short(v) for v in self.cases.inputs[number].ravel()[:12])
            words = painter.fontMetrics().elidedText(
                numbers, Qt.TextElideMode.ElideRight, int(rect.width()) - 8
            )
            top = QRectF(rect.left() + 4, rect.top(), rect.width() - 8, side)
            painter.drawText(top, Qt.AlignmentFlag.AlignBottom, words)
        self._paint_words(painter, number, rect, centred=image is not None)

    def _paint_words(self, painter: QPainter, number: int, rect: QRectF, *, centred: bool) -> None:
        """Write true class, what was said in the colour of mistakes, and how surely."""
        assert self.cases is not None
        true, said = int(self.cases.true[number]), int(self.cases.said[number])
        font = theme.font(11, tabular=True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        whole = self.words_of(number)
        place = QRectF(rect.left() + 2, rect.bottom() - _CAPTION_PX, rect.width() - 4, _CAPTION_PX)
        if metrics.horizontalAdvance(whole) > place.width():
            whole = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, place.width())
        wide = metrics.horizontalAdvance(whole)
        x = place.left() + ((place.width() - wide) / 2 if centred else 2)
        wrong = self.names[said] if true != said else ""
        before, _, after = whole.partition(f" as {wrong}") if wrong else (whole, "", "")
        parts = [(before, "text")]
        if wrong and whole != before:
            parts += [(" as ", "muted"), (wrong, "positive"), (after, "muted")]
        for words, role in parts:
            painter.setPen(theme.colour(role))
            painter.drawText(
                QRectF(x, place.top(), place.width(), place.height()),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                words,
            )
            x += metrics.horizontalAdvance(words)

    def event(self, event: QEvent) -> bool:
        """Say which sample of the source it is."""
        if event.type() == QEvent.Type.ToolTip and self.cases is not None:
            assert isinstance(event, QHelpEvent)
            for number in range(len(self.cases.true)):
                if self.place(number).contains(event.pos().toPointF()):
                    index = int(self.cases.index[number]) + 1
                    words = f"Sample {index} of the data\n{self.words_of(number)}"
                    QToolTip.showText(event.globalPos(), words, self)
                    return True
        return super().event(event)


def as_picture(sample: Array) -> QImage | None:
    """Return a sample as a picture: an image, or a square of numbers such as a flat digit."""
    values = np.asarray(sample, float)
    if values.ndim == 1:
        side = round(values.size**0.5)
        if side < 4 or side * side != values.size:
            return None
        values = values.reshape(1, side, side)
    if values.ndim != 3:
        return None
    low, high = float(values.min()), float(values.max())
    return grey_image(values if len(values) == 3 else values[0], low, high)
