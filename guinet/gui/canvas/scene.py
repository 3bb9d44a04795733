"""The scene: one card per node and all edges, following the project's edits."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QTimerEvent, Signal
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QGraphicsScene

from guinet.core.loss import Loss
from guinet.core.types import Array
from guinet.graph.frozen import frozen_edges
from guinet.graph.model import Edge, Graph
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.card_instruments import Instrument, inside_of, instrument_for
from guinet.gui.canvas.card_layer import CardLayer
from guinet.gui.canvas.edges import EdgeLayer
from guinet.gui.canvas.face_maker import FaceMaker
from guinet.gui.canvas.frames.layer import FrameLayer
from guinet.gui.canvas.layout import Point, place_all
from guinet.gui.canvas.nearest_port import nearest_port
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.tidy.box import Box
from guinet.gui.canvas.traffic import Traffic
from guinet.gui.editor import Editor
from guinet.project.annotation_edits import annotations_of

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["CanvasScene"]

_EXTENT_PX = 60_000.0
_FARTHEST_PORT_PX = 24.0
_LONGEST_ROUTING_S = 0.004
_SEARCH_MS, _SEARCH_S = 16, 0.008


class CanvasScene(QGraphicsScene):
    """Cards and edges of the graph that the editor shows; holds ids, never nodes.

    Signals
    -------
    synced
        Cards and edges show the graph as it now is.
    touched
        Something must be painted again.

    Attributes
    ----------
    cards
        By node id.
    layer
        All edges.
    deck
        All cards, as they are drawn.
    frames
        All comment frames.
    traffic, readings
        What the run reports.
    """

    synced = Signal()
    touched = Signal()

    def __init__(self, editor: Editor, bridge: Bridge) -> None:
        super().__init__()
        # Fixed and far larger than any graph: dragging never shifts the view.
        self.setSceneRect(-_EXTENT_PX / 2, -_EXTENT_PX / 2, _EXTENT_PX, _EXTENT_PX)
        self.editor = editor
        self.cards: dict[str, Card] = {}
        self.layer = EdgeLayer(self.touched.emit)
        self.deck = CardLayer(self.cards, self.touched.emit)
        self.frames = FrameLayer(self)
        self.traffic = Traffic(bridge, self)
        self.readings = Readings(bridge, self)
        self._graph = Graph()
        self._uses = editor.standpoint.uses
        self._places: dict[str, Point] = {}
        self._automatic: dict[str, Point] = {}
        self._instruments: dict[str, tuple[object, Instrument | None]] = {}
        self._facts: dict[str, object] = {}
        self._selected_edges: frozenset[Edge] = frozenset()
        self._hovered_edge: Edge | None = None
        self._lifted_edges: list[int] = []
        self._slow = False
        self._search_timer = 0
        self._lit_edge: Edge | None = None
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
            self._remove(self.cards.pop(id))
            self._instruments.pop(id, None)
            self._facts.pop(id, None)
        fresh = graph.nodes.keys() - self.cards.keys()
        moved = self._sync_faces(graph) | self._sync_places(graph)
        self.deck.came(fresh)
        frozen = self.traffic.freeze(frozen_edges(self.editor.analysis))
        laid = moved or tuple(self.layer.edges) != graph.edges
        if laid:
            ends = self._ends(graph.edges, moved)
            self.layer.set_edges(graph.edges, *ends, self.deck.table.corners())
        if laid or frozen:
            self._recolour()
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

        They are in the hand until `settle`. Where they are only ``passing``, wires do not go
        round cards; where they are held ``over`` the canvas, wires do not go round these.
        """
        if self.deck.lifted != places.keys():
            self._lifted_edges = self.layer.rows_at(places)
            self.layer.lift(self._lifted_edges)
            self.deck.lift(places)
        passed = QRectF()
        for id, (x, y) in places.items():
            card = self.cards[id]
            passed = passed.united(card.scene_rect())
            card.setPos(QPointF(x, y))
            passed = passed.united(card.scene_rect())
        rows = self._lifted_edges
        ends = self._ends([self.layer.edges[row] for row in rows], places)
        if self._slow:
            self.layer.move_plainly(rows, *ends)
        else:
            begin = time.perf_counter()
            table = self.deck.table
            cards = np.empty((0, 4)) if passing else table.corners(places if over else ())
            self.layer.move(rows, *ends, cards, passed)
            # In large networks wires find their ways only when the hand lets go.
            self._slow = time.perf_counter() - begin > _LONGEST_ROUTING_S
        self.touched.emit()

    def settle(self) -> None:
        """Put down what a gesture holds, and give all wires the ways that they have at rest."""
        self.layer.lift(())
        self.deck.lift(())
        self._slow = False
        if self.layer.provisional:
            self.layer.reroute(self.deck.table.corners())
        if self.layer.searching and not self._search_timer:
            self._search_timer = self.startTimer(_SEARCH_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Go on looking for the ways of wires, in pieces that hold nothing up."""
        self.layer.go_on(_SEARCH_S)
        if not self.layer.searching:
            self.killTimer(self._search_timer)
            self._search_timer = 0

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Draw wires and cards where the scene is rendered; a view paints them in layers."""
        ratio = painter.device().devicePixelRatioF()
        way = painter.worldTransform()
        self.frames.paint(painter, QRectF(rect))
        self.layer.paint(painter, QRectF(rect), way.m11())
        device = way * QTransform.fromScale(ratio, ratio)
        self.deck.paint(painter, QRectF(rect), device, ratio)

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
        # From afar the room around a port would take in all of its card.
        reach_px = min(reach_px, _FARTHEST_PORT_PX)
        return nearest_port(self._cards_near(point, reach_px), point, reach_px)

    @property
    def selected_edges(self) -> frozenset[Edge]:
        """Edges that are selected."""
        return self._selected_edges

    def select_edges(self, edges: Iterable[Edge], frames: Iterable[str] = ()) -> None:
        """Select these edges and comment frames and no others; what is gone is passed over."""
        wanted = frozenset(edges)
        if wanted:
            wanted &= frozenset(self.graph.edges)
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

    def _cards_near(self, point: QPointF, reach_px: float) -> list[Card]:
        reach = max(reach_px, 0.5)
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        return [item for item in self.items(area) if isinstance(item, Card)]

    def _sync_faces(self, graph: Graph) -> set[str]:
        """Let cards show what they should; return those whose frame changed."""
        editor = self.editor
        collapsed = annotations_of(editor.project, editor.scope).collapsed
        maker = FaceMaker(graph, editor.analysis, editor.standpoint, collapsed)
        losses = sum(isinstance(node.module, Loss) for node in graph.nodes.values())
        moved: set[str] = set()
        for id, node in graph.nodes.items():
            card = self.cards.get(id)
            if card is None:
                card = self.cards[id] = Card(id, self.readings, self.deck.changed)
                self.addItem(card)
            facts = maker.facts(node)
            if facts is not None and self._facts.get(id) == (losses, facts):
                continue
            self._facts[id] = losses, facts
            face = maker.face(node)
            small = face.collapsed or face.is_dot
            if card.show_face(face, None if small else self._instrument(id, losses)):
                moved.add(id)
        return moved

    def _instrument(self, id: str, losses: int) -> Instrument | None:
        analysis, node = self.editor.analysis, self.graph.nodes[id]
        path = self.editor.path_of(node)
        flat = analysis.flat.nodes.get(path)
        known = path in analysis.inference.outputs
        share, bypass = ("", None) if flat is None else (flat.share, flat.bypass)
        inside = inside_of(self.editor.project, node.module)
        key = (path, node.module, analysis.inputs_of(path), known, share, bypass, losses, inside)
        cached = self._instruments.get(id)
        if cached is None or cached[0] != key:
            cached = (key, instrument_for(path, node.module, analysis, inside))
            self._instruments[id] = cached
        return cached[1]

    def _sync_places(self, graph: Graph) -> set[str]:
        stored = self.editor.project.layout.get(self.editor.scope, {})
        known = {id: place for id, place in self._automatic.items() if id in graph.nodes}
        known |= {id: place for id, place in stored.items() if id in graph.nodes}
        if len(known) < len(graph.nodes):
            known = place_all(graph, known, self.boxes(stack=True))
            self._automatic |= {id: known[id] for id in known if id not in stored}
        self._places = dict(known)
        moved: set[str] = set()
        for id, (x, y) in known.items():
            place = QPointF(x, y)
            if self.cards[id].pos() != place:
                self.cards[id].setPos(place)
                moved.add(id)
        return moved

    def _ends(self, edges: Sequence[Edge], moved: Container[str]) -> tuple[Array, Array]:
        """Return where edges begin and end; known is that of cards that did not move."""
        ends, known = self.layer.known_ends(edges)
        fresh = [
            row
            for row, edge in enumerate(edges)
            if not known[row] or edge.source in moved or edge.target in moved
        ]
        ends[fresh] = [
            (*self._end(e.source, e.source_port, False), *self._end(e.target, e.target_port, True))
            for e in (edges[row] for row in fresh)
        ] or np.empty((0, 4))
        return ends[:, :2], ends[:, 2:]

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
        self.deck.refresh(
            id
            for id, card in self.cards.items()
            if card.instrument is not None and what in card.instrument.watches
        )

    def _remove(self, card: Card) -> None:
        self.deck.changed(card)
        self.removeItem(card)

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
        self.cards.clear()
        self.deck.clear()
        self.frames.start_anew()
        self._uses = self.editor.standpoint.uses
        self._places = {}
        self._automatic = {}
        self._instruments = {}
        self._facts = {}
        self._selected_edges = frozenset()

    def _on_theme(self) -> None:
        self.deck.forget()
        self.layer.stale.everything()
        self.deck.stale.everything()
        self._tint_dots()
