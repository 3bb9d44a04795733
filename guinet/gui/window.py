"""The window: it puts the panels together and owns nothing of what they show."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import theme
from guinet.gui.actions import ACTIONS, make_actions
from guinet.gui.autosaver import Autosaver
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.legend import LegendStrip
from guinet.gui.canvas.view import CanvasView
from guinet.gui.dialogs import sheets
from guinet.gui.editor import Editor
from guinet.gui.files import FileCommands
from guinet.gui.menus import fill_menu_bar
from guinet.gui.panels.banner import Banner
from guinet.gui.panels.data import DataPanel
from guinet.gui.panels.inspector import InspectorPanel
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.panels.plots import PlotsPanel
from guinet.gui.panels.problems import ProblemsPanel
from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.runbar import RunBar
from guinet.gui.statusline import StatusLine

__all__ = ["MainWindow"]

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class MainWindow(QMainWindow):
    """Palette, canvas, inspector, plots and the rest around one document.

    Parameters
    ----------
    document
        The open project.
    settings
        Recent files, theme, arrangement.
    """

    def __init__(self, document: Document, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main")
        self.settings = settings
        self.editor = Editor(document, self)
        self.bridge = Bridge(self.editor)
        self.canvas = CanvasView(self.editor, self.bridge)
        self.banner = Banner()
        self.files = FileCommands(self)
        self.docks: dict[str, QDockWidget] = {}
        self._place_centre()
        self._place_docks()
        self.setStatusBar(StatusLine(self.editor))
        self.actions_by_id: dict[str, QAction] = make_actions(self)
        fill_menu_bar(self)
        self._autosaver = Autosaver(self.editor, self)
        self._connect()
        self._default_arrangement = self.saveState()
        self._restore_geometry()
        self._refresh_title()

    def _place_centre(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(LegendStrip(self.canvas))
        self.setCentralWidget(centre)
        self._run_bar = RunBar(self.editor, self.bridge)
        bar = self.addToolBar("Run")
        bar.setObjectName("run")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self._run_bar)

    def _place_docks(self) -> None:
        self._palette = PalettePanel(self.editor, self.bridge)
        self._problems = ProblemsPanel(self.editor, self.bridge)
        # The corners belong to the side docks' neighbours as in the mock-ups: the bottom dock
        # runs along the whole window.
        self.setDockOptions(self.dockOptions() | QMainWindow.DockOption.AllowNestedDocks)
        self._dock("modules", "Modules", self._palette, _LEFT)
        self._dock("inspector", "Inspector", InspectorPanel(self.editor, self.bridge), _RIGHT)
        self._dock("recipe", "Recipe", RecipePanel(self.editor, self.bridge), _RIGHT)
        self._dock("plots", "Plots", PlotsPanel(self.editor, self.bridge), _BOTTOM)
        self._dock("data", "Data", DataPanel(self.editor, self.bridge), _BOTTOM)
        self._dock("problems", "Problems", self._problems, _BOTTOM)
        self.tabifyDockWidget(self.docks["inspector"], self.docks["recipe"])
        self.tabifyDockWidget(self.docks["plots"], self.docks["data"])
        self.tabifyDockWidget(self.docks["data"], self.docks["problems"])
        self.docks["inspector"].raise_()
        self.docks["plots"].raise_()
        self.resizeDocks([self.docks["modules"]], [176], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["inspector"]], [288], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["plots"]], [240], Qt.Orientation.Vertical)

    def _dock(self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        self.docks[name] = dock

    def _connect(self) -> None:
        self._palette.module_chosen.connect(self.canvas.add_module)
        self._problems.jump.connect(self.canvas.reveal)
        self._problems.count_changed.connect(self._show_problem_count)
        self._show_problem_count(len(self.editor.problems))
        self.canvas.status_message.connect(self.statusBar().showMessage)
        self.bridge.failed.connect(lambda failure: self.banner.show_failure(failure, self.bridge))
        self.bridge.finished.connect(lambda end: self.banner.show_finished(end, self.bridge))
        self.editor.saved_changed.connect(self._refresh_title)
        self.editor.document_replaced.connect(self._refresh_title)
        self.editor.document_replaced.connect(self.banner.clear)
        self.editor.analysis_changed.connect(self.refresh_actions)
        self.editor.saved_changed.connect(self.refresh_actions)
        self.editor.selection_changed.connect(self.refresh_actions)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Tell every action whether it can be used, and name what undo would undo."""
        for spec in ACTIONS:
            if not isinstance(spec, str) and spec.enabled is not None:
                self.actions_by_id[spec.id].setEnabled(spec.enabled(self))
        document = self.editor.document
        self.actions_by_id["undo"].setText(f"Undo {document.undo_label}".strip())
        self.actions_by_id["redo"].setText(f"Redo {document.redo_label}".strip())

    def find_module(self) -> None:
        """Bring the cursor to the palette's search."""
        self.docks["modules"].show()
        self._palette.focus_search()

    def focus_next_pane(self) -> None:
        """Move the focus between the canvas and the panels around it."""
        if self.canvas.hasFocus():
            self._palette.focus_search()
        else:
            self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose_theme(self, name: str) -> None:
        """Change to a theme and remember it."""
        self.settings.theme = name
        theme.set_theme(name)

    def show_bindings(self) -> None:
        """Show every key and gesture."""
        sheets.bindings_sheet(self).show()

    def show_about(self) -> None:
        """Say what guinet is."""
        sheets.about(self)

    def restore_arrangement(self) -> None:
        """Put all panels where they were at first."""
        self.restoreState(self._default_arrangement)
        self.docks["inspector"].raise_()
        self.docks["plots"].raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then end the worker and remember the arrangement."""
        if not self.files.may_discard():
            event.ignore()
            return
        self._autosaver.close()
        self.bridge.shutdown()
        self.settings.remember_window(
            bytes(self.saveGeometry().data()), bytes(self.saveState().data())
        )
        super().closeEvent(event)

    def _restore_geometry(self) -> None:
        self.resize(1440, 900)
        geometry, state = self.settings.window()
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if state:
            self.restoreState(QByteArray(state))

    def _refresh_title(self) -> None:
        document = self.editor.document
        self.setWindowTitle(f"{document.title}[*] – guinet")
        self.setWindowModified(document.dirty)

    def _show_problem_count(self, count: int) -> None:
        self.docks["problems"].setWindowTitle(f"Problems {count}" if count else "Problems")
