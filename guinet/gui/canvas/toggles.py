"""What is switched on and off for the selected nodes: collapsed, bypassed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.graph.bypass import bypass_fault
from guinet.graph.edits import set_bypassed
from guinet.graph.model import Graph
from guinet.graph.reroutes import is_reroute
from guinet.gui.canvas.words import nodes_words
from guinet.project.annotation_edits import annotations_of, set_collapsed

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Toggles"]


class Toggles:
    """Switches for all selected nodes together: off only if they all are on already.

    Points on wires have nothing to fold and nothing to bypass; they are passed over.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def can_toggle(self) -> bool:
        """Whether a node is selected that is more than a point on a wire."""
        return bool(self._chosen())

    def collapse(self) -> None:
        """Draw the selected cards small, or open them again."""
        editor, chosen = self._view.editor, self._chosen()
        if not chosen:
            return
        before = annotations_of(editor.project, editor.scope).collapsed
        on = not before.issuperset(chosen)
        editor.apply(
            lambda project: set_collapsed(project, chosen, on, editor.scope),
            f"{'Collapse' if on else 'Open'} {nodes_words(editor.graph, chosen)}",
        )

    def open(self, node_id: str) -> None:
        """Open one collapsed card."""
        editor = self._view.editor
        editor.apply(
            lambda project: set_collapsed(project, (node_id,), False, editor.scope),
            f"Open {editor.graph.nodes[node_id].name}",
        )

    def bypass(self) -> None:
        """Let the selected nodes hand on what arrives, or use them again."""
        editor, graph, chosen = self._view.editor, self._view.editor.graph, self._chosen()
        faults = {id: bypass_fault(graph, graph.nodes[id]) for id in chosen}
        able = [id for id in chosen if not faults[id]]
        if able:
            on = not all(graph.nodes[id].bypassed for id in able)

            def change(graph: Graph) -> Graph:
                for id in able:
                    graph = set_bypassed(graph, id, on)
                return graph

            words = nodes_words(graph, able)
            editor.apply_graph(change, f"Bypass {words}" if on else f"Use {words} again")
        refused = next((fault for fault in faults.values() if fault), "")
        if refused:
            self._view.status_message.emit(refused)

    def _chosen(self) -> list[str]:
        editor = self._view.editor
        return [
            id
            for id, node in editor.graph.nodes.items()
            if id in editor.selected and not is_reroute(node)
        ]
