"""Samples with what was said about them, as many as fit; the wheel brings more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.gui import format as fmt
from guinet.gui import theme
from guinet.gui.hear_first import hear_first
from guinet.gui.plots.case_face import Face, faces_of
from guinet.gui.plots.parts import seen_name
from guinet.lens.view import SampleAt
from guinet.lens.views.cases import Cases

__all__ = ["CaseGrid"]

_CAPTION_PX, _GAP_PX, _BAR_PX = 16, 2, 4
_HIGHEST_PX = 96.0
_NOTCH = 120
_HOW = "Double-click: show it on the canvas"
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -3,
    Qt.Key.Key_PageDown: 3,
}


class CaseGrid(QWidget):
    """Samples in rows, each with true class, what was said, and how surely.

    Signals
    -------
    picked
        The `SampleAt` that was double-clicked.

    Attributes
    ----------
    cases
        What is shown, or None.
    first_row
        The row at the top.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hear_first(self, self._hear)
        self.cases: Cases | None = None
        self.first_row = 0
        self._faces: list[Face] = []
        self._turned = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 72)
        theme.themes.changed.connect(self.update)

    def show_cases(self, cases: Cases | None) -> None:
        """Show other samples."""
        self.cases = cases
        self._faces = [] if cases is None else faces_of(cases)
        self._scroll_to(self.first_row if cases is not None else 0)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two rows of four."""
        return QSize(260, 160)

    def place(self, number: int) -> QRectF:
        """Return where a sample stands; empty if that is not in sight."""
        columns, width, side = self._columns()
        row, column = divmod(number, columns)
        whole = side + _CAPTION_PX + _GAP_PX
        y = (row - self.first_row) * whole
        if y < 0 or y + side + _CAPTION_PX > self.height() + 1:
            return QRectF()
        return QRectF(column * width, y, width, side + _CAPTION_PX)

    def words_of(self, number: int) -> str:
        """Say what was said about a sample."""
        before, said, after = self._words(number)
        return f"{before} as {said}  {after}" if said else f"{before}  {after}"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the samples."""
        if self.cases is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for number, face in enumerate(self._faces):
            rect = self.place(number)
            if not rect.isEmpty():
                face.paint(painter, rect.adjusted(0, 0, 0, -_CAPTION_PX))
                self._paint_words(painter, number, rect, centred=face.grows)
        if not self._faces:
            self._paint_none(painter)
        self._paint_bar(painter)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go on by rows; where there are no more the wheel is left to what is around."""
        self._turned += event.angleDelta().y()
        rows = int(self._turned / _NOTCH)
        self._turned -= rows * _NOTCH
        if self._last_row() == 0:
            event.ignore()
            return
        self._scroll_to(self.first_row - rows)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by rows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._scroll_to(self.first_row + step)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pick a sample, to be seen on the canvas; beside them the tile takes the click."""
        number = self._at(event.position())
        if number is None or self.cases is None:
            event.ignore()
        else:
            self.picked.emit(SampleAt(int(self.cases.place[number]), self.cases.part))

    def _hear(self, event: QEvent) -> bool:
        """Say which sample of the source it is."""
        if event.type() == QEvent.Type.ToolTip and self.cases is not None:
            assert isinstance(event, QHelpEvent)
            number = self._at(event.pos().toPointF())
            if number is not None:
                index = int(self.cases.index[number]) + 1
                words = f"Sample {index} of the data\n{self.words_of(number)}\n{_HOW}"
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return False

    def _at(self, point: QPointF) -> int | None:
        """Return which sample stands at a point, or None."""
        numbers = range(len(self._faces))
        return next((n for n in numbers if self.place(n).contains(point)), None)

    def _words(self, number: int) -> tuple[str, str, str]:
        """Return the true class, the other one that was said or nothing, and how surely."""
        assert self.cases is not None
        names = self.cases.classes
        true, said = int(self.cases.true[number]), int(self.cases.said[number])
        sure = float(self.cases.confidence[number])
        score = fmt.percent(sure) if self.cases.probable else f"score {fmt.short(sure)}"
        return seen_name(names[true]), seen_name(names[said]) if true != said else "", score

    def _columns(self) -> tuple[int, float, float]:
        """Return how many samples stand side by side, how wide and how high each is."""
        face = self._faces[0] if self._faces else None
        side, least = (float(face.high_px), face.least_px) if face is not None else (22.0, 200)
        columns = max(1, self.width() // least)
        if face is not None and face.grows:
            # One row of larger pictures rather than one and a half.
            rows = max(1, int(self.height() // (side + _CAPTION_PX + _GAP_PX)))
            side = min(self.height() / rows - _CAPTION_PX - _GAP_PX, _HIGHEST_PX)
        return columns, (self.width() - _BAR_PX) / columns, max(side, 16.0)

    def _rows_in_sight(self) -> int:
        _, _, side = self._columns()
        return max(1, int((self.height() + 1 + _GAP_PX) // (side + _CAPTION_PX + _GAP_PX)))

    def _last_row(self) -> int:
        """Return the row at the top when the last one is in sight."""
        rows = -(-len(self._faces) // self._columns()[0])
        return max(0, rows - self._rows_in_sight())

    def _scroll_to(self, row: int) -> None:
        self.first_row = min(max(row, 0), self._last_row())
        self.update()

    def _paint_words(self, painter: QPainter, number: int, rect: QRectF, *, centred: bool) -> None:
        """Write true class, what was said in the colour of mistakes, and how surely."""
        before, said, after = self._words(number)
        painter.setFont(theme.font(11, tabular=True))
        metrics = QFontMetricsF(painter.font())
        room = rect.width() - 6
        after = f"  {after}"
        names = [("as ", "muted"), (said, "positive")] if said else []
        left = (
            room - metrics.horizontalAdvance(after) - metrics.horizontalAdvance(" as ") * bool(said)
        )
        # The number stays whole; names give way, the shorter one last.
        each = left / 2 if said else left
        spare = max(0.0, each - metrics.horizontalAdvance(before)) if said else 0.0
        other = max(0.0, each - metrics.horizontalAdvance(said)) if said else 0.0
        elide = Qt.TextElideMode.ElideRight
        shown = [(metrics.elidedText(before, elide, each + other) + (" " if said else ""), "text")]
        shown += [
            (metrics.elidedText(words, elide, each + spare) if role == "positive" else words, role)
            for words, role in names
        ]
        shown.append((after, "muted"))
        wide = sum(metrics.horizontalAdvance(words) for words, _ in shown)
        x = rect.left() + (max((rect.width() - wide) / 2, 2.0) if centred else 4.0)
        for words, role in shown:
            painter.setPen(theme.colour(role))
            place = QRectF(x, rect.bottom() - _CAPTION_PX, room, _CAPTION_PX)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, words)
            x += metrics.horizontalAdvance(words)

    def _paint_none(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "None at present.")

    def _paint_bar(self, painter: QPainter) -> None:
        """Show at the right edge where among all rows one is."""
        last = self._last_row()
        if last == 0:
            return
        whole = last + self._rows_in_sight()
        high = self.height() * self._rows_in_sight() / whole
        top = self.height() * self.first_row / whole
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("outline"))
        corner = QPointF(self.width() - _BAR_PX + 1, top)
        painter.drawRoundedRect(QRectF(corner.x(), corner.y(), _BAR_PX - 1, high), 1.5, 1.5)
