"""The window: it puts the panels together and owns nothing of what they show."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QAction, QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from guinet.document.document import Document
from guinet.document.settings import Settings, Theme
from guinet.gui import theme
from guinet.gui.actions import action_specs
from guinet.gui.actions.make import bind_actions, make_actions
from guinet.gui.actions.table import bindings_of
from guinet.gui.autosaver import Autosaver
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.bindings.tips import KeyTip
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.ruler import DepthRuler
from guinet.gui.canvas.find_bar import FindBar
from guinet.gui.canvas.legend import LegendStrip
from guinet.gui.canvas.looking import Looking
from guinet.gui.canvas.minimap import Minimap
from guinet.gui.canvas.steady import Steady
from guinet.gui.canvas.view import CanvasView
from guinet.gui.context_menu import open_context_menu
from guinet.gui.dialogs import sheets
from guinet.gui.dialogs.help_page import help_page
from guinet.gui.dialogs.node_help import NodeHelp
from guinet.gui.dock import Dock, rearrange
from guinet.gui.editor import Editor
from guinet.gui.files import FileCommands
from guinet.gui.format import unmarked
from guinet.gui.keys_return import KeysReturn
from guinet.gui.menus import fill_menu_bar
from guinet.gui.panels.banner import Banner
from guinet.gui.panels.data import DataPanel
from guinet.gui.panels.inspector import InspectorPanel
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.panels.problems import ProblemsPanel
from guinet.gui.panels.recipe import RecipePanel
from guinet.gui.panels.runbar import RunBar
from guinet.gui.panes import Panes
from guinet.gui.plots.board import PlotBoard
from guinet.gui.run_marks import RunMarks
from guinet.gui.runs.log import RunLog
from guinet.gui.runs.panel import RunsPanel
from guinet.gui.sight import Sight
from guinet.gui.speed_limit import SpeedLimit
from guinet.gui.starts.commands import StartCommands
from guinet.gui.starts.file_drop import FileDrop
from guinet.gui.statusline import StatusLine
from guinet.gui.try_it.panel import TryItPanel

__all__ = ["MainWindow"]

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_AREAS = {
    "modules": _LEFT,
    "inspector": _RIGHT,
    "recipe": _RIGHT,
    "try_it": _RIGHT,
    "plots": _BOTTOM,
    "data": _BOTTOM,
    "problems": _BOTTOM,
    "runs": _BOTTOM,
}
_SAID_MS = 10_000
_TABS = {"inspector": ("recipe", "try_it"), "plots": ("data", "problems", "runs")}


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
        self.resize(1440, 900)
        self.settings = settings
        self.bindings: Bindings = bindings_of(settings)
        self.editor: Editor = Editor(document, self)
        self.bridge: Bridge = Bridge(self.editor)
        self.sight: Sight = Sight(self.editor, self.bridge)
        self.canvas: CanvasView = CanvasView(self.editor, self.bridge, self.bindings)
        self.minimap: Minimap = Minimap(self.canvas, wanted=settings.minimap)
        self.find_bar: FindBar = FindBar(self.canvas)
        self.banner = Banner()
        self.files: FileCommands = FileCommands(self)
        self.docks: dict[str, QDockWidget] = {}
        self._arranged = False
        self._first_arrangement = QByteArray()
        self._place_centre()
        self._place_docks()
        self.setStatusBar(StatusLine(self.editor))
        self.actions_by_id: dict[str, QAction] = make_actions(self)
        bind_actions(self)
        self.bindings.changed.connect(self._rebind)
        fill_menu_bar(self)
        self.starts: StartCommands = StartCommands(self)
        FileDrop(self, (self.canvas.viewport(),), self.files.open)
        self._autosaver = Autosaver(self.editor, self)
        self._connect()
        geometry, _ = settings.window()
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        self._refresh_title()

    def _place_centre(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.canvas, 62)
        self.ruler: DepthRuler = DepthRuler(self.canvas, self.bridge)
        self.ruler.setVisible(self.settings.ruler)
        layout.addWidget(self.ruler, 38)
        self.legend: LegendStrip = LegendStrip(self.canvas)
        layout.addWidget(self.legend)
        self.setCentralWidget(centre)
        Looking(self.canvas, self.sight)
        Steady(self.canvas)
        KeysReturn(self, self.canvas)
        self._run_bar = RunBar(self.editor, self.bridge, self.bindings)
        self.speed: SpeedLimit = self._run_bar.limit
        bar = self.addToolBar("Run")
        bar.setObjectName("run")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self._run_bar)

    def _place_docks(self) -> None:
        self._palette = PalettePanel(self.editor, self.bridge)
        self._problems = ProblemsPanel(self.editor, self.bridge)
        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._dock("modules", "Modules", self._palette)
        self._inspector = InspectorPanel(self.editor, self.bridge, self.sight)
        self._dock("inspector", "Inspector", self._inspector)
        marks = RunMarks(self.editor, self.bridge)
        self._dock("recipe", "Recipe", RecipePanel(self.editor, self.bridge, marks))
        self._dock("try_it", "Try it", TryItPanel(self.editor, self.bridge, self.sight))
        self.runs: RunLog = RunLog(self.editor, self.bridge)
        board = PlotBoard(
            self.editor, self.bridge, self.sight, self.settings, runs=self.runs, marks=marks
        )
        self._dock("plots", "Plots", board)
        self._dock("data", "Data", DataPanel(self.editor, self.bridge))
        self._dock("problems", "Problems", self._problems)
        self._dock("runs", "Runs", RunsPanel(self.runs))
        d = self.docks
        sides = ((d["modules"],), (d["inspector"], d["recipe"], d["try_it"]))
        below = (d["plots"], d["data"], d["problems"], d["runs"])
        self.panes: Panes = Panes(self, ((self.canvas,), *sides, below, (self._run_bar,)))
        KeyTip(self._palette.search, self.bindings, "find_module", self._palette.search.toolTip())

    def _dock(self, name: str, title: str, panel: QWidget) -> None:
        dock = Dock(name, title, panel, self)
        self.addDockWidget(_AREAS[name], dock)
        self.docks[name] = dock

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels; Qt keeps sizes and makes tab bars rightly only once shown."""
        super().showEvent(event)
        if self._arranged:
            return
        self._arranged = True
        self._arrange()
        self._first_arrangement = self.saveState()
        _, state = self.settings.window()
        if state:
            rearrange(self, lambda: self.restoreState(QByteArray(state)))

    def arrange(self) -> None:
        """Put all panels back where they were at first."""
        rearrange(self, lambda: self.restoreState(self._first_arrangement))
        self._size_panels()

    def _arrange(self) -> None:
        for name, area in _AREAS.items():
            self.addDockWidget(area, self.docks[name])
        for first, others in _TABS.items():
            for other in others:
                self.tabifyDockWidget(self.docks[first], self.docks[other])
            self.docks[first].raise_()
        self._size_panels()

    def _size_panels(self) -> None:
        sides, below = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks([self.docks["modules"], self.docks["inspector"]], [200, 288], sides)
        # A quarter of the height: on a small screen the network needs the room more.
        height = max(176, min(264, self.height() * 26 // 100))
        self.resizeDocks([self.docks["plots"]], [height], below)

    def _connect(self) -> None:
        self._palette.module_chosen.connect(self.canvas.add_module)
        self._inspector.asked.connect(lambda id: self.actions_by_id[id].trigger())
        self._problems.jump.connect(self.canvas.reveal)
        self._problems.count_changed.connect(self._show_problem_count)
        self._show_problem_count(len(self.editor.problems))
        self.canvas.status_message.connect(self._say)
        self.bridge.waits.connect(self._say)
        self.sight.sample.refused.connect(self._say)
        self.canvas.menu_wanted.connect(lambda place, spot: open_context_menu(self, place, spot))
        self.editor.project_changed.connect(lambda _diff: self.statusBar().clearMessage())
        self.bridge.failed.connect(lambda failure: self.banner.show_failure(failure, self.bridge))
        self.bridge.noticed.connect(lambda words: self.banner.show_run_notice(words, self.bridge))
        self.bridge.finished.connect(lambda end: self.banner.show_finished(end, self.bridge))
        self.editor.saved_changed.connect(self._refresh_title)
        self.editor.document_replaced.connect(self._refresh_title)
        self.editor.document_replaced.connect(self.banner.clear)
        self.editor.analysis_changed.connect(self.refresh_actions)
        self.editor.saved_changed.connect(self.refresh_actions)
        self.editor.selection_changed.connect(self.refresh_actions)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Tell every action whether it can be used or is on, and name what undo would undo."""
        for spec in action_specs():
            if spec.enabled is not None:
                self.actions_by_id[spec.id].setEnabled(spec.enabled(self))
            if spec.on is not None:
                self.actions_by_id[spec.id].setChecked(spec.on(self))
        document = self.editor.document
        self.actions_by_id["undo"].setText(unmarked(f"Undo {document.undo_label}".strip()))
        self.actions_by_id["redo"].setText(unmarked(f"Redo {document.redo_label}".strip()))

    def find_module(self) -> None:
        """Bring the cursor to the palette's search."""
        self.docks["modules"].show()
        self._palette.focus_search()

    def toggle_minimap(self) -> None:
        """Show the map of the network, or no longer, and remember it."""
        self.settings.minimap = self.minimap.toggle()
        self.refresh_actions()
        self._say(self.minimap.words())

    def toggle_ruler(self) -> None:
        """Show the depth ruler, or no longer, and remember it."""
        self.settings.ruler = self.ruler.isHidden()
        self.ruler.setVisible(self.settings.ruler)
        self.refresh_actions()

    def choose_theme(self, name: Theme) -> None:
        """Change to a theme and remember it."""
        self.settings.theme = name
        theme.set_theme(name)

    def show_node_help(self) -> None:
        """Explain the module of the selected node, or say that one is to be selected."""
        node = self.editor.selected_node()
        if node is None:
            self._say("Select one node to read about its module.")
            return
        page = self.findChild(NodeHelp)
        if page is None:
            page = NodeHelp(self.editor, node, self)
        page.show_node(node)
        page.show()
        page.raise_()

    def show_bindings(self) -> None:
        """Show every key and gesture."""
        sheets.show_bindings(self, self.bindings)

    def show_examples(self) -> None:
        """Show what the examples are, how they are trained and what they reach."""
        help_page(self, "examples", "The examples", self.files.open).show()

    def show_training(self) -> None:
        """Explain the recipe: optimizers, schedules, freezing, processes."""
        help_page(self, "training", "Training", self.files.open).show()

    def show_watching(self) -> None:
        """Explain what is seen while a network learns: instruments, wires, plots, metrics."""
        help_page(self, "watching", "Watching it learn", self.files.open).show()

    def show_about(self) -> None:
        """Say what guinet is."""
        sheets.about(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, then leave."""
        if not self.files.may_discard():
            event.ignore()
            return
        self.leave()
        super().closeEvent(event)

    def leave(self) -> None:
        """End the worker and remember the arrangement, without a question."""
        self._autosaver.close()
        self.sight.shutdown()
        self.bridge.shutdown()
        self.settings.remember_window(
            bytes(self.saveGeometry().data()), bytes(self.saveState().data())
        )

    def _rebind(self) -> None:
        bind_actions(self)

    def _refresh_title(self) -> None:
        document = self.editor.document
        self.setWindowTitle(f"{document.title}[*] – guinet")
        self.setWindowModified(document.dirty)

    def _say(self, sentence: str) -> None:
        """Say why something was not done; the next edit, or some seconds, take it away."""
        self.statusBar().showMessage(sentence, _SAID_MS)

    def _show_problem_count(self, count: int) -> None:
        self.docks["problems"].setWindowTitle(f"Problems {count}" if count else "Problems")
