"""What menus and keys do to the selected nodes beside placing and deleting them."""

from __future__ import annotations

from guinet.graph.edits import set_learning_rate_factor
from guinet.graph.model import Graph, Node
from guinet.graph.order import Topology
from guinet.gui.editor import Editor

__all__ = ["freeze", "learning_nodes", "select_downstream", "select_upstream"]


def learning_nodes(editor: Editor) -> list[Node]:
    """Return the selected nodes that have weights."""
    nodes = (node for id, node in editor.graph.nodes.items() if id in editor.selected)
    return [node for node in nodes if editor.analysis.weight_count(editor.path_of(node))]


def freeze(editor: Editor) -> None:
    """Freeze the weights of the selected nodes; if all of them are frozen, let them learn."""
    nodes = learning_nodes(editor)
    if not nodes:
        return
    thaw = all(node.learning_rate_factor == 0 for node in nodes)
    factor = 1.0 if thaw else 0.0

    def change(graph: Graph) -> Graph:
        for node in nodes:
            graph = set_learning_rate_factor(graph, node.id, factor)
        return graph

    words = nodes[0].name if len(nodes) == 1 else f"{len(nodes)} nodes"
    editor.apply_graph(change, f"{'Unfreeze' if thaw else 'Freeze'} {words}")


def select_upstream(editor: Editor) -> None:
    """Select besides all nodes from which wires lead to the selected ones."""
    editor.select(_topology(editor.graph).upstream(editor.selected))


def select_downstream(editor: Editor) -> None:
    """Select besides all nodes to which wires lead from the selected ones."""
    editor.select(_topology(editor.graph).downstream(editor.selected))


def _topology(graph: Graph) -> Topology:
    # A file may hold wires whose ends are missing; a problem says so.
    ends = ((edge.source, edge.target) for edge in graph.edges)
    return Topology(graph.nodes, (pair for pair in ends if all(id in graph.nodes for id in pair)))
