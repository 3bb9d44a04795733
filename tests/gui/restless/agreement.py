"""Whether all that the window shows is what the document has."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from guinet.graph.model import Graph
from guinet.graph.standpoint import stand
from guinet.gui.actions import action_specs
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.face_maker import FaceMaker
from guinet.gui.canvas.frames.item import FrameItem
from guinet.gui.window import MainWindow
from guinet.project.annotation_edits import annotations_of
from guinet.project.schema import from_json, to_json
from tests.gui.restless.pictures import check_pictures

__all__ = ["Agreement"]

_SAVED_EVERY, _PAINTED_EVERY = 20, 25
_LEAST_MAP_ROOM = (560, 320)


class Agreement:
    """Compares window and document; each check says what does not agree.

    Parameters
    ----------
    window
        The window.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._view = window.canvas
        self._scene = window.canvas.canvas
        self._editor = window.editor
        self._seen: object = None
        self._asked = 0

    def check(self) -> None:
        """Assert that everything agrees."""
        self._cards()
        self._frames()
        self._wires()
        self._selection()
        self._standpoint()
        self._in_hand()
        self._minimap()
        self._nothing_open()
        self._actions()
        self._panels()
        seen = (self._editor.analysis, self._editor.standpoint)
        if self._seen is None or any(a is not b for a, b in zip(seen, self._seen, strict=True)):
            self._seen = seen
            self._faces()
            self._nothing_lost()
        self._asked += 1
        if self._asked % _PAINTED_EVERY == 0:
            check_pictures(self._view)
        if self._asked % _SAVED_EVERY == 0:
            # What means nothing any more, such as the place of a node that is gone, is not written.
            written = to_json(self._editor.project)
            assert to_json(from_json(written)) == written, "saved and read again"

    def _cards(self) -> None:
        graph, cards = self._editor.graph, self._scene.cards
        assert self._scene.graph is graph, "another graph is drawn"
        assert cards.keys() == graph.nodes.keys(), "cards"
        drawn = {item for item in self._scene.items() if isinstance(item, Card)}
        assert drawn == set(cards.values()), "cards that nobody knows"
        places = self._scene.places()
        assert places.keys() == graph.nodes.keys(), "places"
        stored = self._editor.project.layout.get(self._editor.scope, {})
        for id, card in cards.items():
            assert id not in stored or places[id] == stored[id], "a place is not the stored one"
            # After a command they may still be on their way there.
            if not self._view.arranging.gliding:
                assert (card.pos().x(), card.pos().y()) == places[id], "a card stands elsewhere"

    def _faces(self) -> None:
        editor = self._editor
        notes = annotations_of(editor.project, editor.scope)
        maker = FaceMaker(editor.graph, editor.analysis, editor.standpoint, notes.collapsed)
        for id, node in editor.graph.nodes.items():
            face = self._scene.cards[id].face
            assert _core(face) == _core(maker.face(node)), f"what is on {node.name}"
            assert face.collapsed == (id in notes.collapsed and not face.is_dot), "collapsed"

    def _frames(self) -> None:
        notes = annotations_of(self._editor.project, self._editor.scope)
        layer = self._scene.frames
        shown = {id: item.frame for id, item in layer.items.items()}
        assert shown == notes.frames, "frames"
        drawn = {item for item in self._scene.items() if isinstance(item, FrameItem)}
        assert drawn == set(layer.items.values()), "frames that nobody knows"
        for item in drawn:
            assert (item.pos().x(), item.pos().y()) == (item.frame.x, item.frame.y), "a frame"

    def _wires(self) -> None:
        layer, graph = self._scene.layer, self._editor.graph
        assert tuple(layer.edges) == graph.edges, "wires"
        assert len(layer.widths) == len(layer.levels) == len(layer.table) == len(graph.edges)
        for row, edge in enumerate(layer.edges):
            ends = (
                (edge.source, edge.source_port, False, layer.table[row, 0]),
                (edge.target, edge.target_port, True, layer.table[row, -1]),
            )
            for node, port, is_input, end in ends:
                point = self._scene.cards[node].port_at(port, is_input=is_input)
                if point is not None:
                    far = abs(point.x() - end[0]) + abs(point.y() - end[1])
                    assert far < 1e-6, f"a wire ends beside its port: {edge}"
            middle = layer.table[row, layer.table.shape[1] // 2].tolist()
            assert layer.at(QPointF(*middle), 1.0) is not None, f"a wire is not found: {edge}"

    def _selection(self) -> None:
        editor, scene = self._editor, self._scene
        assert editor.selected <= editor.graph.nodes.keys(), "selected nodes that are gone"
        assert scene.selected_edges <= set(editor.graph.edges), "selected wires that are gone"
        assert scene.frames.selected <= scene.frames.items.keys(), "selected frames that are gone"
        cards = {id for id, card in scene.cards.items() if card.selected}
        assert cards == editor.selected, "cards are drawn as selected"
        frames = {id for id, item in scene.frames.items.items() if item._selected}
        assert frames == scene.frames.selected, "frames are drawn as selected"
        marked = {edge for edge, mark in scene.layer._marks.items() if mark == "selected"}
        assert marked == scene.selected_edges, "wires are drawn as selected"

    def _standpoint(self) -> None:
        editor, bar = self._editor, self._view.breadcrumbs
        assert stand(editor.project.graph, editor.standpoint.uses) == editor.standpoint
        assert bar.isVisibleTo(self._view) == bool(editor.scope), "the bar above the canvas"
        if editor.scope:
            names = [editor.document.title, *editor.standpoint.names]
            crumbs = [bar.crumb(depth).text_whole for depth in range(len(names))]
            assert crumbs == names, "the names above the canvas"
            assert self._view.viewport().y() == bar.height(), "the canvas under its bar"
        else:
            assert self._view.viewport().y() == 0, "room for no bar"

    def _in_hand(self) -> None:
        """Assert that nothing is held once no hand holds it and nothing glides."""
        if not self._view.arranging.gliding:
            scene = self._scene
            assert not scene.deck.lifted, "cards stay in the hand"
            assert not scene.layer._lifted.any(), "wires stay in the hand"
            assert not scene.layer._hidden.any(), "wires stay hidden"

    def _minimap(self) -> None:
        if self._view.arranging.gliding:
            return
        area = QRectF()
        for rect in (*self._scene.rects().values(), *self._scene.frames.rects().values()):
            area = area.united(rect)
        room = self._view.viewport().size()
        wide = room.width() >= _LEAST_MAP_ROOM[0] and room.height() >= _LEAST_MAP_ROOM[1]
        useful = not area.isEmpty() and not self._view.seen_rect().contains(area)
        small = self._window.minimap
        assert small.isVisible() == (small.wanted and wide and useful), "the map"

    def _nothing_open(self) -> None:
        view = self._view
        assert view._hand.gesture is None, "a gesture goes on"
        assert view.searching.popup is None, "a search stays open"
        assert self._window.find_bar.isHidden(), "the find bar stays open"
        fields = view.viewport().findChildren(QLineEdit)
        fields += view.viewport().findChildren(QPlainTextEdit)
        assert not [field for field in fields if field.isVisible()], "a field stays open"
        assert view._drop.place is None, "a drag goes on"
        place = view.ports.place
        assert place is None or place.node in self._scene.cards, "at a port that is gone"

    def _actions(self) -> None:
        window, document = self._window, self._editor.document
        for spec in action_specs():
            if spec.enabled is not None:
                usable = window.actions_by_id[spec.id].isEnabled()
                assert usable == bool(spec.enabled(window)), f"whether {spec.id} can be used"
        for id, label in (("undo", document.undo_label), ("redo", document.redo_label)):
            words = f"{id.capitalize()} {label}".strip()
            assert window.actions_by_id[id].text() == words, f"the words of {id}"
        assert window.isWindowModified() == document.dirty, "the title"

    def _panels(self) -> None:
        inspector, node = self._window._inspector, self._editor.selected_node()
        if node is not None:
            assert inspector.page is inspector.node_page, "the inspector's page"
        elif self._editor.selected:
            assert inspector.page is inspector.selection_page, "the inspector's page"
        else:
            assert inspector.page is inspector.overview_page, "the inspector's page"
        problems = self._window._problems
        if problems.isVisible():
            listed = [row.problem for row in problems.rows]
            assert listed == list(self._editor.problems[: len(listed)]), "the list of problems"

    def _nothing_lost(self) -> None:
        """Assert that nothing is remembered of what is gone: its id may come again."""
        project = self._editor.project
        graphs: dict[str, Graph] = {"": project.graph}
        graphs |= {id: each.graph for id, each in project.graph.composites.items()}
        for scope, places in project.layout.items():
            assert scope in graphs, "places in a composite that is gone"
            assert places.keys() <= graphs[scope].nodes.keys(), "places of nodes that are gone"
        for scope, notes in project.annotations.items():
            assert scope in graphs, "frames in a composite that is gone"
            assert notes.collapsed <= graphs[scope].nodes.keys(), "collapsed nodes that are gone"


def _core(face: object) -> object:
    """Return what of a face can be compared: fixes are made anew with each analysis."""
    return tuple(
        tuple((p.path, p.message) for p in getattr(face, field.name))
        if field.name == "problems"
        else getattr(face, field.name)
        for field in fields(face)  # type: ignore[arg-type]
    )
