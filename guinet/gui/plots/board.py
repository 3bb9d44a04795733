"""The plots dock: tiles side by side, in several rows where there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guinet.document.settings import Settings
from guinet.gui import icons
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.widgets import EmptyState
from guinet.gui.plots.desk import Desk
from guinet.gui.run_marks import RunMarks
from guinet.gui.runs.log import RunLog
from guinet.gui.sight import Sight

if TYPE_CHECKING:
    from guinet.gui.plots.tile import Tile

__all__ = ["PlotBoard"]

_REFRESH_MS = 100
_LOOK_MS = 200
_PRELOAD_MS = 500
_TILE_PX = 240
_ROW_PX = 200


class PlotBoard(QWidget):
    """Shows the tiles that were chosen for the task, or the usual ones.

    pyqtgraph takes a third of a second to import, so tiles are made when the board has something
    to show, or half a second after it was first seen.

    Parameters
    ----------
    settings
        Where the choice is remembered; None for nowhere.
    runs, marks
        Other runs, and what was changed while this one goes on; None where there are none.
    """

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        sight: Sight,
        settings: Settings | None = None,
        parent: QWidget | None = None,
        *,
        runs: RunLog | None = None,
        marks: RunMarks | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = Desk(editor, bridge, sight, self, runs=runs, marks=marks)
        self._settings = settings
        self.tiles: dict[str, Tile] = {}
        self._shown: list[str] = []
        self._large = ""
        self._wanted: list[str] | None = None
        self.empty = EmptyState("No run yet", "Press play and watch the loss fall.")
        self.chooser = self._make_chooser()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._make_plots())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._stack, 1)
        layout.addLayout(self._make_side())
        self.setMinimumHeight(120)
        self._timer = self._make_timer(_REFRESH_MS, self._refresh_in_turns)
        self._preload = self._make_timer(_PRELOAD_MS, self._build)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_around)
        self.desk.changed.connect(self._soon)
        self.desk.restarted.connect(self.refresh)
        self.desk.facts_changed.connect(self._on_facts)
        self.desk.surroundings_changed.connect(self._on_surroundings)
        self._show_state()

    def refresh(self) -> None:
        """Draw everything that is known and can be seen."""
        self._show_state()
        if not self.desk.has_run or not self.isVisible():
            return
        self._build()
        for tile in self.tiles.values():
            if tile.seen_now:
                tile.refresh()

    def _refresh_in_turns(self) -> None:
        """Draw what is known, one tile in each frame."""
        self._show_state()
        if self.desk.has_run and self.isVisible():
            self._build()
            for tile in self.tiles.values():
                tile.refresh_soon()

    def choose(self, id: str, on: bool) -> None:
        """Show a plot, or no longer, and remember that for the task."""
        wanted = [one for one in self._shown if one != id]
        if on:
            wanted.append(id)
        if self._settings is not None:
            self._settings.choose_plots(self.desk.facts.task, wanted)
        self._wanted = wanted
        self._arrange()

    def enlarge(self, id: str) -> None:
        """Give one tile all the room, or give it back."""
        self._large = "" if self._large == id else id
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw, and have pyqtgraph at hand soon."""
        super().showEvent(event)
        self._soon()
        self._look.start()
        if not self.tiles:
            self._preload.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        for timer in (self._timer, self._preload, self._look):
            timer.stop()
        for tile in self.tiles.values():
            tile.set_seen(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the tiles for the room there is."""
        super().resizeEvent(event)
        self._place()

    def _make_timer(self, interval_ms: int, work: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(work)
        return timer

    def _make_plots(self) -> QWidget:
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        return self._scroll

    def _make_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setContentsMargins(0, 6, 4, 4)
        side.addWidget(self.chooser)
        side.addStretch(1)
        return side

    def _make_chooser(self) -> QToolButton:
        button = QToolButton()
        icons.decorate(button, "add", "muted")
        button.setAutoRaise(True)
        button.setFixedSize(24, 24)
        button.setToolTip("Choose which plots are shown")
        button.setAccessibleName("Choose plots")
        button.clicked.connect(self._open_chooser)
        return button

    def _open_chooser(self) -> None:
        menu = self.choice_menu()
        menu.popup(self.chooser.mapToGlobal(self.chooser.rect().bottomLeft()))

    def choice_menu(self) -> QMenu:
        """Return the list of all plots, those that make sense first."""
        from guinet.gui.plots.choice import all_tiles

        self._build()
        facts = self.desk.facts
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        kinds = sorted(all_tiles().values(), key=lambda kind: bool(kind.why_not(facts)))
        for kind in kinds:
            action = menu.addAction(kind.title)
            action.setCheckable(True)
            action.setChecked(kind.id in self._shown)
            reason = kind.why_not(facts)
            action.setEnabled(not reason)
            action.setToolTip(reason or kind.doc)
            action.toggled.connect(lambda on, id=kind.id: self.choose(id, on))
        menu.addSeparator()
        menu.addAction("The usual plots", self._choose_usual)
        return menu

    def _choose_usual(self) -> None:
        if self._settings is not None:
            self._settings.choose_plots(self.desk.facts.task, None)
        self._wanted = None
        self._arrange()

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(1 if self.desk.has_run else 0)
        self.chooser.setVisible(self.desk.has_run)

    def _build(self) -> None:
        """Make the tiles that are to be shown, if that was not done yet."""
        if not self.tiles:
            self._wanted = self._remembered()
            self._arrange()

    def _remembered(self) -> list[str] | None:
        if self._settings is None:
            return None
        known = self._settings.plots(self.desk.facts.task)
        return None if known is None else list(known)

    def _on_surroundings(self) -> None:
        for tile in self.tiles.values():
            tile.show_surroundings()

    def _on_facts(self) -> None:
        if self.tiles:
            self._wanted = self._remembered() if self._settings is not None else self._wanted
            self._arrange()

    def _arrange(self) -> None:
        """Make what is to be shown, and take away what is not."""
        from guinet.gui.plots.choice import shown_tiles

        kinds = shown_tiles(self.desk.facts, self._wanted)
        shown = [kind.id for kind in kinds]
        if shown == self._shown and self.tiles:
            return
        for id in self.tiles.keys() - set(shown):
            tile = self.tiles.pop(id)
            tile.set_seen(False)
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        for kind in kinds:
            if kind.id not in self.tiles:
                tile = self.tiles[kind.id] = kind(self.desk)
                tile.show_surroundings()
                tile.hide_asked.connect(lambda id=kind.id: self.choose(id, False))
                tile.enlarge_asked.connect(lambda id=kind.id: self.enlarge(id))
        self._shown = shown
        if self._large not in self.tiles:
            self._large = ""
        self._place()
        self._look_around()

    def _place(self) -> None:
        """Put the tiles into as many rows as the height allows."""
        seen = [self._large] if self._large else self._shown
        for id, tile in self.tiles.items():
            self._grid.removeWidget(tile)
            if id not in seen:
                tile.hide()
        # Fewer rows than there is room for, if they hold all tiles without scrolling.
        across = max(1, (self.width() - 28) // _TILE_PX)
        needed = -(-len(seen) // across)
        rows = max(1, min(needed, self.height() // _ROW_PX))
        columns = max(1, -(-len(seen) // rows))
        for place, id in enumerate(seen):
            self._grid.addWidget(self.tiles[id], place // columns, place % columns)
            self.tiles[id].show()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 1 if row < rows else 0)

    def _look_around(self) -> None:
        """Tell each tile whether it can be seen: not behind a tab, not scrolled away."""
        for tile in self.tiles.values():
            tile.set_seen(tile.isVisible() and not tile.visibleRegion().isEmpty())

    def _soon(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()
