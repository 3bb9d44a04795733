"""What the menus and keys do to the graph on the canvas: each one step of the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from guinet.core.errors import FileError
from guinet.core.module import Module
from guinet.document.clipboard import from_text, to_text
from guinet.exchange.pytorch.sequential import (
    from_sequential,
    looks_like_pytorch,
    read_sequential,
)
from guinet.graph.chain import chain_graph
from guinet.graph.edits import add_node, copy_nodes, paste, remove_edges, remove_nodes
from guinet.graph.fragment import Fragment
from guinet.graph.model import Edge, Graph
from guinet.graph.scopes import edit_inside, inside
from guinet.graph.standpoint import Standpoint
from guinet.graph.wiring import dissolve
from guinet.gui.canvas.frames.geometry import moved, rect_of
from guinet.gui.canvas.landing import clear_place, landing, whole
from guinet.gui.canvas.layout import Point, free_place, move_nodes, place_all, snap
from guinet.gui.canvas.measure import measure
from guinet.gui.canvas.moving import Moving
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.canvas.tidy.box import Box
from guinet.gui.canvas.words import things_words
from guinet.gui.editor import Editor
from guinet.modules import modules
from guinet.project.annotation_edits import (
    add_frames,
    annotations_of,
    remove_frames,
    set_collapsed,
)
from guinet.project.annotations import Annotations
from guinet.project.gone import forget
from guinet.project.library import add_definition, read_library
from guinet.project.project import Project

__all__ = ["CanvasCommands", "with_graph"]

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
            Where it should find a place clear of all cards; None: it stands at the centre, or
            at the nearest place where it covers nothing.

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
        project = with_graph(project, scope, graph)
        cards = measure(project, self._editor.fields, self._editor.standpoint, (node.id,))
        frame = cards[node.id][1]
        width, height = frame.width, frame.height
        place = (snap(centre.x() - width / 2), snap(centre.y() - height / 2))
        if room is not None:
            taken = list(self._scene.rects().values())
            place = free_place(place, (width, height), taken, room)
        else:
            place = clear_place(place, (width, height), self._scene.rects().values())
        places = {**self._scene.places(), node.id: place}
        added = move_nodes(project, places, scope)
        self._editor.apply(lambda _: added, f"Add {name}")
        self._scene.select_edges(())
        self._editor.select((node.id,))
        return node.id

    def delete(self) -> None:
        """Delete the selected nodes, wires and comment frames; what stands in a frame stays."""
        nodes, edges = self._editor.selected, self._scene.selected_edges
        frames = self._scene.frames.selected
        if nodes or edges or frames:
            self._editor.apply(
                lambda project: _without(project, self._editor.scope, nodes, edges, frames),
                f"Delete {self._words(nodes, edges, frames)}",
            )

    def dissolve(self) -> None:
        """Delete the selected nodes and close the gaps that they leave in their wires."""
        nodes, scope = self._editor.selected, self._editor.scope
        if nodes:
            self._editor.apply(
                lambda project: forget(
                    with_graph(project, scope, dissolve(inside(project.graph, scope), nodes)),
                    scope,
                    nodes,
                ),
                f"Delete {self._words(nodes, ())} and keep the wire",
            )

    def copy(self) -> bool:
        """Put the selected nodes and frames on the clipboard, as text; False if there are none."""
        fragment, annotations = self._picked()
        if not fragment.nodes and not annotations.frames:
            return False
        places = self._scene.places()
        positions = {node.id: places[node.id] for node in fragment.nodes}
        QGuiApplication.clipboard().setText(to_text(fragment, positions, annotations))
        return True

    def cut(self) -> None:
        """Copy the selected nodes and frames and delete them."""
        if self.copy():
            nodes, frames = self._editor.selected, self._scene.frames.selected
            self._editor.apply(
                lambda project: _without(project, self._editor.scope, nodes, (), frames),
                f"Cut {self._words(nodes, (), frames)}",
            )

    def paste(self, seen: QRectF, at: QPointF | None = None) -> None:
        """Add what the clipboard holds, with its middle at a point, or else near its old place.

        Out of sight that is the middle of what is seen. What would cover a card moves aside.
        PyTorch text becomes its modules; on an empty canvas, a whole network on the open data.

        Raises
        ------
        FileError
            If the clipboard holds no part of a network.
        GraphError
            If a composite would come to stand inside itself.
        """
        text, annotations = QGuiApplication.clipboard().text(), Annotations()
        if looks_like_pytorch(text):
            fragment, positions = self._from_pytorch(text)
        else:
            fragment, positions, annotations = from_text(text)
        if not fragment.nodes and not annotations.frames:
            raise FileError("The clipboard holds no part of a network.")
        self._insert(fragment, positions, annotations, "Paste", seen, at)

    def duplicate(self) -> None:
        """Add a copy of the selected nodes and frames beside them."""
        fragment, annotations = self._picked()
        if fragment.nodes or annotations.frames:
            self._insert(fragment, self._scene.places(), annotations, "Duplicate", None)

    def nudge(self, dx: float, dy: float) -> None:
        """Move what is selected a little; several times in a row make one step."""
        nodes, frames = self._editor.selected, self._scene.frames.selected
        moving = Moving(self._scene, nodes, frames)
        if moving:
            self._editor.apply(
                lambda project: moving.move(project, dx, dy),
                f"Move {moving.words()}",
                merge=f"nudge {' '.join(sorted(nodes))} {' '.join(sorted(frames))}",
            )

    def _picked(self) -> tuple[Fragment, Annotations]:
        """Return the selected nodes, the selected frames, and which cards are collapsed."""
        selected = self._editor.selected
        known = annotations_of(self._editor.project, self._editor.scope)
        frames = {id: known.frames[id] for id in known.frames if id in self._scene.frames.selected}
        return (
            copy_nodes(self._editor.graph, selected),
            Annotations(frames, known.collapsed & selected),
        )

    def _insert(
        self,
        fragment: Fragment,
        positions: Mapping[str, Point],
        annotations: Annotations,
        verb: str,
        seen: QRectF | None,
        at: QPointF | None = None,
    ) -> None:
        scope = self._editor.scope
        graph, ids = paste(self._editor.graph, fragment)
        corners = {ids[old]: positions.get(old, (0.0, 0.0)) for old in ids}
        frames = annotations.frames.values()
        project = with_graph(self._editor.project, scope, graph)
        if seen is None:
            dx, dy = self._beside([*corners.values(), *((frame.x, frame.y) for frame in frames)])
        else:
            dx, dy = self._landing(project, corners, [rect_of(f) for f in frames], seen, at)
        places = dict(self._scene.places())
        places |= {id: (x + dx, y + dy) for id, (x, y) in corners.items()}
        project = move_nodes(project, places, scope)
        project = set_collapsed(project, [ids[old] for old in annotations.collapsed], True, scope)
        added = [moved(frame, dx, dy) for frame in frames]
        project, frame_ids = add_frames(project, added, scope)
        words = things_words(graph, ids.values(), (), added)
        self._editor.apply(lambda _: project, f"{verb} {words}")
        self._editor.select(ids.values())
        self._scene.select_edges((), frame_ids)

    def _from_pytorch(self, text: str) -> tuple[Fragment, dict[str, Point]]:
        editor = self._editor
        if editor.graph.nodes or editor.scope:
            graph = chain_graph(read_sequential(text).layers)
        else:
            graph = from_sequential(text, editor.fields).graph
        found = measure(Project(graph), editor.fields, Standpoint(), graph.nodes)
        boxes = {id: Box(frame.width, frame.height) for id, (_, frame) in found.items()}
        return copy_nodes(graph, graph.nodes), place_all(graph, {}, boxes)

    def _beside(self, corners: list[Point]) -> Point:
        """Return a step away from there, and as many more as it takes to hide no other corner."""
        taken = set(self._scene.places().values())
        taken |= {(frame.x, frame.y) for frame in self._scene.frames.frames.values()}
        step = _OFFSET_PX
        while any((x + step, y + step) in taken for x, y in corners):
            step += _OFFSET_PX
        return step, step

    def _landing(
        self,
        project: Project,
        corners: Mapping[str, Point],
        frames: list[QRectF],
        seen: QRectF,
        at: QPointF | None,
    ) -> Point:
        """Return how far new nodes and frames move that stood there; see `landing`."""
        found = measure(project, self._editor.fields, self._editor.standpoint, corners)
        cards = [QRectF(*corners[id], f.width, f.height) for id, (_, f) in found.items()]
        taken = list(self._scene.rects().values())
        if frames:  # cards may land in a frame, a frame around cards may not
            taken += self._scene.frames.rects().values()
        return landing(whole([*cards, *frames]), taken, seen, at)

    def _words(
        self, nodes: Iterable[str], edges: Iterable[Edge], frames: Iterable[str] = ()
    ) -> str:
        known = self._scene.frames.frames
        return things_words(self._editor.graph, nodes, edges, [known[id] for id in frames])


def _with_module(project: Project, name: str) -> tuple[Project, Module] | None:
    """Return the module of a name, and the project with the definitions that it needs."""
    module_type = modules.get(name)
    if module_type is not None:
        return project, module_type()
    entry = read_library().get(name)
    return None if entry is None else add_definition(project, entry)


def with_graph(project: Project, scope: str, graph: Graph) -> Project:
    """Return the project with another graph in a scope."""
    return replace(project, graph=edit_inside(project.graph, scope, lambda _: graph))


def _without(
    project: Project,
    scope: str,
    nodes: Iterable[str],
    edges: Iterable[Edge],
    frames: Iterable[str],
) -> Project:
    gone = set(nodes)
    graph = remove_nodes(remove_edges(inside(project.graph, scope), edges), gone)
    project = remove_frames(with_graph(project, scope, graph), frames, scope)
    return forget(project, scope, gone)
