"""One row of the sheet: what is done, by which keys or gestures, and changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guinet.gui import icons
from guinet.gui.bindings.bindings import Bindings, Row
from guinet.gui.bindings.native import native
from guinet.gui.dialogs.bindings.chip import KeyChip
from guinet.gui.dialogs.bindings.mouse_editor import MouseEditor
from guinet.gui.panels.widgets import label
from guinet.gui.polish import repolish

__all__ = ["BindingRow"]

_RESET_PX = 24
_MOST_BESIDE_PX = 212
"""Where the chips take more, the words would be left with a line for each of them."""


class BindingRow(QWidget):
    """Words, the bindings as chips, and a way back to the defaults where they were changed.

    Parameters
    ----------
    row
        The row of the table.
    bindings
        What it listens to now; changed by what the person does here.
    """

    def __init__(self, row: Row, bindings: Bindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self._bindings = bindings
        self._words = row.text.removesuffix(" …")
        self._words_label = label(self._words, wrap=True)
        self._shown: tuple[tuple[str, ...], bool] | None = None
        self._chips = QHBoxLayout()
        self._chips.setSpacing(2)
        self.reset = QToolButton()
        self.reset.setFixedSize(_RESET_PX, _RESET_PX)
        self.reset.setAccessibleName(f"Reset: {self._words}")
        icons.decorate(self.reset, "reset", "muted", 14)
        self.reset.clicked.connect(lambda: bindings.reset(row.id))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        ends = QHBoxLayout()
        ends.setSpacing(6)
        ends.addStretch(1)
        ends.addWidget(self.reset)
        ends.addLayout(self._chips)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(0)
        self._line.addWidget(self._words_label, 1)
        self._line.addLayout(ends)
        self._below = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._line)
        layout.addLayout(self._below)
        self.refresh()

    def refresh(self) -> None:
        """Show what the row listens to now."""
        self.close_below()
        texts = self._bindings.of(self.row.id)
        state = (tuple(texts), self._bindings.is_own(self.row.id))
        if state == self._shown:
            return
        self._shown = state
        before = self.chips()
        held = [number for number, chip in enumerate(before) if chip.hasFocus()]
        # The last place takes one more binding; beside others it is seen only when needed.
        for text in (*texts, ""):
            self._add_chip(text, quiet=not text and bool(texts))
        now = self.chips()[len(before) :]
        if held:
            # Before the old ones go: Qt would lead the focus on, and the sheet along with it.
            chip = now[min(held[0], len(now) - 1)]
            chip.show()
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
        _drop(before)
        wide = sum(chip.sizeHint().width() for chip in now) > _MOST_BESIDE_PX
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(below if wide else beside)
        own = state[1]
        self.reset.setVisible(own)
        defaults = ", ".join(map(native, self._bindings.defaults(self.row.id))) or "nothing"
        self.reset.setToolTip(f"Back to {defaults}")
        self._words_label.setProperty("role", "heading" if own else "")
        repolish(self._words_label)

    def chips(self) -> list[KeyChip]:
        """Return the chips as they stand now."""
        items = [self._chips.itemAt(place) for place in range(self._chips.count())]
        found = [item.widget() for item in items if item is not None]
        return [chip for chip in found if isinstance(chip, KeyChip)]

    def matches(self, words: list[str]) -> bool:
        """Whether the row has all the words in its text, its heading or its keys."""
        texts = self._bindings.of(self.row.id)
        heading = getattr(self.row, "heading", "")
        parts = [self._words, heading, *texts, *map(native, texts)]
        everything = " ".join(parts).casefold()
        return all(word in everything for word in words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc what is open below, before the sheet takes it."""
        if event.key() == Qt.Key.Key_Escape and self._below.count():
            self.close_below()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show where one more binding may be added."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it again."""
        super().leaveEvent(event)
        self.update()

    def close_below(self) -> None:
        """Put away the question or the editor."""
        _clear(self._below)

    def _add_chip(self, text: str, *, quiet: bool) -> None:
        chip = KeyChip(text, self._words, quiet=quiet)
        chip.clicked.connect(lambda: self._change(chip))
        chip.offered.connect(lambda new: self._offer(text, new))
        self._chips.addWidget(chip)

    def _change(self, chip: KeyChip) -> None:
        self.close_below()
        if not self.row.mouse:
            chip.listen()
            return
        editor = MouseEditor(chip.text_of_binding, self.row.motions)
        editor.offered.connect(lambda new: self._offer(chip.text_of_binding, new))
        editor.given_up.connect(self.close_below)
        self._below.addWidget(editor)
        editor.show()
        editor.start()

    def _offer(self, old: str, new: str) -> None:
        """Take a binding in place of another one, unless something speaks against it."""
        texts = [new if text == old else text for text in self._bindings.of(self.row.id)]
        wanted = [text for text in (texts if old else [*texts, new]) if text]
        refusal = self._bindings.why_not(self.row.id, new) if new else ""
        others = self._bindings.conflicts(self.row.id, new) if new else ()
        if refusal:
            self._say(refusal)
        elif others and new != old:
            names = " and ".join(f"“{other.text.removesuffix(' …')}”" for other in others)
            self._say(
                f"{native(new)} already means {names}.",
                lambda: self._bindings.bind(self.row.id, wanted, take=True),
            )
        else:
            self._bindings.bind(self.row.id, wanted)

    def _say(self, sentence: str, take: Callable[[], None] | None = None) -> None:
        self.close_below()
        said = label(sentence, "warning", wrap=True)
        self._below.addWidget(said)
        ends = QWidget()
        layout = QHBoxLayout(ends)
        layout.setContentsMargins(0, 4, 0, 6)
        layout.setSpacing(4)
        if take is not None:
            anyway = QPushButton("Take it anyway")
            anyway.setAutoDefault(False)
            anyway.clicked.connect(take)
            layout.addWidget(anyway)
        back = QPushButton("Leave it")
        back.setAutoDefault(False)
        back.clicked.connect(self.close_below)
        layout.addWidget(back)
        layout.addStretch(1)
        self._below.addWidget(ends)
        back.setFocus(Qt.FocusReason.OtherFocusReason)


def _clear(layout: QHBoxLayout | QVBoxLayout) -> None:
    items = [layout.takeAt(0) for _ in range(layout.count())]
    _drop([item.widget() for item in items if item is not None])


def _drop(widgets: Iterable[QWidget | None]) -> None:
    for widget in widgets:
        if widget is not None:
            widget.hide()
            widget.deleteLater()
