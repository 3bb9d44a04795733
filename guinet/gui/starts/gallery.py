"""The gallery: every way to begin as a card, and beside it what the chosen one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from guinet.exchange.pytorch.sequential import from_sequential
from guinet.graph.sizes import layers_from_sizes
from guinet.gui import icons, theme
from guinet.gui.panels.widgets import label
from guinet.gui.starts.cards import CARD_ROLE, CARD_SIZE, CardDelegate, StartCard
from guinet.gui.starts.text_start import SketchView, TextStart
from guinet.project.example_results import example_result
from guinet.project.examples import examples

if TYPE_CHECKING:
    from guinet.gui.window import MainWindow

__all__ = ["Gallery"]

_DETAILS_PX = 320
_ACTIONS = {"empty": "Create", "sizes": "Create", "pytorch": "Create", "example": "Open"}
_TEXT_HINT = (
    "model = nn.Sequential(\n    nn.Linear(2, 16),\n    nn.ReLU(),\n    nn.Linear(16, 2),\n)"
)
_OWN = (
    StartCard("empty", "Empty network", "A canvas with nothing on it yet.", sign="+"),
    StartCard(
        "sizes",
        "Layers from sizes",
        "Linear modules in a row, from a line such as 64-32-10, with loss and target to suit the "
        "data.",
        sign="64-32-10",
    ),
    StartCard(
        "pytorch",
        "From PyTorch text",
        "Paste an nn.Sequential, as it is written or as print shows it. It is read, not run.",
        sign="nn.Sequential",
    ),
)


class Gallery(QDialog):
    """Cards in a grid, a search over them, and the chosen one with its button.

    Parameters
    ----------
    window
        The window whose project is begun.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("New from example")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search the ways to begin")
        self.search.setClearButtonEnabled(True)
        search_icon = self.search.addAction(
            icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition
        )
        search_icon.setEnabled(False)
        self.cards = QListWidget()
        self._set_up_cards()
        self.sizes = TextStart(
            layers_from_sizes,
            lambda: window.editor.fields,
            "64-32",
            hint="64-32-10 tanh",
            name="Sizes of the layers",
        )
        self.text = TextStart(
            from_sequential,
            lambda: window.editor.fields,
            lines=True,
            hint=_TEXT_HINT,
            name="PyTorch text",
        )
        self._plain = _Plain()
        self._title = label("", "title", wrap=True)
        self._about = label("", "muted", wrap=True)
        self.action = QPushButton("Open")
        self.action.setDefault(True)
        self._pages = QStackedWidget()
        for page in (self._plain, self.sizes, self.text):
            self._pages.addWidget(page)
        self._lay_out()
        self._fill()
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.cards.currentItemChanged.connect(lambda *_: self._show_chosen())
        self.cards.itemDoubleClicked.connect(lambda _item: self._begin_if_plain())
        self.cards.itemActivated.connect(lambda _item: self._begin_if_plain())
        for start in (self.sizes, self.text):
            start.changed.connect(self._refresh_action)
            start.accepted.connect(self.begin)
        self.action.clicked.connect(self.begin)
        theme.themes.changed.connect(self.cards.viewport().update)
        self.choose("two-moons")
        self.resize(min(1040, window.width() - 40), min(720, window.height() - 40))
        self.search.setFocus()

    @property
    def chosen(self) -> StartCard | None:
        """The card that is chosen."""
        item = self.cards.currentItem()
        return None if item is None or item.isHidden() else item.data(CARD_ROLE)

    def choose(self, name: str) -> None:
        """Choose an example by its name, or another way by its kind."""
        for row in range(self.cards.count()):
            card: StartCard = self.cards.item(row).data(CARD_ROLE)
            if name in (card.name, card.kind):
                self.cards.setCurrentRow(row)
                self._show_chosen()
                return

    def show_text(self, text: str) -> None:
        """Go to the field for PyTorch text, with this in it."""
        self.choose("pytorch")
        self.text.set_text(text)
        self.text.field.setFocus()

    def begin(self) -> None:
        """Begin with what is chosen, and close."""
        card = self.chosen
        # Enter reaches the card and the button alike, and begins once.
        if card is None or not self.action.isEnabled() or not self.isVisible():
            return
        start = {"sizes": self.sizes, "pytorch": self.text}.get(card.kind)
        self.close()
        if start is not None and start.beginning is not None:
            words = f"{card.title} {start.text.strip()}" if card.kind == "sizes" else card.title
            self._window.starts.begin(start.beginning, words)
        elif card.kind == "empty":
            self._window.files.new()
        elif card.kind == "example":
            self._window.files.open(f"example:{card.name}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys lead from the search into the cards."""
        keys = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in keys:
            self.cards.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _begin_if_plain(self) -> None:
        """Begin at once where nothing has to be typed; else lead to the field."""
        card = self.chosen
        start = {"sizes": self.sizes, "pytorch": self.text}.get("" if card is None else card.kind)
        if start is None:
            self.begin()
        else:
            start.field.setFocus()

    def _set_up_cards(self) -> None:
        cards = self.cards
        cards.setViewMode(QListWidget.ViewMode.IconMode)
        cards.setResizeMode(QListWidget.ResizeMode.Adjust)
        cards.setMovement(QListWidget.Movement.Static)
        cards.setUniformItemSizes(True)
        cards.setGridSize(CARD_SIZE)
        cards.setItemDelegate(CardDelegate(cards))
        cards.setMouseTracking(True)
        cards.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        cards.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        cards.setAccessibleName("Ways to begin")

    def _fill(self) -> None:
        for card in (*_OWN, *_example_cards()):
            item = QListWidgetItem(card.title)
            item.setData(CARD_ROLE, card)
            item.setToolTip(card.description)
            self.cards.addItem(item)

    def _lay_out(self) -> None:
        details = QWidget()
        details.setFixedWidth(_DETAILS_PX)
        side = QVBoxLayout(details)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        side.addWidget(self._title)
        side.addWidget(self._about)
        side.addWidget(self._pages, 1)
        buttons = QHBoxLayout()
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.action)
        side.addLayout(buttons)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.search)
        left.addWidget(self.cards, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(details)

    def _filter(self, words: str) -> None:
        first = None
        for row in range(self.cards.count()):
            item = self.cards.item(row)
            item.setHidden(not item.data(CARD_ROLE).matches(words))
            if first is None and not item.isHidden():
                first = item
        current = self.cards.currentItem()
        if first is not None and (current is None or current.isHidden()):
            self.cards.setCurrentItem(first)
        self._show_chosen()

    def _show_chosen(self) -> None:
        card = self.chosen
        kind = "" if card is None else card.kind
        self._title.setText("Nothing is called that" if card is None else card.title)
        self._about.setText("" if card is None or kind == "example" else card.description)
        self._about.setVisible(bool(self._about.text()))
        pages = {"sizes": self.sizes, "pytorch": self.text}
        self._pages.setCurrentWidget(pages.get(kind, self._plain))
        self._plain.show_card(card)
        self.action.setText(_ACTIONS.get(kind, "Open"))
        self._refresh_action()

    def _refresh_action(self) -> None:
        card = self.chosen
        start = {"sizes": self.sizes, "pytorch": self.text}.get("" if card is None else card.kind)
        ready = card is not None and (start is None or start.beginning is not None)
        self.action.setEnabled(ready)
        self.action.setToolTip("" if ready else "There is nothing to begin with yet.")


class _Plain(QWidget):
    """An example, or the empty network: a larger picture, the whole description, the result."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = SketchView(150)
        self._words = label("", "muted", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._result = label("", "good")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._picture)
        layout.addWidget(self._result)
        layout.addWidget(self._words)
        layout.addStretch(1)

    def show_card(self, card: StartCard | None) -> None:
        """Show what a card is."""
        example = card is not None and card.kind == "example"
        self._picture.setVisible(example)
        self._picture.show_sketch(None if card is None else card.sketch)
        self._words.setText(card.description if card is not None and example else "")
        measured = card is not None and bool(card.result)
        self._result.setVisible(measured)
        self._result.setText(f"Measured: {card.result}" if card is not None and measured else "")


def _example_cards() -> list[StartCard]:
    return [
        StartCard("example", one.title, one.description, one.name, example_result(one.name))
        for one in examples()
    ]
