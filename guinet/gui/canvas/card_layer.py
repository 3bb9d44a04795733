"""All cards as one layer: from near kept pictures of each, from afar flat signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from guinet.core.types import Array
from guinet.gui.canvas.card import FLAT_BELOW, MARGIN_PX, Card
from guinet.gui.canvas.card_table import CardTable
from guinet.gui.canvas.far_names import FarNames
from guinet.gui.canvas.flat_cards import FlatCards
from guinet.gui.canvas.stale import Stale
from guinet.gui.canvas.whole_pixels import nearest

__all__ = ["CardLayer"]

_MOST_PICTURES_PX = 24_000_000


class CardLayer:
    """Draws the cards of a scene.

    Cards that are dragged are *lifted*: they are no part of the layer then, and are drawn over
    it in every frame, so that nothing else has to be painted again.

    Parameters
    ----------
    cards
        By node id, as the scene keeps them.
    told
        Called when something must be painted again.

    Attributes
    ----------
    table
        Where they stand.
    stale
        What of the layer must be painted again.
    lifted
        Ids of the cards in the hand.
    """

    def __init__(self, cards: Mapping[str, Card], told: Callable[[], None]) -> None:
        self._cards = cards
        self.table = CardTable(cards)
        self.stale = Stale(told)
        self.lifted: frozenset[str] = frozenset()
        self._flat = FlatCards(self.table)
        self._names = FarNames()
        self._pictures: dict[str, tuple[int, QPixmap]] = {}
        self._pictures_px = 0
        self._key: tuple[float, float] = (0.0, 0.0)

    def changed(self, card: Card) -> None:
        """Have a card painted anew that looks otherwise, or stood elsewhere until now."""
        self.table.changed(card.node_id)
        if card.node_id in self.table and card.node_id not in self.lifted:
            self.stale.rect(card.boundingRect().translated(card.pos()))

    def came(self, ids: Iterable[str]) -> None:
        """Have cards painted that are new, as soon as they stand where they should."""
        self.stale.boxes(self._reach(self.table.rows_of(ids)))

    def clear(self) -> None:
        """Have all painted anew, with other cards."""
        self.forget()
        self.table.clear()
        self.stale.everything()

    def refresh(self, ids: Iterable[str]) -> None:
        """Have cards painted anew within some frames: their instruments show other numbers."""
        ids = list(ids)
        for id in ids:
            self._pictures.pop(id, None)
        self.stale.boxes(self._reach(self.table.rows_of(ids)), soon=True)

    def lift(self, ids: Iterable[str]) -> None:
        """Take these cards into the hand, and no others."""
        wanted = frozenset(ids) & self._cards.keys()
        touched, self.lifted = wanted ^ self.lifted, wanted
        self.table.lift(wanted)
        for id in touched:
            card = self._cards.get(id)
            if card is not None:
                self.stale.rect(card.boundingRect().translated(card.pos()))

    def _reach(self, rows: list[int]) -> Array:
        """Return what the cards of some rows may touch, (n, 4)."""
        reach: Array = self.table.boxes[rows] + MARGIN_PX * np.array([-1.0, -1.0, 1.0, 1.0])
        return reach

    def forget(self) -> None:
        """Forget how cards look: everything has other colours now."""
        self._pictures.clear()
        self._pictures_px = 0
        self._names.forget()

    def paint(self, painter: QPainter, area: QRectF, device: QTransform, ratio: float) -> None:
        """Draw the cards that may be seen in a part of the scene, but those in the hand.

        Parameters
        ----------
        device
            From the scene to the pixels of the device.
        ratio
            Pixels of the device per pixel.
        """
        self._paint(painter, self.table.rows_in(area, MARGIN_PX), device, ratio)

    def paint_lifted(self, painter: QPainter, device: QTransform, ratio: float) -> None:
        """Draw the cards in the hand."""
        if self.lifted:
            rows = np.array(sorted(self.table.rows_of(self.lifted)), dtype=np.int64)
            self._paint(painter, rows, device, ratio)

    def _paint(self, painter: QPainter, rows: Array, device: QTransform, ratio: float) -> None:
        if not len(rows):
            return
        scale = device.m11()
        # In whole pixels of the device, or a card's hairlines would blur.
        boxes = nearest(self.table.boxes[rows] * scale + [device.dx(), device.dy()] * 2)
        painter.setWorldTransform(QTransform.fromScale(1.0 / ratio, 1.0 / ratio))
        if self._key != (scale, ratio):
            self.forget()
            self._key = (scale, ratio)
        if scale / ratio < FLAT_BELOW:
            dots = self.table.dots[rows]
            self._paint_flat(painter, rows[~dots], boxes[~dots])
            rows, boxes = rows[dots], boxes[dots]
        margin = math.ceil(MARGIN_PX * scale)
        for row, (x, y) in zip(rows.tolist(), boxes[:, :2].tolist(), strict=True):
            picture = self._picture(self.table.card(row), margin)
            painter.drawPixmap(int(x) - margin, int(y) - margin, picture)

    def _paint_flat(self, painter: QPainter, rows: Array, boxes: Array) -> None:
        scale, ratio = self._key
        self._flat.paint(painter, rows, boxes, scale)
        named = self._names.may_be_read(boxes, ratio)
        cards = [self.table.card(row) for row in rows[named].tolist()]
        self._names.paint(painter, cards, boxes[named], ratio)

    def _picture(self, card: Card, margin: int) -> QPixmap:
        """Return how a card looks; its corner lies a margin inside."""
        known = self._pictures.get(card.node_id)
        if known is not None and known[0] == card.version:
            return known[1]
        scale, ratio = self._key
        picture = QPixmap(
            math.ceil(card.frame.width * scale) + 2 * margin,
            math.ceil(card.frame.height * scale) + 2 * margin,
        )
        picture.fill(Qt.GlobalColor.transparent)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.translate(QPointF(margin, margin) / ratio)
        painter.scale(scale / ratio, scale / ratio)
        card.paint(painter, QStyleOptionGraphicsItem())
        painter.end()
        picture.setDevicePixelRatio(1.0)
        self._keep(card, picture)
        return picture

    def _keep(self, card: Card, picture: QPixmap) -> None:
        self._pictures_px += picture.width() * picture.height()
        if self._pictures_px > _MOST_PICTURES_PX:
            self.forget()
        self._pictures[card.node_id] = (card.version, picture)
