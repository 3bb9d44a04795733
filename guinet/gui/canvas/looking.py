"""What the cards that can be seen look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer

from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.view import CanvasView
from guinet.gui.sight import Sight
from guinet.lens.view import Unseen, View

__all__ = ["Looking"]

_LOOK_MS = 200
_MOST = 160
"""So many views at most; with more of them each would be old before its turn comes again."""


class Looking(QObject):
    """Tells the sight which instruments are in sight, and the readings what was seen.

    Only cards within the view count, near enough to be read.
    """

    def __init__(self, canvas: CanvasView, sight: Sight) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._sight = sight
        self._views: tuple[View, ...] = ()
        sight.seen.connect(self._on_seen)
        canvas.canvas.readings.viewed.connect(self._refresh)
        sight.forgot.connect(canvas.canvas.readings.forget_views)
        timer = QTimer(self)
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def look(self) -> None:
        """Look which cards are in sight now."""
        views = tuple(dict.fromkeys(self._in_sight()))[:_MOST]
        if views != self._views:
            self._views = views
            scene = self._canvas.canvas
            self._sight.look(self, views)
            for view in views:
                known = self._sight.newest(view)
                if known is not None and scene.readings.seen(view) is not known:
                    scene.readings.take(view, known)
            sample = scene.readings.sample
            scene.readings.keep_views(
                {
                    view
                    for card in scene.cards.values()
                    if card.instrument is not None
                    for view in card.instrument.views(sample)
                }
            )

    def _in_sight(self) -> list[View]:
        canvas = self._canvas
        if not canvas.isVisible() or canvas.transform().m11() < FLAT_BELOW:
            return []
        if canvas.window().isMinimized():
            return []
        scene, seen = canvas.canvas, canvas.mapToScene(canvas.viewport().rect())
        area, sample = seen.boundingRect(), scene.readings.sample
        found: list[View] = []
        for card in scene.cards.values():
            instrument = card.instrument
            if instrument is not None and card.scene_rect().intersects(area):
                found += instrument.views(sample)
        return found

    def _refresh(self, views: set[View]) -> None:
        """Have the cards painted anew that draw something of this."""
        scene = self._canvas.canvas
        sample = scene.readings.sample
        scene.deck.refresh(
            id
            for id, card in scene.cards.items()
            if card.instrument is not None and not views.isdisjoint(card.instrument.views(sample))
        )

    def _on_seen(self, view: View, result: Any) -> None:
        if view in self._views:
            gone = isinstance(result, Unseen)
            self._canvas.canvas.readings.take(view, None if gone else result)
