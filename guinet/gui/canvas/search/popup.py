"""The popup of a search: field, list, what the chosen one does, and which keys do what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from guinet.graph.fitting import Fitting
from guinet.gui import theme
from guinet.gui.canvas.search.chip import Chip
from guinet.gui.canvas.search.details import Details
from guinet.gui.canvas.search.listing import Listing, Row, list_rows
from guinet.gui.canvas.search.query import read_query
from guinet.gui.canvas.search.row_list import ROW_PX, RowList
from guinet.gui.icons import show_icon

__all__ = ["SearchPopup"]

_WIDTH, _HEIGHT = 450, 211
_LIST_WIDTH = 246
_HEAD, _FOOT = 36, 27
_EDGE_PX, _BESIDE_PX = 8, 16
_KEYS = Qt.Key


class SearchPopup(QFrame):
    """Finds what can be added; the field keeps the keyboard all the time.

    Parameters
    ----------
    parent
        The window.
    asked
        What fits.
    chip
        What the list is narrowed to, in words; empty where nothing is in hand.
    recent
        Names of what was added last.
    keys
        What Enter and Esc do, in words.

    Signals
    -------
    chosen
        The `Row` that is to be added.
    dismissed
        Esc was pressed, or a mouse button outside.
    """

    chosen = Signal(object)
    dismissed = Signal()

    def __init__(
        self,
        parent: QWidget,
        asked: Fitting,
        chip: str,
        recent: Sequence[str],
        keys: tuple[str, str],
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._asked = asked
        self._recent = tuple(recent)
        self._only_fitting = bool(chip)
        self.listing = Listing()
        self.setObjectName("module-search")
        self.setAccessibleName("Add a module")
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.field = QLineEdit()
        self.chip = Chip()
        self.rows = RowList()
        self.details = Details()
        self.nothing = QLabel("")
        self._lay_out(keys)
        self.chip.setVisible(bool(chip))
        self.chip.say(chip, "Only what fits is shown first; press to see everything alike")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.chip.clicked.connect(self.show_everything)
        self.rows.clicked.connect(lambda index: self._take(self.rows.row_at(index)))
        self.rows.selectionModel().currentChanged.connect(self._on_current)
        theme.themes.changed.connect(self._dress)
        self._dress()
        # A press on its words belongs to the field, not to the canvas below.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.field)
        self._search()
        # Not the whole program's events: Python would see widgets that are only half made.
        window = parent.window().windowHandle()
        if window is not None:
            window.installEventFilter(self)

    def stand_at(self, place: QPoint) -> None:
        """Stand below a place of the parent, or above it; inside in any case."""
        room = self._parent.rect().adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        x, y = place.x() - 24, place.y() + _BESIDE_PX
        if y + self.height() > room.bottom():
            y = place.y() - _BESIDE_PX - self.height()
        x = max(room.left(), min(x, room.right() + 1 - self.width()))
        y = max(room.top(), min(y, room.bottom() + 1 - self.height()))
        self.setGeometry(QRect(x, y, self.width(), self.height()))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_down(self) -> None:
        """Go; nothing of it is left behind."""
        self.details.close_down()
        self.hide()
        self.deleteLater()

    def show_everything(self) -> None:
        """Let the words alone decide what is listed, and in which order."""
        self._only_fitting = False
        self.chip.hide()
        self._search()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys of the field work on the list, and a press elsewhere end it all."""
        if watched is self.field:
            if isinstance(event, QKeyEvent):
                return event.type() == QEvent.Type.KeyPress and self._on_key(event)
            if isinstance(event, QFocusEvent) and event.lostFocus() and self._is_elsewhere(event):
                self.dismissed.emit()
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = event.position().toPoint()
            if not self.rect().contains(self.mapFrom(self.window(), place)):
                self.dismissed.emit()
        return False

    def _is_elsewhere(self, event: QFocusEvent) -> bool:
        """Whether the focus went to another window of the program, or to where a press was."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            return QApplication.activeWindow() is not None
        now = QApplication.focusWidget()
        inside = now is not None and (now is self or self.isAncestorOf(now))
        return event.reason() == Qt.FocusReason.MouseFocusReason and not inside

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Keep the wheel from what lies below."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep a press from what lies below."""
        event.accept()

    def _on_key(self, event: QKeyEvent) -> bool:
        steps = {
            _KEYS.Key_Down: 1,
            _KEYS.Key_Up: -1,
            _KEYS.Key_PageDown: self._page(),
            _KEYS.Key_PageUp: -self._page(),
        }
        key = _KEYS(event.key())
        if key in steps:
            self.rows.move(steps[key])
        elif key in (_KEYS.Key_Return, _KEYS.Key_Enter):
            self._take(self.rows.chosen())
        elif key == _KEYS.Key_Escape:
            self.dismissed.emit()
        elif key == _KEYS.Key_Backspace and not self.field.text() and not self.chip.isHidden():
            self.show_everything()
        else:
            # Tab would move the focus to what lies below.
            return key in (_KEYS.Key_Tab, _KEYS.Key_Backtab)
        return True

    def _page(self) -> int:
        return max(1, self.rows.viewport().height() // ROW_PX - 1)

    def _take(self, row: Row | None) -> None:
        # What cannot have the settings that were typed is not added without them.
        if row is not None and not row.fault:
            self.chosen.emit(row)

    def _search(self) -> None:
        query = read_query(self.field.text())
        found = list_rows(self._asked, query, self._recent, only_fitting=self._only_fitting)
        self.listing = found
        self.rows.show_listing(found, _line(len(found.others), bool(self.field.text().strip())))
        self.nothing.setVisible(not found.rows)
        self.rows.setVisible(bool(found.rows))
        self.nothing.setText(f"Nothing is called or described as\n“{self.field.text().strip()}”.")
        if not found.rows:
            self.details.show_row(None)

    def _on_current(self, *_: object) -> None:
        self.details.show_row(self.rows.chosen())

    def _lay_out(self, keys: tuple[str, str]) -> None:
        self.field.setPlaceholderText("Search for a module")
        self.field.setAccessibleName("Search for a module to add")
        self.field.setFrame(False)
        picture = QLabel()
        show_icon(picture, "search")
        head = _row(12, 8)
        head.addWidget(picture)
        head.addWidget(self.field, 1)
        head.addWidget(self.chip)
        self.rows.setFixedWidth(_LIST_WIDTH)
        self.nothing.setFixedWidth(_LIST_WIDTH)
        self.nothing.setProperty("role", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = _row(0, 0)
        body.addWidget(self.rows)
        body.addWidget(self.nothing)
        body.addWidget(_line_of(QFrame.Shape.VLine))
        body.addWidget(self.details, 1)
        foot = _row(12, 12)
        foot.setSpacing(6)
        for caps, words in ((("↵",), keys[0]), (("↑", "↓"), "choose"), (("Esc",), keys[1])):
            for cap in caps:
                label = QLabel(cap)
                label.setObjectName("key")
                label.setFixedHeight(16)
                foot.addWidget(label)
            label = QLabel(words)
            label.setProperty("role", "caption")
            foot.addWidget(label)
            foot.addSpacing(8)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part, height in ((head, _HEAD), (None, 0), (body, 0), (None, 0), (foot, _FOOT)):
            if part is None:
                layout.addWidget(_line_of(QFrame.Shape.HLine))
                continue
            holder = QWidget()
            holder.setLayout(part)
            if height:
                holder.setFixedHeight(height)
            layout.addWidget(holder, 0 if height else 1)

    def _dress(self) -> None:
        role: Callable[[str], str] = lambda name: theme.colour(name).name()  # noqa: E731
        self.setStyleSheet(
            f"#module-search {{ background: {role('card')}; border: 1px solid {role('outline')};"
            " border-radius: 8px; }"
            "#module-search QWidget { background: transparent; }"
            "#module-search QLineEdit { border: none; padding: 0; font-size: 13px; }"
            f"#module-search QListView {{ selection-background-color: transparent; }}"
            f"#module-search QLabel#key {{ border: 1px solid {role('outline')};"
            f" border-radius: 3px; padding: 0 3px; font-size: 10px; color: {role('muted')}; }}"
            f"#module-search QFrame[line='true'] {{ background: {role('border')}; border: none; }}"
        )


def _row(margin: int, right: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(margin, 0, right, 0)
    row.setSpacing(8 if margin else 0)
    return row


def _line_of(shape: QFrame.Shape) -> QFrame:
    line = QFrame()
    line.setProperty("line", True)
    if shape == QFrame.Shape.HLine:
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line


def _line(others: int, searched: bool) -> str:
    """Return what is said above those that do not fit."""
    if searched:
        return (
            "1 more matches but does not fit this wire"
            if others == 1
            else f"{others} more match but do not fit this wire"
        )
    return f"{others} more do not fit this wire" if others > 1 else "1 more does not fit this wire"
