"""What the menus and keys do to the graph on the canvas: each one step of the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from guinet.core.errors import FileError
from guinet.core.module import Module
from guinet.document.clipboard import from_text, to_text
from guinet.graph.edits import add_node, copy_nodes, paste, remove_edges, remove_nodes
from guinet.graph.fragment import Fragment
from guinet.graph.model import Edge, Graph
from guinet.graph.scopes import edit_inside, inside
from guinet.gui.canvas.layout import Point, free_place, move_nodes, snap
from guinet.gui.canvas.measure import card_sizes
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.editor import Editor
from guinet.modules import modules
from guinet.project.library import add_definition, read_library
from guinet.project.project import Project

__all__ = ["CanvasCommands", "edge_words"]

_OFFSET_PX = 32.0


class CanvasCommands:
    """Edits of the graph that also know where cards stand.

    Parameters
    ----------
    editor
        The project.
    scene
        The cards as they are shown.
    """

    def __init__(self, editor: Editor, scene: CanvasScene) -> None:
        self._editor = editor
        self._scene = scene

    def add(self, name: str, centre: QPointF, *, room: QRectF | None = None) -> str | None:
        """Place a new module, or a composite with its definition, and select it.

        Parameters
        ----------
        name
            Name of the module type, or of the composite in the library.
        centre
            Where the middle of its card should be.
        room
            Where it should find a place clear of all cards; None: it stands at the centre,
            whatever stands there.

        Returns
        -------
        id
            Of the new node, or None where there is nothing of that name.

        Raises
        ------
        GraphError
            If a composite would come to stand inside itself.
        """
        found = _with_module(self._editor.project, name)
        if found is None:
            return None
        project, module = found
        scope = self._editor.scope
        graph, node = add_node(inside(project.graph, scope), module)
        project = _with_graph(project, scope, graph)
        sizes = card_sizes(project, self._editor.fields, self._editor.standpoint, (node.id,))
        width, height = sizes[node.id]
        place = (snap(centre.x() - width / 2), snap(centre.y() - height / 2))
        if room is not None:
            taken = list(self._scene.rects().values())
            place = free_place(place, (width, height), taken, room)
        places = {**self._scene.places(), node.id: place}
        added = move_nodes(project, places, scope)
        self._editor.apply(lambda _: added, f"Add {name}")
        self._scene.select_edges(())
        self._editor.select((node.id,))
        return node.id

    def delete(self) -> None:
        """Delete the selected nodes and wires."""
        nodes, edges = self._editor.selected, self._scene.selected_edges
        if nodes or edges:
            self._editor.apply(
                lambda project: _without(project, self._editor.scope, nodes, edges),
                f"Delete {self._words(nodes, edges)}",
            )

    def copy(self) -> bool:
        """Put the selected nodes on the clipboard, as text; False where there are none."""
        fragment = copy_nodes(self._editor.graph, self._editor.selected)
        if not fragment.nodes:
            return False
        places = self._scene.places()
        positions = {node.id: places[node.id] for node in fragment.nodes}
        QGuiApplication.clipboard().setText(to_text(fragment, positions))
        return True

    def cut(self) -> None:
        """Copy the selected nodes and delete them."""
        if self.copy():
            nodes = self._editor.selected
            self._editor.apply(
                lambda project: _without(project, self._editor.scope, nodes, ()),
                f"Cut {self._words(nodes, ())}",
            )

    def paste(self, seen: QRectF) -> None:
        """Add what the clipboard holds, near its old place or in the middle of what is seen.

        Raises
        ------
        FileError
            If the clipboard holds no part of a network.
        GraphError
            If a composite would come to stand inside itself.
        """
        fragment, positions = from_text(QGuiApplication.clipboard().text())
        if not fragment.nodes:
            raise FileError("The clipboard holds no part of a network.")
        self._insert(fragment, positions, "Paste", seen)

    def duplicate(self) -> None:
        """Add a copy of the selected nodes beside them."""
        fragment = copy_nodes(self._editor.graph, self._editor.selected)
        if fragment.nodes:
            self._insert(fragment, self._scene.places(), "Duplicate", None)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected cards a little; several times in a row make one step."""
        selected = self._editor.selected
        places = self._scene.places()
        moved = {id: (places[id][0] + dx, places[id][1] + dy) for id in selected}
        if moved:
            key = f"nudge {' '.join(sorted(selected))}"
            words = self._words(selected, ())
            self._editor.apply(
                lambda project: move_nodes(project, places | moved, self._editor.scope),
                f"Move {words}",
                merge=key,
            )

    def _insert(
        self,
        fragment: Fragment,
        positions: Mapping[str, Point],
        verb: str,
        seen: QRectF | None,
    ) -> None:
        scope = self._editor.scope
        graph, ids = paste(self._editor.graph, fragment)
        corners = [positions.get(old, (0.0, 0.0)) for old in ids]
        shift = self._shift(corners, seen)
        places = dict(self._scene.places())
        for old, (x, y) in zip(ids, corners, strict=True):
            places[ids[old]] = (x + shift[0], y + shift[1])
        self._editor.apply(
            lambda project: move_nodes(_with_graph(project, scope, graph), places, scope),
            f"{verb} {_nodes_words(graph, ids.values())}",
        )
        self._scene.select_edges(())
        self._editor.select(ids.values())

    def _shift(self, corners: list[Point], seen: QRectF | None) -> Point:
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        if seen is not None and not seen.contains(QPointF(left + _OFFSET_PX, top + _OFFSET_PX)):
            middle = seen.center()
            right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
            return (
                snap(middle.x() - (left + right + 112) / 2),
                snap(middle.y() - (top + bottom + 96) / 2),
            )
        taken = set(self._scene.places().values())
        step = _OFFSET_PX
        while any((x + step, y + step) in taken for x, y in corners):
            step += _OFFSET_PX
        return step, step

    def _words(self, nodes: Iterable[str], edges: Iterable[Edge]) -> str:
        nodes, edges = tuple(nodes), tuple(edges)
        if not edges:
            return _nodes_words(self._editor.graph, nodes)
        if not nodes and len(edges) == 1:
            return edge_words(self._editor.graph, edges[0])
        if not nodes:
            return f"{len(edges)} wires"
        return f"{len(nodes) + len(edges)} items"


def _with_module(project: Project, name: str) -> tuple[Project, Module] | None:
    """Return the module of a name, and the project with the definitions that it needs."""
    module_type = modules.get(name)
    if module_type is not None:
        return project, module_type()
    entry = read_library().get(name)
    return None if entry is None else add_definition(project, entry)


def edge_words(graph: Graph, edge: Edge) -> str:
    """Return an edge as people read it: ``x → hidden``."""
    return f"{graph.nodes[edge.source].name} → {graph.nodes[edge.target].name}"


def _nodes_words(graph: Graph, ids: Iterable[str]) -> str:
    names = [graph.nodes[id].name for id in ids]
    return names[0] if len(names) == 1 else f"{len(names)} nodes"


def _with_graph(project: Project, scope: str, graph: Graph) -> Project:
    """Return the project with another graph in a scope."""
    return replace(project, graph=edit_inside(project.graph, scope, lambda _: graph))


def _without(project: Project, scope: str, nodes: Iterable[str], edges: Iterable[Edge]) -> Project:
    gone = set(nodes)
    graph = remove_nodes(remove_edges(inside(project.graph, scope), edges), gone)
    layout = {id: place for id, place in project.layout.get(scope, {}).items() if id not in gone}
    project = _with_graph(project, scope, graph)
    return replace(project, layout={**project.layout, scope: layout})
