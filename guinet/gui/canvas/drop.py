"""Modules and composites that are dragged in from the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QPainter

from guinet.graph.fitting import Fit, Hand
from guinet.graph.model import Edge
from guinet.gui.canvas.bubble import paint_bubble
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.hints import DROP_SIZE, paint_drop
from guinet.gui.canvas.joining import Joining, fit_words
from guinet.gui.canvas.layout import free_place
from guinet.gui.canvas.search.offers import Offer, offer
from guinet.gui.canvas.wire_in_hand import paint_wire
from guinet.gui.mime import dragged_module

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["DropTarget"]

_WIRE_REACH_PX, _PORT_REACH_PX = 16.0, 18.0
_BESIDE_PX = 56.0


class DropTarget(QObject):
    """Shows where a dragged module would stand and what it would be joined with, and places it.

    Over a wire it would be put on it, over a free port it would be joined with that, and
    anywhere else its middle comes to stand under the pointer.

    Attributes
    ----------
    place
        Where the drag is, on the viewport; None while there is none.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._joining = Joining(view.canvas)
        self.place: QPointF | None = None
        self._offer: Offer | None = None
        self._hand = Hand()
        self._fit: Fit | None = None
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the events of drags from the viewport."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._drop(event)
        elif isinstance(event, QDragMoveEvent):  # entering is moving, too
            self._over(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._leave()
        else:
            return False
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw the outline of the card, its wire, and what would come of it."""
        if self.place is None:
            return
        view, middle = self._view, self._middle(self.place)
        paint_drop(painter, middle, view.zoom)
        fit = self._fit
        if fit is None:
            return
        bad = fit.level != "ok"
        held = self._held()
        if held is not None:
            card, port, is_input = held
            begin = card.port_at(port, is_input=is_input)
            side = (DROP_SIZE[0] / 2 if is_input else -DROP_SIZE[0] / 2) * view.zoom
            end = middle + QPointF(side, (24 - DROP_SIZE[1] / 2) * view.zoom)
            if begin is not None:
                begin = view.viewportTransform().map(begin)
                paint_wire(painter, begin, end, forward=not is_input, bad=bad)
        words = fit_words(self._joining.fitting(self._hand), fit)
        if words:
            below = QPointF(20, 24)
            kind = "warning" if bad else "info"
            paint_bubble(painter, self.place + below, words, kind, view.viewport().rect())

    def _over(self, event: QDragMoveEvent) -> None:
        name = dragged_module(event.mimeData())
        if name is None:
            event.ignore()
            return
        if self._offer is None or self._offer.item.name != name:
            self._offer = offer(name)
        self._look(event.position())
        event.acceptProposedAction()

    def _leave(self) -> None:
        self.place, self._offer, self._hand, self._fit = None, None, Hand(), None
        self._show()

    def _drop(self, event: QDropEvent) -> None:
        """Place the module as one step, and select it."""
        name = dragged_module(event.mimeData())
        if name is None:
            self._leave()
            event.ignore()
            return
        event.acceptProposedAction()
        view = self._view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer = offer(name)
        self._look(event.position())
        chosen, hand, fit = self._offer, self._hand, self._fit
        point = view.event_point(self._middle(event.position()))
        self._leave()
        if chosen is None or fit is None:
            view.add_module(name, point)
            return
        if hand.source is None or hand.target is None:
            side = DROP_SIZE[0] / 2 if hand.source is None else -DROP_SIZE[0] / 2
            point += QPointF(side, 24 - DROP_SIZE[1] / 2)
        self._joining.add(chosen, fit, hand, point)
        if fit.reason:
            view.status_message.emit(fit.reason)

    def _look(self, place: QPointF) -> None:
        """See what lies under the drag."""
        self.place = place
        hand = self._hand_at(self._view.event_point(place))
        if hand != self._hand:
            self._hand, self._fit = hand, None
        if self._fit is None and self._offer is not None and not hand.is_empty:
            fit = self._joining.fitting(hand).fit(self._offer.plain)
            if fit.level == "refused":  # it has nothing to be joined by, so it just stands there
                self._hand = Hand()
            else:
                self._fit = fit
        self._show()

    def _hand_at(self, point: QPointF) -> Hand:
        canvas, zoom = self._view.canvas, self._view.zoom
        hit = canvas.port_at(point, _PORT_REACH_PX / zoom)
        if hit is not None:
            card, port, is_input = hit
            if not is_input:
                return Hand(source=(card.node_id, port))
            if canvas.graph.edge_into(card.node_id, port) is None:
                return Hand(target=(card.node_id, port))
        if canvas.card_at(point) is not None:
            return Hand()
        edge = canvas.layer.at(point, _WIRE_REACH_PX / zoom)
        return Hand() if edge is None else Hand.of_edge(edge)

    def _held(self) -> tuple[Card, str, bool] | None:
        """Return the port that the module would be joined with, None on a wire."""
        source, target = self._hand.source, self._hand.target
        end = source or target
        if end is None or (source is not None and target is not None):
            return None
        return self._view.card(end[0]), end[1], source is None

    def _middle(self, place: QPointF) -> QPointF:
        """Return where the middle of the card would be: beside the port that it is joined with."""
        held = self._held()
        if held is None or self._fit is None:
            return place
        card, port, is_input = held
        at = card.port_at(port, is_input=is_input)
        if at is None:
            return place
        aside = _BESIDE_PX + DROP_SIZE[0] / 2
        middle = at + QPointF(-aside if is_input else aside, DROP_SIZE[1] / 2 - 24)
        half = QPointF(DROP_SIZE[0] / 2, DROP_SIZE[1] / 2)
        corner = middle - half
        taken = list(self._view.canvas.rects().values())
        corner = QPointF(*free_place((corner.x(), corner.y()), DROP_SIZE, taken))
        return self._view.viewportTransform().map(corner + half)

    def _show(self) -> None:
        self._view.beginnings.make_way(self.place is not None)
        hand, edge = self._hand, None
        if hand.source is not None and hand.target is not None and self._fit is not None:
            edge = Edge(*hand.source, *hand.target)
        self._view.canvas.light_edge(edge)
        self._view.viewport().update()
