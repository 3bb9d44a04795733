"""Ways to begin on an empty canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.graph.chain import Beginning
from guinet.graph.sizes import layers_from_sizes
from guinet.gui.panels.widgets import label
from guinet.gui.starts.words import beginning_words

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Beginnings"]

_WIDTH_PX = 440
_ROW_PX = 28
_ANSWER_PX = 60
_SIZES = "64-32"
_HINT = (
    "Or press Tab or double-click to add a module, drag one from the list on the left, "
    "or drop a .guinet file here."
)


class Beginnings(QWidget):
    """Stands in the middle of the canvas while it holds nothing.

    Down or Enter leads from the canvas to it, Esc back again.

    Signals
    -------
    example_wanted
        The person wants to choose an example.
    network_wanted
        A `Beginning` is to be put onto the canvas; with the words for undo.
    text_wanted
        The person wants to paste PyTorch text.
    """

    example_wanted = Signal()
    network_wanted = Signal(object, str)
    text_wanted = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._making_way = False
        self._beginning: Beginning | None = None
        self.example = _button("Start from an example …", accent=True)
        self.sizes = QLineEdit(_SIZES)
        self.sizes.setMinimumHeight(_ROW_PX)
        self.sizes.setPlaceholderText("64-32-10 tanh")
        self.sizes.setAccessibleName("Layers from sizes")
        self.make = _button("Create")
        self.text = _button("Paste PyTorch text")
        self._answer = label("", "caption", wrap=True)
        self._answer.setFixedHeight(_ANSWER_PX)
        self._answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = label("An empty canvas", "title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = label(_HINT, "caption", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.example.clicked.connect(self.example_wanted)
        self.text.clicked.connect(self.text_wanted)
        self.make.clicked.connect(self._create)
        self.sizes.textChanged.connect(self._read)
        self.sizes.returnPressed.connect(self._create)
        for widget in (self.example, self.sizes, self.make, self.text):
            widget.installEventFilter(self)
        view.canvas.synced.connect(self.refresh)
        # What stands on the viewport is scrolled with it.
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(lambda _: self._stand_in_the_middle())
        self.refresh()

    def make_way(self, wanted: bool) -> None:
        """Hide while something is dragged over the canvas."""
        self._making_way = wanted
        self.refresh()

    def refresh(self) -> None:
        """Show or hide, as the canvas is empty or not, and in its middle."""
        editor = self._view.editor
        # An empty composite is filled by hand: what stands here are whole networks.
        drawn = bool(editor.graph.nodes or self._view.canvas.frames.items)
        wanted = not drawn and not editor.scope and not self._making_way
        if wanted:
            self._read()
            self._stand_in_the_middle()
        elif self.isVisibleTo(self._view) and self.isAncestorOf(self._focused()):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(wanted)

    def lead_in(self, event: QKeyEvent) -> bool:
        """Take Down and Enter from the canvas, to go to the first button; False for other keys."""
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.isHidden() or event.key() not in keys or event.modifiers():
            return False
        self.example.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys lead through the buttons and out again."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                # On the canvas Tab adds a module; in here it leads on.
                if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                    event.accept()
                    return True
            elif event.type() == QEvent.Type.KeyPress and self._take(event):
                return True
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go round within, so that the canvas keeps its keys."""
        ring: list[QWidget] = [self.example, self.sizes, self.make, self.text]
        ring = [widget for widget in ring if widget.isEnabled()]
        focused = self._focused()
        place = ring.index(focused) if focused in ring else -1 if forward else 0
        following = ring[(place + (1 if forward else -1)) % len(ring)]
        following.setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def _focused(self) -> QWidget:
        return self.window().focusWidget() or self._view

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("Layers from sizes"))
        row.addWidget(self.sizes, 1)
        row.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addSpacing(4)
        layout.addWidget(self.example)
        layout.addLayout(row)
        layout.addWidget(self._answer)
        layout.addWidget(self.text)
        layout.addSpacing(4)
        layout.addWidget(self._hint)

    def _stand_in_the_middle(self) -> None:
        room = self._view.viewport().size()
        width = max(200, min(_WIDTH_PX, room.width() - 16))
        # Where there is little room, the buttons matter more than the words.
        for shown in (True, False):
            for words in (self._title, self._hint, self._answer):
                words.setVisible(shown)
            layout = self.layout()
            assert layout is not None
            layout.activate()
            height = layout.totalHeightForWidth(width) if shown else layout.sizeHint().height()
            if height <= room.height() - 8:
                break
        x, y = (room.width() - width) // 2, max(0, (room.height() - height) // 2)
        self.setGeometry(x, y, width, height)

    def _read(self) -> None:
        fields = self._view.editor.fields
        try:
            self._beginning = layers_from_sizes(self.sizes.text(), fields)
            words = beginning_words(self._beginning, fields)
        except GuinetError as error:
            self._beginning = None
            words = str(error)
        self._answer.setText(words)
        self.make.setEnabled(self._beginning is not None)

    def _create(self) -> None:
        if self._beginning is not None:
            self.network_wanted.emit(
                self._beginning, f"Layers from sizes {self.sizes.text().strip()}"
            )


def _button(text: str, *, accent: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setMinimumHeight(_ROW_PX)
    button.setProperty("accent", accent)
    button.setAutoDefault(True)
    return button
