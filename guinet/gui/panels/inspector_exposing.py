"""The buttons beside settings: inside a composite they expose them, outside they name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget
from shiboken6 import isValid

from guinet.core.errors import GuinetError
from guinet.graph.composite import CompositeUse
from guinet.graph.exposed_order import move_exposed
from guinet.graph.exposing import expose, rename_exposed, unexpose
from guinet.graph.model import Graph, Node
from guinet.gui.editor import Editor
from guinet.gui.icons import decorate
from guinet.gui.panels.exposed_popup import ExposedPopup

__all__ = ["ExposedMenus", "ExposingPins"]

_BUTTON = QSize(20, 24)
"""With the gap before it as wide as the lock of the learning rate, so that fields line up."""


class _Buttons:
    """One small button per setting of the node that is shown."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._node: Node | None = None
        self.buttons: dict[str, QToolButton] = {}

    def button(self, name: str) -> QWidget:
        """Return a new button for a setting."""
        made = QToolButton()
        made.setFixedSize(_BUTTON)
        made.setStyleSheet("padding: 0;")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _=False: self._on_click(name))
        self.buttons[name] = made
        self._show(name)
        return made

    def show_node(self, node: Node) -> None:
        """Show the state of a node's settings."""
        self._node = node
        # Rows that are gone take their buttons with them.
        self.buttons = {name: each for name, each in self.buttons.items() if isValid(each)}
        for name in self.buttons:
            self._show(name)

    def _show(self, name: str) -> None:
        raise NotImplementedError

    def _on_click(self, name: str) -> None:
        raise NotImplementedError

    def _apply(self, change: Callable[[Graph], Graph], label: str) -> None:
        self._editor.apply(lambda p: replace(p, graph=change(p.graph)), label)

    def _open(self, definition: str, name: str, button: QWidget, *, movable: bool = False) -> None:
        """Open the sheet of an exposed setting."""
        called = name

        def rename(new: str) -> None:
            nonlocal called
            old = called
            self._apply(lambda g: rename_exposed(g, definition, old, new), f"Rename {old} to {new}")
            called = new

        def take_back() -> None:
            self._apply(lambda g: unexpose(g, definition, called), f"Take {called} back")

        def move(by: int) -> None:
            self._apply(lambda g: move_exposed(g, definition, called, by), f"Move {called}")

        popup = ExposedPopup(button.window(), name, rename, take_back, move if movable else None)
        popup.stand_by(button)


class ExposingPins(_Buttons):
    """Inside a composite: a pin beside each setting hands it to the uses outside."""

    @property
    def wanted(self) -> bool:
        """Whether settings can be exposed where one stands."""
        return bool(self._editor.scope)

    def outer_name(self, field: str) -> str:
        """Return under which name a setting is seen outside; empty where it is not."""
        composite = self._editor.graph.composites.get(self._editor.scope)
        if composite is None or self._node is None:
            return ""
        node = self._node.id
        found = (e.name for e in composite.exposed if (e.node, e.field) == (node, field))
        return next(found, "")

    def _show(self, name: str) -> None:
        button, outer = self.buttons[name], self.outer_name(name)
        decorate(button, "pinned" if outer else "pin", "accent" if outer else "muted", 16)
        words = f"Outside it is called {outer}" if outer else "Expose to the outside"
        button.setToolTip(words)
        button.setAccessibleName(f"{name}: {words}")

    def _on_click(self, name: str) -> None:
        node, scope = self._node, self._editor.scope
        if node is None or not scope:
            return
        if not self.outer_name(name):
            try:
                self._apply(
                    lambda g: expose(g, scope, node.id, name), f"Expose {name} of {node.name}"
                )
            except GuinetError as error:
                self.buttons[name].setToolTip(str(error))
                return
        self._open(scope, self.outer_name(name), self.buttons[name])


class ExposedMenus(_Buttons):
    """On a use of a composite: each exposed setting can be renamed, moved and taken back."""

    def _show(self, name: str) -> None:
        button = self.buttons[name]
        decorate(button, "more", "text", 16)
        button.setToolTip("Rename, move or take back")
        button.setAccessibleName(f"{name}: rename, move or take back")

    def _on_click(self, name: str) -> None:
        module = None if self._node is None else self._node.module
        if isinstance(module, CompositeUse):
            self._open(module.definition, name, self.buttons[name], movable=True)
