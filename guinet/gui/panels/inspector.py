"""The inspector: everything about what is selected, or about the project."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.inspector_node import NodePage
from guinet.gui.panels.inspector_overview import OverviewPage, SelectionPage
from guinet.gui.sight import Sight

__all__ = ["InspectorPanel"]


class InspectorPanel(QWidget):
    """One node, several, or none: a page for each.

    Signals
    -------
    asked
        The id of an action that a button stands for.
    """

    asked = Signal(str)

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self.node_page = NodePage(editor, bridge, sight)
        self.node_page.composite.asked.connect(self.asked)
        self.selection_page = SelectionPage(editor)
        self.overview_page = OverviewPage(editor, bridge)
        self.setMinimumWidth(168)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (self.node_page, self.selection_page, self.overview_page):
            self._stack.addWidget(page)
        editor.selection_changed.connect(self.refresh)
        editor.analysis_changed.connect(self.refresh)
        editor.saved_changed.connect(self._on_saved)
        bridge.snapshot.connect(self._on_weights)
        bridge.restarted.connect(self._on_weights)
        bridge.prepared.connect(self._on_run)
        bridge.noticed.connect(self._on_run)
        self.refresh()

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._stack.currentWidget()

    def refresh(self) -> None:
        """Show what is selected as it is now."""
        node = self._editor.selected_node()
        if node is not None:
            self.node_page.show_node(node)
            self._stack.setCurrentWidget(self.node_page)
        elif self._editor.selected:
            self.selection_page.refresh()
            self._stack.setCurrentWidget(self.selection_page)
        else:
            self.overview_page.refresh()
            self._stack.setCurrentWidget(self.overview_page)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the weights that came while nobody looked."""
        super().showEvent(event)
        self.node_page.refresh_weights()

    def _on_weights(self, _: object = None) -> None:
        if self.isVisible() and self.page is self.node_page:
            self.node_page.refresh_weights()

    def _on_run(self, _: object) -> None:
        if self.page is self.overview_page:
            self.overview_page.refresh()

    def _on_saved(self) -> None:
        if self.page is self.overview_page:
            self.overview_page.refresh()
