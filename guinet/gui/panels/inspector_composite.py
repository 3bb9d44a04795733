"""The inspector's part about a use of a composite: its definition, and what one can do with it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import rename_composite, uses_of
from guinet.graph.model import Node
from guinet.graph.nesting import inner_nodes
from guinet.gui.editor import Editor
from guinet.gui.format import counted
from guinet.gui.forms.editors import LineEditor
from guinet.gui.panels.widgets import label
from guinet.project.library import Entry
from guinet.project.library_update import other_version, update_from_library

__all__ = ["CompositePart"]

_BUTTONS = (
    ("enter", "Enter", "Show the inside (double-click the card)"),
    ("ungroup", "Ungroup", "Put the inside in the place of this use"),
    ("save_composite", "Save to my library …", "Offer it in the palette, for every project"),
    ("make_own", "Make independent", "Give this place a copy of its own"),
)

_SIDE_BY_SIDE = 2


class CompositePart(QWidget):
    """Name and number of uses of a definition, and buttons for what menus offer as well.

    Signals
    -------
    asked
        The id of an action, see `guinet.gui.actions`, which is to do something with the
        selected use.
    """

    asked = Signal(str)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._definition = ""
        self._other: Entry | None = None
        self.name = LineEditor()
        self.name.setAccessibleName("Name of the composite")
        self.name.setToolTip("Name of the composite, which all its uses have in common")
        self.name.offered.connect(self._rename)
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        self.uses = label("", "muted", wrap=True)
        self.news = label("Your library has another version of it.", "muted", wrap=True)
        self.update_button = QPushButton("Update")
        self.update_button.setToolTip("Take over the library's version, at all its uses")
        self.update_button.clicked.connect(self._update)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label("Composite", "muted"), 43)
        row.addWidget(self.name, 57)
        layout.addLayout(row)
        layout.addWidget(self.refusal)
        layout.addWidget(self.uses)
        news = QHBoxLayout()
        news.addWidget(self.news, 1)
        news.addWidget(self.update_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(news)
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, (action, words, tip) in enumerate(_BUTTONS):
            button = QPushButton(words)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            if place < _SIDE_BY_SIDE:
                grid.addWidget(button, 0, place)
            else:  # their words are cut where there is half of the panel's width
                grid.addWidget(button, place, 0, 1, _SIDE_BY_SIDE)
            self.buttons[action] = button
        layout.addLayout(grid)
        editor.library_changed.connect(self._look_into_library)

    def show_node(self, node: Node) -> None:
        """Show the definition that a node uses; of other nodes, nothing."""
        module = node.module
        graph = self._editor.project.graph
        self._definition = module.definition if isinstance(module, CompositeUse) else ""
        composite = graph.composites.get(self._definition)
        self.setVisible(composite is not None)
        if composite is None:
            return
        uses = sum(1 for _ in uses_of(graph, composite.id))
        self.name.set_value(composite.name)
        self._refuse("")
        inside = f"{counted(inner_nodes(composite), 'node')} inside"
        shared = f"used in {uses} places" if uses > 1 else "used once"
        self.uses.setText(f"{inside}, {shared}")
        self.buttons["make_own"].setVisible(uses > 1)
        self._look_into_library()

    def _look_into_library(self) -> None:
        self._other = other_version(self._editor.project.graph, self._definition)
        other = self._other
        if other is not None:
            whose = "Your library" if other.origin == "personal" else "The library"
            self.news.setText(f"{whose} has another version of it.")
        for widget in (self.news, self.update_button):
            widget.setVisible(other is not None)

    def _update(self) -> None:
        other = self._other
        if other is None:
            return
        try:
            self._editor.apply(
                lambda p: update_from_library(p, self._definition, other),
                f"Update {other.name} from the library",
            )
        except GuinetError as error:
            self._refuse(str(error))

    def _rename(self, name: str) -> None:
        definition = self._definition
        try:
            self._editor.apply(
                lambda p: replace(p, graph=rename_composite(p.graph, definition, name.strip())),
                f"Rename the composite to {name.strip()}",
            )
        except GuinetError as error:
            self._refuse(str(error))
        else:
            self._refuse("")

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.name.set_invalid(bool(sentence))
