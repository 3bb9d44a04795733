"""The scene: one card per node and all edges, following the project's edits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.graph.model import Edge, Graph
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.card_instruments import Instrument, inside_of, instrument_for
from guinet.gui.canvas.dots import side_of_dot
from guinet.gui.canvas.edges import EdgeLayer
from guinet.gui.canvas.face import FaceMaker
from guinet.gui.canvas.frames.layer import FrameLayer
from guinet.gui.canvas.layout import Point, place_all
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.tidy.box import Box
from guinet.gui.canvas.traffic import Traffic
from guinet.gui.editor import Editor
from guinet.project.annotation_edits import annotations_of

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["CanvasScene"]

_EXTENT_PX = 60_000.0


class CanvasScene(QGraphicsScene):
    """Cards and edges of the graph that the editor shows; holds ids, never nodes.

    Signals
    -------
    synced
        Cards and edges show the graph as it now is.

    Attributes
    ----------
    cards
        By node id.
    layer
        All edges.
    frames
        All comment frames.
    traffic, readings
        What the run reports.
    """

    synced = Signal()

    def __init__(self, editor: Editor, bridge: Bridge) -> None:
        super().__init__()
        # Fixed and far larger than any graph: dragging never shifts the view.
        self.setSceneRect(-_EXTENT_PX / 2, -_EXTENT_PX / 2, _EXTENT_PX, _EXTENT_PX)
        self.editor = editor
        self.cards: dict[str, Card] = {}
        self.layer = EdgeLayer()
        self.addItem(self.layer)
        self.frames = FrameLayer(self)
        self.traffic = Traffic(bridge, self)
        self.readings = Readings(bridge, self)
        self._graph = Graph()
        self._uses = editor.standpoint.uses
        self._places: dict[str, Point] = {}
        self._automatic: dict[str, Point] = {}
        self._instruments: dict[str, tuple[object, Instrument | None]] = {}
        self._selected_edges: frozenset[Edge] = frozenset()
        self._hovered_edge: Edge | None = None
        self._lit_edge: Edge | None = None
        self._covered: Array | None = None
        self._doubtful: set[int] = set()
        editor.analysis_changed.connect(self.sync)
        editor.document_replaced.connect(self._start_anew)
        editor.standpoint_changed.connect(self.sync)
        editor.selection_changed.connect(self.show_selection)
        self.traffic.changed.connect(self._recolour)
        self.readings.changed.connect(self._refresh_instruments)
        theme.themes.changed.connect(self._on_theme)
        self.sync()

    @property
    def graph(self) -> Graph:
        """The graph that is drawn: between an edit and `sync`, still the one before."""
        return self._graph

    def sync(self) -> None:
        """Let cards and edges show the project as it now is."""
        if self._uses != self.editor.standpoint.uses:
            # Ids mean something in their own graph only: no card stays.
            self._start_anew()
        graph = self._graph = self.editor.graph
        for id in self.cards.keys() - graph.nodes.keys():
            self.removeItem(self.cards.pop(id))
            self._instruments.pop(id, None)
        moved = self._sync_faces(graph)
        moved |= self._sync_places(graph)
        if moved or tuple(self.layer.edges) != graph.edges:
            self.layer.set_edges(graph.edges, *self._ends(graph.edges), self._corners())
            self._covered = None
            self._recolour()
        elif self.layer.provisional:
            self.settle()
        self.frames.sync()
        self.select_edges(self._selected_edges, self.frames.selected)
        self._hovered_edge = self._hovered_edge if self._hovered_edge in graph.edges else None
        self._lit_edge = self._lit_edge if self._lit_edge in graph.edges else None
        self._show_marks()
        self.show_selection()
        self.synced.emit()

    def places(self) -> dict[str, Point]:
        """Return where the cards stand as the project or the automatic layout has it."""
        return dict(self._places)

    def rects(self) -> dict[str, QRectF]:
        """Return the cards' outlines by node id."""
        return {id: card.scene_rect() for id, card in self.cards.items()}

    def boxes(self, *, stack: bool = False) -> dict[str, Box]:
        """Return the cards as the layout sees them, by node id, see `Card.box`."""
        return {id: card.box(stack=stack) for id, card in self.cards.items()}

    def show_at(
        self, places: Mapping[str, Point], *, passing: bool = False, over: bool = False
    ) -> None:
        """Show cards at other places while a gesture lasts; the project is not touched.

        Where they are only ``passing``, wires do not go round cards; where they are held
        ``over`` the canvas, wires do not go round these.
        """
        passed = QRectF()
        for id, (x, y) in places.items():
            card = self.cards[id]
            passed = passed.united(card.scene_rect())
            card.setPos(x, y)
            passed = passed.united(card.scene_rect())
        rows = [
            row
            for row, edge in enumerate(self.layer.edges)
            if edge.source in places or edge.target in places
        ]
        ends = self._ends([self.layer.edges[row] for row in rows])
        cards = np.empty((0, 4)) if passing else self._corners(places if over else ())
        rerouted = self.layer.move(rows, *ends, cards, passed)
        self._doubtful.update(rows, rerouted, self.layer.rows_in(passed))

    def settle(self) -> None:
        """Give all wires the ways that they have at rest, after cards were shown elsewhere."""
        self.layer.reroute(self._corners())
        self._covered = None

    def card_at(self, point: QPointF, reach_px: float = 0.0) -> Card | None:
        """Return the topmost card at a point of the scene."""
        for card in self._cards_near(point, reach_px):
            if card.scene_rect().contains(point):
                return card
        return None

    def badge_at(self, point: QPointF) -> Card | None:
        """Return the card whose problem badge lies at a point of the scene."""
        for card in self._cards_near(point, 12.0):
            if card.face.severity and card.badge_rect().contains(point - card.pos()):
                return card
        return None

    def port_at(self, point: QPointF, reach_px: float) -> tuple[Card, str, bool] | None:
        """Return the nearest port: its card, its name, whether it is an input."""
        best: tuple[float, Card, str, bool] | None = None
        for card in self._cards_near(point, reach_px):
            sides = (
                (card.face.inputs, card.frame.inputs, True),
                (card.face.outputs, card.frame.outputs, False),
            )
            if card.face.is_dot:
                hit = side_of_dot(card.scene_rect(), point, reach_px)
                if hit is not None and (best is None or hit[0] < best[0]):
                    port = (card.face.inputs if hit[1] else card.face.outputs)[0]
                    best = (hit[0], card, port.name, hit[1])
                continue
            for faces, points, is_input in sides:
                for face, place in zip(faces, points, strict=True):
                    offset = card.pos() + place - point
                    distance = float(np.hypot(offset.x(), offset.y()))
                    if distance <= reach_px and (best is None or distance < best[0]):
                        best = (distance, card, face.name, is_input)
        return None if best is None else best[1:]

    @property
    def selected_edges(self) -> frozenset[Edge]:
        """Edges that are selected."""
        return self._selected_edges

    def select_edges(self, edges: Iterable[Edge], frames: Iterable[str] = ()) -> None:
        """Select these edges and comment frames and no others; what is gone is passed over."""
        wanted = frozenset(edges) & frozenset(self.graph.edges)
        changed = self.frames.select(frames)
        if wanted != self._selected_edges:
            self._selected_edges = wanted
            self._show_marks()
            changed = True
        if changed:
            self.editor.selection_changed.emit()

    def hover_edge(self, edge: Edge | None) -> None:
        """Show that the pointer is over an edge, or over none."""
        if edge != self._hovered_edge:
            self._hovered_edge = edge
            self._show_marks()

    def light_edge(self, edge: Edge | None) -> None:
        """Show that a drop would come to stand on an edge, or on none."""
        if edge != self._lit_edge:
            self._lit_edge = edge
            self._show_marks()

    def covered(self) -> Array:
        """Return which points of the edges lie under a card, (E, samples)."""
        table = self.layer.table
        if self._covered is None or self._covered.shape != table.shape[:2]:
            self._covered = _covered(table, self._corners())
        elif self._doubtful:
            # A drag asks with each frame: only what it touched is looked at anew.
            rows = sorted(self._doubtful)
            self._covered = self._covered.copy()
            self._covered[rows] = _covered(table[rows], self._corners())
        self._doubtful.clear()
        return self._covered

    def _corners(self, without: Collection[str] = ()) -> Array:
        # Points on wires are part of the wires: nothing goes round them or hides under them.
        cards = [card for card in self.cards.values() if not card.face.is_dot]
        corners = [c.scene_rect().getCoords() for c in cards if c.node_id not in without]
        return np.array(corners).reshape(-1, 4)

    def _cards_near(self, point: QPointF, reach_px: float) -> list[Card]:
        reach = max(reach_px, 0.5)
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        return [item for item in self.items(area) if isinstance(item, Card)]

    def _sync_faces(self, graph: Graph) -> bool:
        editor = self.editor
        collapsed = annotations_of(editor.project, editor.scope).collapsed
        maker = FaceMaker(graph, editor.analysis, editor.standpoint, collapsed)
        losses = sum(isinstance(node.module, Loss) for node in graph.nodes.values())
        moved = False
        for id, node in graph.nodes.items():
            card = self.cards.get(id)
            if card is None:
                card = self.cards[id] = Card(id, self.readings)
                self.addItem(card)
            face = maker.face(node)
            small = face.collapsed or face.is_dot
            moved |= card.show_face(face, None if small else self._instrument(id, losses))
        return moved

    def _instrument(self, id: str, losses: int) -> Instrument | None:
        analysis, node = self.editor.analysis, self.graph.nodes[id]
        path = self.editor.path_of(node)
        flat = analysis.flat.nodes.get(path)
        known = path in analysis.inference.outputs
        share = "" if flat is None else flat.share
        inside = inside_of(self.editor.project, node.module)
        key = (path, node.module, analysis.inputs_of(path), known, share, losses, inside)
        cached = self._instruments.get(id)
        if cached is None or cached[0] != key:
            cached = (key, instrument_for(path, node.module, analysis, inside))
            self._instruments[id] = cached
        return cached[1]

    def _sync_places(self, graph: Graph) -> bool:
        stored = self.editor.project.layout.get(self.editor.scope, {})
        known = {id: place for id, place in self._automatic.items() if id in graph.nodes}
        known |= {id: place for id, place in stored.items() if id in graph.nodes}
        if len(known) < len(graph.nodes):
            known = place_all(graph, known, self.boxes(stack=True))
            self._automatic |= {id: known[id] for id in known if id not in stored}
        self._places = dict(known)
        moved = False
        for id, (x, y) in known.items():
            place = QPointF(x, y)
            if self.cards[id].pos() != place:
                self.cards[id].setPos(place)
                moved = True
        return moved

    def _ends(self, edges: Iterable[Edge]) -> tuple[Array, Array]:
        ends = [
            (*self._end(e.source, e.source_port, False), *self._end(e.target, e.target_port, True))
            for e in edges
        ]
        array = np.array(ends, dtype=np.float64).reshape(-1, 4)
        return array[:, :2], array[:, 2:]

    def _end(self, id: str, port: str, is_input: bool) -> Point:
        card = self.cards.get(id)
        if card is None:
            return 0.0, 0.0
        point = card.port_at(port, is_input=is_input)
        if point is None:  # the file wired a port that does not exist; a problem says so
            point = card.pos() + QPointF(0.0 if is_input else card.frame.width, 24.0)
        return point.x(), point.y()

    def _recolour(self) -> None:
        widths, levels = self.traffic.styles(
            self.graph, self.layer.edges, self.editor.standpoint.prefix
        )
        self.layer.set_styles(widths, levels)
        self._tint_dots()

    def _tint_dots(self) -> None:
        """Draw points on wires in the colour of the wire that arrives."""
        dots = {id: card for id, card in self.cards.items() if card.face.is_dot}
        arriving = {edge.target: edge for edge in self.layer.edges if edge.target in dots}
        still = theme.colour("wire_still")
        for id, card in dots.items():
            card.set_tint(self.layer.colour_of(arriving[id]) if id in arriving else still)

    def _refresh_instruments(self, what: str) -> None:
        for card in self.cards.values():
            if card.instrument is not None and card.instrument.watches == what:
                card.update()

    def show_selection(self) -> None:
        """Draw as selected what the editor has selected."""
        selected = self.editor.selected
        for id, card in self.cards.items():
            card.set_selected(id in selected)
        self.frames.show_selection()

    def _show_marks(self) -> None:
        marks = dict.fromkeys(self._selected_edges, "selected")
        if self._lit_edge is not None:
            marks[self._lit_edge] = "selected"
        if self._hovered_edge is not None:
            marks.setdefault(self._hovered_edge, "hovered")
        self.layer.set_marks(marks)

    def _start_anew(self) -> None:
        for card in self.cards.values():
            self.removeItem(card)
        self.frames.start_anew()
        self.cards = {}
        self._uses = self.editor.standpoint.uses
        self._places = {}
        self._automatic = {}
        self._instruments = {}
        self._selected_edges = frozenset()

    def _on_theme(self) -> None:
        self.layer.update()
        self.frames.update()
        self._tint_dots()
        for card in self.cards.values():
            card.update()


def _covered(table: Array, boxes: Array) -> Array:
    covered = np.zeros(table.shape[:2], dtype=bool)
    if not len(table) or not len(boxes):
        return covered
    left, top = boxes[:, 0] + 1, boxes[:, 1] + 1
    right, bottom = boxes[:, 2] - 1, boxes[:, 3] - 1
    low, high = table.min(axis=1), table.max(axis=1)
    meet = (
        (low[:, None, 0] < right)
        & (high[:, None, 0] > left)
        & (low[:, None, 1] < bottom)
        & (high[:, None, 1] > top)
    )
    edge, card = np.nonzero(meet)
    x, y = table[edge, :, 0], table[edge, :, 1]
    inside = (
        (x > left[card, None])
        & (x < right[card, None])
        & (y > top[card, None])
        & (y < bottom[card, None])
    )
    np.logical_or.at(covered, edge, inside)
    return covered
