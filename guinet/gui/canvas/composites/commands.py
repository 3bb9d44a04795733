"""What menus, keys and the bar above the canvas do with composites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from guinet.core.errors import GuinetError
from guinet.graph.composite import CompositeUse
from guinet.graph.definitions import uses_of
from guinet.graph.edits import add_node, unique_name
from guinet.graph.model import Composite, Graph, Node
from guinet.graph.scopes import edit_inside, inside
from guinet.graph.standpoint import stand
from guinet.gui.canvas.composites.places import around
from guinet.gui.canvas.composites.ports import PortSide, place_for_port
from guinet.gui.canvas.composites.regroup import grouped, ungrouped, with_own
from guinet.gui.canvas.layout import move_nodes
from guinet.gui.dialogs.save_composite import SaveCompositeDialog
from guinet.gui.format import counted
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

    @property
    def selected_uses(self) -> list[Node]:
        """All selected nodes that are composites."""
        editor = self._editor
        nodes = (editor.graph.nodes[id] for id in editor.graph.nodes if id in editor.selected)
        return [node for node in nodes if self.definition(node) is not None]

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
    def chosen(self) -> Composite | None:
        """The composite of the selected use, or else the one that is on the canvas."""
        node = self.selected_use
        return self.standing_in if node is None else self.definition(node)

    def uses_of(self, composite: Composite) -> int:
        """Return how many cards stand for a composite, in all graphs of the project."""
        return sum(1 for _ in uses_of(self._editor.project.graph, composite.id))

    def enter(self, node_id: str) -> bool:
        """Show the inside of a composite use; False if the node is none."""
        node = self._editor.graph.nodes.get(node_id)
        if node is None or self.definition(node) is None:
            return False
        self._editor.enter((*self._editor.standpoint.uses, node_id))
        return True

    def enter_selected(self) -> bool:
        """Show the inside of the selected composite use; False if there is none."""
        node = self.selected_use
        return node is not None and self.enter(node.id)

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

    def group(self) -> None:
        """Make the selected nodes a composite, and ask for the name of its card."""
        editor, view = self._editor, self._view
        count = len(editor.selected)
        try:
            project, use = grouped(
                editor.project,
                editor.standpoint,
                editor.selected,
                view.canvas.rects(),
                editor.fields,
            )
        except GuinetError as error:
            view.status_message.emit(str(error))
            return
        editor.apply(lambda _: project, f"Group {counted(count, 'node')}")
        self._show_only((use,))
        view.rename_selected()

    def ungroup(self) -> None:
        """Put the insides of the selected composites in their place."""
        editor = self._editor
        uses = self.selected_uses
        if not uses:
            self._view.status_message.emit("Select a composite to ungroup.")
            return
        project, rects, came = editor.project, self._view.canvas.rects(), list[str]()
        try:
            for use in uses:
                project, rects, ids = ungrouped(
                    project, editor.standpoint, use.id, rects, editor.fields
                )
                came += ids
        except GuinetError as error:
            self._view.status_message.emit(str(error))
            return
        names = uses[0].name if len(uses) == 1 else f"{len(uses)} composites"
        editor.apply(lambda _: project, f"Ungroup {names}")
        self._show_only(came)

    def make_own(self, uses: Sequence[str] | None = None) -> None:
        """Let a composite use be independent of the others.

        Parameters
        ----------
        uses
            Ids of composite uses from the outside in, the last being that one; None: the use
            that is selected, or the one whose inside is on the canvas.
        """
        if uses is None:
            selected = self.selected_use
            uses = self._editor.standpoint.uses
            uses = uses if selected is None else (*uses, selected.id)
        found = stand(self._editor.project.graph, uses)
        if not found.names:
            return
        label = f"Make {found.names[-1]} independent"
        try:
            self._editor.apply(lambda project: with_own(project, found.uses), label)
        except GuinetError as error:
            self._view.status_message.emit(str(error))

    def save_to_library(self) -> None:
        """Ask for name and description, and put the chosen composite into the library."""
        chosen = self.chosen
        if chosen is not None:
            SaveCompositeDialog(self._view.window(), self._editor, chosen.id).exec()

    def _show_only(self, ids: Iterable[str]) -> None:
        """Select cards and nothing else, and bring them into view."""
        ids, view = tuple(ids), self._view
        view.canvas.select_edges(())
        self._editor.select(ids)
        view.show_rect(around(view.card(id).scene_rect() for id in ids))

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
            lambda project: move_nodes(_with_inside(project, scope, graph), places, scope),
            f"Add the {side.word} {node.name}",
        )
        self._show_only((node.id,))
        self._view.rename_selected()


def _with_inside(project: Project, scope: str, graph: Graph) -> Project:
    """Return the project with another graph in a scope."""
    return replace(project, graph=edit_inside(project.graph, scope, lambda _: graph))
