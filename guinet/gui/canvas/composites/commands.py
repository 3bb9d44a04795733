"""What menus, keys and the bar above the canvas do with composites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guinet.graph.composite import CompositeUse
from guinet.graph.edits import add_node, unique_name
from guinet.graph.model import Composite, Graph, Node
from guinet.graph.nesting import use_count
from guinet.graph.scopes import edit_inside, inside
from guinet.gui.canvas.composites.ports import PortSide, place_for_port
from guinet.gui.canvas.layout import move_nodes
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["CompositeCommands"]


class CompositeCommands:
    """Goes into composites and out of them, and edits them as wholes.

    Parameters
    ----------
    view
        The canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._editor = view.editor

    @property
    def selected_use(self) -> Node | None:
        """The composite use that is selected alone and whose definition is there, or None."""
        node = self._editor.selected_node()
        return node if node is not None and self.definition(node) is not None else None

    def definition(self, node: Node) -> Composite | None:
        """Return what a composite use stands for; None for other nodes, and where it is missing."""
        module = node.module
        if not isinstance(module, CompositeUse):
            return None
        return self._editor.graph.composites.get(module.definition)

    @property
    def standing_in(self) -> Composite | None:
        """The composite that is on the canvas, or None for the outermost graph."""
        return self._editor.project.graph.composites.get(self._editor.scope)

    @property
    def uses(self) -> int:
        """How many cards stand for the composite that is on the canvas."""
        return use_count(self._editor.project.graph, self._editor.scope)

    def enter(self, node_id: str) -> bool:
        """Show the inside of a composite use; False if the node is none."""
        node = self._editor.graph.nodes.get(node_id)
        if node is None or self.definition(node) is None:
            return False
        self._editor.enter((*self._editor.standpoint.uses, node_id))
        return True

    def enter_selected(self) -> None:
        """Show the inside of the selected composite use."""
        node = self.selected_use
        if node is not None:
            self.enter(node.id)

    def leave(self, depth: int | None = None) -> None:
        """Go outwards, and select what was left.

        Parameters
        ----------
        depth
            How many composites one stands in afterwards; None: one less than now.
        """
        uses = self._editor.standpoint.uses
        depth = len(uses) - 1 if depth is None else depth
        if 0 <= depth < len(uses):
            self._editor.enter(uses[:depth])
            self._editor.select((uses[depth],))

    def add_port(self, side: PortSide) -> None:
        """Give the composite on the canvas another input or output, and ask for its name."""
        editor, scope = self._editor, self._editor.scope
        if not scope:
            return
        scene = self._view.canvas
        graph = inside(editor.project.graph, scope)
        graph, node = add_node(graph, side.module(), unique_name(graph, side.stem))
        places = {**scene.places(), node.id: place_for_port(graph, side, scene.rects())}
        editor.apply(
            lambda project: move_nodes(
                _with_inside(project, scope, graph), places, scope
            ),
            f"Add the {side.word} {node.name}",
        )
        scene.select_edges(())
        editor.select((node.id,))
        self._view.show_rect(self._view.card(node.id).scene_rect())
        self._view.rename_selected()


def _with_inside(project: Project, scope: str, graph: Graph) -> Project:
    """Return the project with another graph in a scope."""
    return replace(project, graph=edit_inside(project.graph, scope, lambda _: graph))
