"""What the cards that can be seen look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from guinet.gui.canvas.card import FLAT_BELOW, Card
from guinet.gui.canvas.view import CanvasView
from guinet.gui.sight import Sight
from guinet.lens.view import Unseen, View

__all__ = ["Looking"]

_LOOK_MS = 200
_MOST = 160
"""So many views at most; with more of them each would be old before its turn comes again."""


class Looking(QObject):
    """Tells the sight which instruments are in sight, and the readings what was seen.

    Only instruments within the view count, near enough to be read. Where another sample is
    chosen, cards keep what they show until what they are to show was seen.
    """

    def __init__(self, canvas: CanvasView, sight: Sight) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._sight = sight
        self._views: tuple[View, ...] = ()
        self._known_drawers: dict[View, list[str]] | None = None
        canvas.canvas.synced.connect(self._on_synced)
        sight.seen.connect(self._on_seen)
        canvas.canvas.readings.viewed.connect(self._refresh)
        canvas.canvas.readings.follow(sight)
        sight.sample.changed.connect(self._on_sample)
        timer = QTimer(self)
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Look which cards are in sight now."""
        views = tuple(dict.fromkeys(self._in_sight()))[:_MOST]
        if views != self._views:
            self._views = views
            readings = self._canvas.canvas.readings
            self._sight.look(self, views)
            readings.catch_up(self._sight, views)
            readings.keep_views(self._drawers)

    def _in_sight(self) -> list[View]:
        canvas = self._canvas
        if not canvas.isVisible() or canvas.transform().m11() < FLAT_BELOW:
            return []
        if canvas.window().isMinimized():
            return []
        scene, seen = canvas.canvas, canvas.mapToScene(canvas.viewport().rect())
        table = scene.deck.table
        area = seen.boundingRect()
        cards = map(table.card, table.rows_meeting(area).tolist())
        return [
            view
            for card in cards
            if area.intersects(card.frame.body.translated(card.pos()))
            for view in self._views_of(card)
        ]

    def _views_of(self, card: Card) -> tuple[View, ...]:
        sample = self._canvas.canvas.readings.sample
        return () if card.instrument is None else card.instrument.views(sample)

    @property
    def _drawers(self) -> dict[View, list[str]]:
        """Which cards draw something of each view; of thousands of cards this takes a while."""
        if self._known_drawers is None:
            self._known_drawers = {}
            for id, card in self._canvas.canvas.cards.items():
                for view in self._views_of(card):
                    self._known_drawers.setdefault(view, []).append(id)
        return self._known_drawers

    def _refresh(self, views: set[View]) -> None:
        """Have the cards painted anew that draw something of this."""
        drawers = self._drawers
        self._canvas.canvas.deck.refresh({id for view in views for id in drawers.get(view, ())})

    def _on_sample(self) -> None:
        self._canvas.canvas.readings.sample = self._sight.sample.at
        self._known_drawers = None
        self.look()

    def _on_synced(self) -> None:
        self._known_drawers = None

    def _on_seen(self, view: View, result: Any) -> None:
        if view in self._views:
            gone = isinstance(result, Unseen)
            self._canvas.canvas.readings.take(view, None if gone else result)
