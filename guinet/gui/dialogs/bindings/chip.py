"""One binding, drawn as the caps of its keys; a click lets it be changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from guinet.gui import theme
from guinet.gui.bindings.mouse import MouseBinding
from guinet.gui.bindings.native import key_text, native, native_parts
from guinet.gui.hear_first import hear_first

__all__ = ["KeyChip"]

_HEIGHT, _CAP_HEIGHT = 26, 20
_PAD, _GAP, _EDGE = 6.0, 4.0, 5.0
_ASK = "Press the new keys"
_NONE, _MORE = "add …", "+"
_UNUSED = {"Ctrl": Qt.Key.Key_Control, "Shift": Qt.Key.Key_Shift, "Alt": Qt.Key.Key_Alt}


class KeyChip(QAbstractButton):
    """A binding of a row, or the place where one may be added.

    While it listens for keys, Esc gives up and Backspace takes the binding away.

    Parameters
    ----------
    text
        The binding; empty where there is none yet.
    what
        The words of its row, for those who cannot see it.
    quiet
        Whether it is seen only while the pointer is on its row or it has the focus.

    Signals
    -------
    offered
        The person pressed these keys; empty: the binding is to go.
    """

    offered = Signal(str)

    def __init__(
        self, text: str, what: str, *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        hear_first(self, self._hear)
        self._quiet = quiet
        self.text_of_binding = text
        self._mouse = MouseBinding.parse(text) is not None
        self._listening = False
        self._held = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("Change it" if text else "Add a binding")
        self.setAccessibleName(f"{what}: {native(text) if text else 'add a binding'}")
        theme.themes.changed.connect(self.update)

    @property
    def listening(self) -> bool:
        """Whether the next keys pressed are the new binding."""
        return self._listening

    def listen(self) -> None:
        """Take the next keys pressed as the new binding."""
        self._listening = True
        self._held = ""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._changed()

    def stop(self) -> None:
        """Leave everything as it was."""
        self._listening = False
        self._changed()

    def _hear(self, event: QEvent) -> bool:
        """Take every key while listening, those too that belong to windows and to Tab."""
        if self._listening and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._take(event)
            elif event.type() == QEvent.Type.KeyRelease:
                self._held = ""
                self._changed()
            event.accept()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter act like Space, and Backspace take the binding away."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.text_of_binding:
            self.offered.emit("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop listening: the keys go elsewhere now."""
        self.stop()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        """Take what the caps take."""
        if self._listening:
            width = self._metrics().horizontalAdvance(self._asking()) + 2 * (_PAD + _EDGE)
        elif not self.text_of_binding:
            width = self._metrics().horizontalAdvance(self._offer_words()) + 2 * _EDGE
        else:
            width = sum(self._widths()) + _GAP * (len(self._parts()) - 1) + 2 * _EDGE
        return QSize(round(width + 0.5), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never cut a key."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the caps, or what is asked for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._listening:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(theme.colour("accent", 0.12))
            painter.drawRoundedRect(frame, 6, 6)
            painter.setPen(theme.colour("accent"))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._asking())
        else:
            if self.underMouse() or self.hasFocus():
                role = "accent" if self.hasFocus() else "outline"
                painter.setPen(QPen(theme.colour(role), 1))
                painter.setBrush(theme.colour("hover"))
                painter.drawRoundedRect(frame, 6, 6)
            self._paint_caps(painter)
        painter.end()

    def _paint_caps(self, painter: QPainter) -> None:
        if not self.text_of_binding:
            row = self.parentWidget()
            if not self._quiet or self.hasFocus() or (row is not None and row.underMouse()):
                painter.setPen(theme.colour("muted"))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._offer_words())
            return
        x, top = _EDGE, (_HEIGHT - _CAP_HEIGHT) / 2
        last = len(self._parts()) - 1
        for place, (part, width) in enumerate(zip(self._parts(), self._widths(), strict=True)):
            box = QRectF(x, top, width, _CAP_HEIGHT)
            if self._mouse and place == last:
                _paint_motion(painter, box)
            else:
                _paint_cap(painter, box)
            painter.drawText(box.adjusted(0, 0, 0, -1), Qt.AlignmentFlag.AlignCenter, part)
            x += width + _GAP

    def _parts(self) -> list[str]:
        return native_parts(self.text_of_binding)

    def _widths(self) -> list[float]:
        metrics, parts = self._metrics(), self._parts()
        return [max(20.0, metrics.horizontalAdvance(part) + 2 * _PAD) for part in parts]

    def _offer_words(self) -> str:
        return _MORE if self._quiet else _NONE

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(theme.font(11))

    def _asking(self) -> str:
        return f"{self._held} …" if self._held else _ASK

    def _take(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        text = key_text(event)
        if plain and event.key() == Qt.Key.Key_Escape:
            self.stop()
        elif plain and event.key() == Qt.Key.Key_Backspace:
            self.stop()
            self.offered.emit("")
        elif text:
            self.stop()
            self.offered.emit(text)
        else:
            names = [name for name, key in _UNUSED.items() if key == event.key()]
            before = self._held.split(" ") if self._held else []
            self._held = " ".join(dict.fromkeys([*before, *names]))
            self._changed()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()


def _paint_motion(painter: QPainter, box: QRectF) -> None:
    """Draw what the hand does: no key, so flat and round."""
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flat = box.adjusted(0.5, 0.5, -0.5, -1.5)
    painter.drawRoundedRect(flat, flat.height() / 2, flat.height() / 2)
    painter.setPen(theme.colour("text"))


def _paint_cap(painter: QPainter, box: QRectF) -> None:
    """Draw a key seen from above: its side shows below its face."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("outline"))
    painter.drawRoundedRect(box, 4, 4)
    face = box.adjusted(1, 1, -1, -2.5)
    painter.setBrush(QColor(theme.colour("card")))
    painter.drawRoundedRect(face, 3, 3)
    painter.setPen(theme.colour("text"))
