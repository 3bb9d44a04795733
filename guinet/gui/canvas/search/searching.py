"""The one search of a canvas: what opens it, what it holds in hand, and what it adds."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPainter

from guinet.graph.fitting import Hand
from guinet.graph.model import Edge
from guinet.gui.canvas.joining import Joining
from guinet.gui.canvas.rerouting import middles
from guinet.gui.canvas.search.listing import Row
from guinet.gui.canvas.search.popup import SearchPopup
from guinet.gui.canvas.wire_in_hand import paint_wire

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Searching"]

_REMEMBERED = 12


class Searching(QObject):
    """Opens a search at the pointer and adds what is chosen in it.

    Attributes
    ----------
    popup
        The popup, None while there is none.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._joining = Joining(view.canvas)
        self._recent: deque[str] = deque(maxlen=_REMEMBERED)
        self._hand = Hand()
        self._point = QPointF()
        self.popup: SearchPopup | None = None
        view.viewport().installEventFilter(self)
        view.editor.project_changed.connect(lambda _diff: self.close())
        view.editor.document_replaced.connect(self.close)
        view.editor.standpoint_changed.connect(self.close)
        view.zoom_changed.connect(self.close)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.close)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Learn that the canvas goes."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Resize):
            self.close()
        return False

    def open_here(self) -> None:
        """Search at the pointer, or in the middle where that is not over the canvas."""
        place = self._view.whereabouts.place
        if place is None:
            place = self._view.viewport().rect().center()
        self._open(Hand(), self._view.event_point(place))

    def open_for_wire(self, node: str, port: str, *, forward: bool, point: QPointF) -> None:
        """Search for what a wire could be joined with that was dropped at a point."""
        end = (node, port)
        self._open(Hand(source=end) if forward else Hand(target=end), point)

    def open_on_edge(self, edge: Edge, point: QPointF) -> None:
        """Search for what could be put on a wire."""
        self._open(Hand.of_edge(edge), point)

    def open_on_selected(self) -> None:
        """Search for what could be put on the selected wire, in its middle."""
        for edge, point in middles(self._view.canvas).items():
            self.open_on_edge(edge, point)

    def open_at(self, point: QPointF) -> None:
        """Search for what could stand at a point."""
        self._open(Hand(), point)

    def close(self, *_: object) -> None:
        """Close it and let go of what is in hand."""
        popup, self.popup = self.popup, None
        if popup is None:
            return
        had_focus = popup.isAncestorOf(popup.window().focusWidget() or self._view)
        popup.close_down()
        self._view.canvas.light_edge(None)
        self._view.viewport().update()
        if had_focus:
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)

    def paint(self, painter: QPainter) -> None:
        """Draw the wire that waits for what is chosen."""
        hand = self._hand
        end = hand.source or hand.target
        if self.popup is None or end is None or (hand.source and hand.target):
            return
        card = self._view.canvas.cards.get(end[0])
        begin = None if card is None else card.port_at(end[1], is_input=hand.source is None)
        if begin is not None:
            transform = self._view.viewportTransform()
            ends = transform.map(begin), transform.map(self._point)
            paint_wire(painter, *ends, forward=hand.source is not None)

    def _open(self, hand: Hand, point: QPointF) -> None:
        self.close()
        view = self._view
        self._hand, self._point = hand, point
        on_a_wire = hand.source is not None and hand.target is not None
        asked = self._joining.fitting(hand)
        if on_a_wire:
            view.canvas.light_edge(Edge(*hand.source, *hand.target))  # type: ignore[misc]
        if hand.is_empty:
            keys, chip = ("insert", "close"), ""
        elif on_a_wire:
            keys, chip = ("insert on the wire", "close"), "fits this wire"
        else:
            known = asked.spec
            keys = ("insert and connect", "drop the wire")
            chip = "fits this wire" if known is None else f"fits {known.text()}"
        popup = SearchPopup(view.window(), asked, chip, self._recent, keys)
        popup.chosen.connect(self._add)
        popup.dismissed.connect(lambda: self._dismiss(popup))
        self.popup = popup
        place = view.viewport().mapTo(view.window(), view.viewportTransform().map(point).toPoint())
        popup.stand_at(place)
        view.viewport().update()

    def _dismiss(self, popup: SearchPopup) -> None:
        """Close a popup, be it one that was given up while it came into sight."""
        if self.popup is popup:
            self.close()
        else:
            popup.close_down()
            self._view.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add(self, row: Row) -> None:
        hand, point = self._hand, self._point
        self.close()
        if row.name in self._recent:
            self._recent.remove(row.name)
        self._recent.appendleft(row.name)
        id = self._joining.add(row.offer, row.fit, hand, point)
        self._view.show_rect(self._view.card(id).scene_rect())
        if row.fit.reason:
            self._view.status_message.emit(row.fit.reason)
