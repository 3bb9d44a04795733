"""One plot on the board: a title, what is drawn, and a menu to take it along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guinet.gui import icons, theme
from guinet.gui.elided import ElidedLabel
from guinet.gui.panels.widgets import EmptyState
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.export import tile_menu
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import Caption
from guinet.lens.view import Unseen, View

__all__ = ["Tile"]

MINIMUM_PX = 240
_BESIDE_PX = 76
"""Of the header: its margins, its gaps and the button of the menu."""


class Tile(QWidget):
    """A plot with its title; subclasses say what it is, what it looks at, and draw.

    A subclass puts its widgets into `body` and its controls into `controls`, right of the title.
    It is made once, when it is first shown; `refresh` is called when the run has more to show,
    at most ten times a second and only while it can be seen; `show_result` when something that
    it looks at was seen and is not as it was. While the run goes on, both wait for a frame in
    which no other tile is drawn.

    Signals
    -------
    hide_asked
        The person does not want this plot.
    enlarge_asked
        The person wants to see this plot large, or small again.

    Attributes
    ----------
    id
        Name in settings.
    title
        What is drawn, for people.
    doc
        One line about it.
    rank
        Where it stands among the others, small numbers first.
    fits_header
        Whether the caption gives way to the title here; otherwise the plot sees to it.
    header, controls
        Layout of the title and what is beside it; within, of what stands at the right end.
    body
        Layout of the plot.
    """

    hide_asked = Signal()
    enlarge_asked = Signal()

    id: ClassVar[str]
    title: ClassVar[str]
    doc: ClassVar[str]
    rank: ClassVar[int] = 50
    fits_header: ClassVar[bool] = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.seen_now = False
        self._looked: tuple[View, ...] = ()
        self._drawn: dict[View, Any] = {}
        self._fresh: dict[View, Any] = {}
        self._run_went_on = False
        self.heading = ElidedLabel(self.title)
        self.heading.setProperty("role", "heading")
        self.caption = Caption(self.heading)
        self.caption.setProperty("role", "caption")
        self.menu_button = self._make_menu_button()
        self.controls = QHBoxLayout()
        self.controls.setSpacing(6)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(4)
        self._words: EmptyState | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 8, 4)
        self._layout.setSpacing(2)
        self.header = self._make_header()
        self._layout.addLayout(self.header)
        self._layout.addLayout(self.body, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(MINIMUM_PX, 110)
        desk.sight.seen.connect(self._on_seen)
        desk.sight.forgot.connect(self._on_forgot)
        desk.facts_changed.connect(self._on_facts)
        theme.themes.changed.connect(self.dress)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Return why this plot makes no sense for a project, one sentence; empty if it does."""
        return ""

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Whether it is shown until a person chooses."""
        return False

    def looks(self) -> tuple[View, ...]:
        """Return the views that it shows now."""
        return ()

    def refresh(self) -> None:
        """Draw what is known of the run."""

    def take_in(self, view: View, result: Any) -> None:
        """Keep of a result what is drawn over time; called at once, also where it is as it was."""

    def show_result(self, view: View, result: Any) -> None:
        """Draw what was seen; never called with an `Unseen`."""

    def clear(self) -> None:
        """Forget what was seen: another project, or a new run."""

    def fill_menu(self, menu: QMenu) -> None:
        """Put what this plot alone offers first into its menu."""

    def show_surroundings(self) -> None:
        """Draw other runs beside the present one, and marks of what was changed meanwhile."""

    def dress(self) -> None:
        """Take the colours of the theme."""

    def rows(self) -> Sequence[Sequence[object]]:
        """Return what is drawn as a table, names of the columns first; nothing: no table."""
        return ()

    def set_seen(self, seen: bool) -> None:
        """Hear whether it can be seen; what cannot be seen is not computed."""
        if seen != self.seen_now:
            self.seen_now = seen
            self.desk.turns.give_up(self)
            self.look_again()
            if seen:
                self.refresh()

    def refresh_soon(self) -> None:
        """Draw what is known of the run, when its turn comes."""
        if self.seen_now:
            self._run_went_on = True
            self.desk.turns.ask(self, self._take_turn)

    def look_again(self) -> None:
        """Tell the sight what it looks at now, and draw what is known of that."""
        self._looked = self.looks() if self.seen_now else ()
        self.desk.sight.look(self, self._looked)
        self._drawn.clear()
        self._fresh.clear()
        for view in self._looked:
            known = self.desk.sight.newest(view)
            if known is not None:
                self._show_fresh(view, known)

    def say(self, title: str = "", hint: str = "") -> None:
        """Say in place of the plot why there is none; without words the plot is shown."""
        if self._words is None:
            if not title:
                return
            self._words = EmptyState()
            self._layout.addWidget(self._words, 1)
        elif not title and self._words.isHidden():
            return
        self._words.say(title, hint)
        self._words.setVisible(bool(title))
        _set_visible(self.body, not title)

    def hasHeightForWidth(self) -> bool:
        """Be as high as its row: words that are wrapped in one tile make no other one higher."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title whole before the caption."""
        super().resizeEvent(event)
        self.fit_caption()

    def beside_caption_px(self) -> int:
        """Return what a subclass has put between title and controls, in pixels."""
        return 0

    def fit_caption(self) -> None:
        """Give the caption what the rest of the header leaves."""
        if self.fits_header:
            title = 0 if self.heading.isHidden() else self.heading.sizeHint().width()
            taken = title + self.controls.sizeHint().width() + _BESIDE_PX
            taken += self.beside_caption_px()
            self.caption.setMaximumWidth(max(self.width() - taken, 0))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Become large, or small again."""
        self.enlarge_asked.emit()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer here what the button offers."""
        tile_menu(self).popup(event.globalPos())
        event.accept()

    def _on_seen(self, view: View, result: Any) -> None:
        if view not in self._looked:
            return
        if isinstance(result, Unseen):
            if self.desk.sight.newest(view) is None:
                self.say("Nothing to see yet", result.message)
            return
        self.take_in(view, result)
        if result is not self._drawn.get(view):
            self._fresh[view] = result
            self.desk.turns.ask(self, self._take_turn)

    def _take_turn(self) -> None:
        """Draw what came since the last turn."""
        fresh, self._fresh = self._fresh, {}
        for view, result in fresh.items():
            if view in self._looked:
                self._show_fresh(view, result)
        if self._run_went_on:
            self._run_went_on = False
            self.refresh()

    def _show_fresh(self, view: View, result: Any) -> None:
        self._drawn[view] = result
        self.say()
        self.show_result(view, result)

    def _on_facts(self) -> None:
        """Look at what is there now of what was chosen."""
        if self.seen_now and self.looks() != self._looked:
            self.look_again()

    def _on_forgot(self) -> None:
        self._drawn.clear()
        self._fresh.clear()
        self.clear()

    def _make_header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        header.setSpacing(6)
        header.addWidget(self.heading)
        header.addWidget(self.caption, 1)
        strut = QWidget()
        strut.setFixedHeight(24)  # titles stand equally high with and without controls
        # Without a caption it keeps the title left and the controls right.
        strut.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header.addWidget(strut)
        header.addLayout(self.controls)
        header.addWidget(self.menu_button)
        return header

    def _make_menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon("more"))
        button.setAutoRaise(True)
        button.setFixedSize(24, 24)
        button.setToolTip("Export this plot, or hide it")
        button.setAccessibleName(f"{self.title}: export or hide")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: tile_menu(self).popup(_below(button)))
        return button


def _below(widget: QWidget) -> Any:
    return widget.mapToGlobal(widget.rect().bottomLeft())


def _set_visible(layout: QLayout, visible: bool) -> None:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.setVisible(visible)
        elif inner is not None:
            _set_visible(inner, visible)
