"""Adding a node and joining it in one step, with its card where the hand is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from guinet.graph.edits import add_node, connect
from guinet.graph.fitting import Fit, Fitting, Hand
from guinet.graph.model import Edge, Graph
from guinet.graph.scopes import inside
from guinet.graph.trial import Trials
from guinet.gui.canvas.commands import with_graph
from guinet.gui.canvas.face import Face, Frame
from guinet.gui.canvas.growth import make_way
from guinet.gui.canvas.landing import clear_place
from guinet.gui.canvas.layout import Point, move_nodes, snap
from guinet.gui.canvas.making_room import make_room
from guinet.gui.canvas.measure import measure
from guinet.gui.canvas.search.offers import Offer
from guinet.gui.editor import Editor

if TYPE_CHECKING:
    from guinet.gui.canvas.scene import CanvasScene

__all__ = ["Joining", "fit_words", "join_node", "trials_of"]


def join_node(graph: Graph, id: str, fit: Fit, hand: Hand) -> Graph:
    """Return the graph with a node joined with what is in hand, as it fits."""
    if hand.source is not None and fit.input is not None:
        graph = connect(graph, Edge(*hand.source, id, fit.input))
    if hand.target is not None and fit.output is not None:
        graph = connect(graph, Edge(id, fit.output, *hand.target))
    return graph


def trials_of(editor: Editor) -> Trials:
    """Return what answers for the graph on the canvas, from what is known about it already."""
    known = editor.analysis
    prefix = editor.standpoint.prefix
    return Trials(editor.graph, known.flat, known.order, known.inference, prefix)


class Joining:
    """Adds what is chosen to the project of a canvas.

    Parameters
    ----------
    scene
        The cards as they are shown.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._editor = scene.editor

    def fitting(self, hand: Hand) -> Fitting:
        """Return what answers whether things fit a hand."""
        editor = self._editor
        return Fitting(editor.graph, editor.fields, editor.analysis, hand, editor.standpoint.prefix)

    def add(self, offer: Offer, fit: Fit, hand: Hand, point: QPointF) -> str:
        """Add a node, join it, make room for it, and select it.

        Parameters
        ----------
        point
            Where the wire's end is: there its port comes to stand. Of what is on a wire, or has
            no wire, it is the middle. Where it would cover a card it moves to the nearest place
            above, below or beside where it does not; on a wire others move for it.

        Returns
        -------
        id
            Of the new node.
        """
        editor, scope = self._editor, self._editor.scope
        project, module = offer.place(editor.project, fit.module)
        graph, node = add_node(inside(project.graph, scope), module)
        graph = join_node(graph, node.id, fit, hand)
        project = with_graph(project, scope, graph)
        node = graph.nodes[node.id]
        cards = measure(project, editor.fields, editor.standpoint, (node.id,))
        face, frame = cards[node.id]
        x, y = _corner(face, frame, fit, hand, point)
        size = frame.width, frame.height
        if hand.source is None or hand.target is None:
            x, y = clear_place((x, y), size, self._scene.rects().values())
        places = self.places_with(graph, node.id, QRectF(x, y, *size), hand)
        added = move_nodes(project, places, scope)
        self._editor.apply(lambda _: added, f"Add {offer.item.name}")
        self._scene.select_edges(())
        self._editor.select((node.id,))
        return node.id

    def places_with(
        self, graph: Graph, id: str, rect: QRectF, hand: Hand, moved: Mapping[str, Point] = {}
    ) -> dict[str, Point]:
        """Return where all cards stand once one more does, those pushed aside that it needs."""
        places = {**self._scene.places(), **moved}
        if hand.source is None or hand.target is None:
            return {**places, id: (rect.left(), rect.top())}
        rects = self._scene.rects()
        before = rects[hand.source[0]]
        # It stands clear of the one before it, as the one behind it will of it.
        if before.left() < rect.left() < before.right() + 32 and _share_height(before, rect):
            rect.moveLeft(snap(before.right() + 32))
        rects[id] = rect
        pushed = make_room(graph, rects, id, hand.target[0])
        for other, (x, y) in pushed.items():
            rects[other].moveTo(x, y)
        # What stands under the wire is in the way of a high card only.
        pushed |= make_way(rects, {id: QRectF(rect.left(), rect.top(), rect.width(), 0.0)})
        return {**places, id: (rect.left(), rect.top()), **pushed}


def _corner(face: Face, frame: Frame, fit: Fit, hand: Hand, point: QPointF) -> Point:
    inputs = dict(zip((p.name for p in face.inputs), frame.inputs, strict=True))
    outputs = dict(zip((p.name for p in face.outputs), frame.outputs, strict=True))
    on_a_wire = hand.source is not None and hand.target is not None
    at = QPointF(frame.width / 2, frame.height / 2)
    if fit.input in inputs:
        at = inputs[fit.input]
    elif fit.output in outputs:
        at = outputs[fit.output]
    x = frame.width / 2 if on_a_wire else at.x()
    return snap(point.x() - x), snap(point.y() - at.y())


def _share_height(one: QRectF, other: QRectF) -> bool:
    return one.top() < other.bottom() and other.top() < one.bottom()


def fit_words(asked: Fitting, fit: Fit) -> str:
    """Return what would come of joining it: ``N × 8 → N × 32``, or why it does not fit."""
    if fit.reason:
        return fit.reason
    shapes = [spec.text() for spec in (asked.spec, fit.result) if spec is not None]
    return " → ".join(shapes)
