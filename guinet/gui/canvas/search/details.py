"""What the chosen row of a search does, as a picture: words, formula, cost."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget

from guinet.gui import theme
from guinet.gui.canvas.search.listing import Row
from guinet.gui.format import count
from guinet.gui.mathematics import formula_pixmap
from guinet.gui.panels.glyphs import glyph

__all__ = ["Details", "cost_words"]

_INSET = 12.0
_FORMULA_PX = 14.0
_SMALLEST = 0.55
_DOC_LINES, _REASON_LINES = 2, 4
_LINE_PX = 16.0
_WAIT_MS = 80


def cost_words(row: Row) -> str:
    """Return what a row would take: weights and multiplications; empty if that is not known."""
    cost = row.candidate.cost(row.fit.arriving) if row.fits else None
    if cost is None:
        return ""
    weights = f"{count(cost.weights) if cost.weights else 'No'} weight"
    weights += "" if cost.weights == 1 else "s"
    if not cost.multiply_adds:
        return weights
    return f"{weights}, {count(cost.multiply_adds)} multiply-adds"


class Details(QWidget):
    """Glyph, name, one line of help, the formula, and the cost, or why it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: Row | None = None
        # Formulas take a moment to be drawn for the first time: whoever types is not held up.
        self._formula = QTimer(self)
        self._formula.setSingleShot(True)
        self._formula.setInterval(_WAIT_MS)
        self._formula.timeout.connect(self.update)

    def show_row(self, row: Row | None) -> None:
        """Show another row."""
        self.row = row
        self._formula.start()
        self.update()
        if row is not None:
            said = (row.offer.item.summary, row.reason, self.footer())
            self.setAccessibleName(row.name)
            self.setAccessibleDescription(" ".join(word for word in said if word))

    def close_down(self) -> None:
        """Draw nothing any more."""
        self._formula.stop()

    def footer(self) -> str:
        """Return the last line: what it waits for, and what it takes."""
        if self.row is None or not self.row.fits:
            return ""
        waiting = self.row.fit.waiting
        if waiting:
            return f"Waits for {' and '.join(waiting)}"
        return cost_words(self.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything from the top down; the formula gets what room is left."""
        row = self.row
        if row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = self.width() - 2 * _INSET
        item = row.offer.item
        painter.drawPixmap(int(_INSET), 12, glyph(item.module_type, self.devicePixelRatioF()))
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour("text"))
        name = QFontMetricsF(painter.font()).elidedText(
            row.name, Qt.TextElideMode.ElideRight, width - 24
        )
        painter.drawText(
            QRectF(_INSET + 24, 10, width - 24, 20), Qt.AlignmentFlag.AlignVCenter, name
        )
        y = 36.0 + self._paragraph(painter, 36.0, item.summary, "muted", _DOC_LINES)
        bottom = self.height() - 10.0
        if row.reason:
            self._paragraph(painter, y + 6, row.reason, "warning", _REASON_LINES)
        else:
            bottom = self._paint_footer(painter, bottom)
            if not self._formula.isActive():
                self._paint_formula(painter, y + 8, bottom - 6)
        painter.end()

    def _paint_footer(self, painter: QPainter, bottom: float) -> float:
        """Draw the settings and the cost upwards from the bottom; return what room is left."""
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        metrics = QFontMetricsF(painter.font())
        width = self.width() - 2 * _INSET
        settings = () if self.row is None else self.row.settings
        lines = [", ".join(f"{name} {value}" for name, value in settings)]
        cost = self.footer()
        lines += [cost] if metrics.horizontalAdvance(cost) <= width else cost.split(", ")
        for line in reversed([line for line in lines if line]):
            room = QRectF(_INSET, bottom - 15, width, 15)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            bottom -= 16
        return bottom

    def _paint_formula(self, painter: QPainter, top: float, bottom: float) -> None:
        """Draw the line of the formula that gives the output, as large as there is room for."""
        assert self.row is not None
        lines = self.row.fit.module.formulas().forward
        if not lines or self.row.offer.item.entry is not None:
            return
        latex = next((line for line in lines if line.startswith("y")), lines[-1])
        colour, ratio = theme.colour("text").name(), self.devicePixelRatioF()
        drawn = formula_pixmap(latex, _FORMULA_PX, colour, ratio)
        if drawn is None:
            return
        size = drawn.deviceIndependentSize()
        room = QRectF(_INSET, top, self.width() - 2 * _INSET, bottom - top)
        scale = min(1.0, room.width() / size.width(), room.height() / size.height())
        if scale < _SMALLEST:
            return
        if scale < 1.0:
            drawn = formula_pixmap(latex, _FORMULA_PX, colour, ratio, scale) or drawn
        painter.drawPixmap(int(_INSET), round(top), drawn)

    def _paragraph(self, painter: QPainter, top: float, text: str, role: str, most: int) -> float:
        """Draw words in so many lines at most; return how high they are."""
        font = theme.font(12)
        metrics = QFontMetricsF(font)
        width = self.width() - 2 * _INSET
        painter.setFont(font)
        painter.setPen(theme.colour(role))
        lines = _lines(text, font, width)
        if len(lines) > most:
            rest = " ".join(lines[most - 1 :])
            lines = [
                *lines[: most - 1],
                metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width),
            ]
        for number, line in enumerate(lines):
            room = QRectF(_INSET, top + number * _LINE_PX, width + 2, _LINE_PX)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, line)
        return len(lines) * _LINE_PX


def _lines(text: str, font: object, width: float) -> list[str]:
    layout = QTextLayout(text, font)  # type: ignore[call-overload]
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    found = []
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        found.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return found
