"""Where all cards stand and how they look from afar, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from PySide6.QtCore import QRectF

from guinet.core.category import Category
from guinet.core.types import Array
from guinet.gui.canvas.card import Card

__all__ = ["MARKS", "CardTable"]

MARKS = ("outline", "warning", "error", "accent")
"""Roles of the outline seen from afar: nothing to say, two severities, selected."""

_CATEGORIES = {category: number for number, category in enumerate(Category)}


class CardTable:
    """One row per card, in the order in which they lie on each other.

    Attributes
    ----------
    boxes
        (N, 4) left, top, right and bottom of the cards in the scene.
    categories
        (N,) position of the category.
    marks
        (N,) position in `MARKS`.
    dots, faint
        (N,) whether it is a point on a wire, or bypassed.
    lifted
        (N,) whether it is in the hand, see `CardLayer`.
    """

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self._cards = cards
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._changed: set[str] = set()
        self._lifted: frozenset[str] = frozenset()
        self.boxes: Array = np.empty((0, 4))
        self.categories: Array = np.empty(0, dtype=np.int64)
        self.marks: Array = np.empty(0, dtype=np.int64)
        self.dots: Array = np.empty(0, dtype=bool)
        self.faint: Array = np.empty(0, dtype=bool)
        self.lifted: Array = np.empty(0, dtype=bool)

    def __contains__(self, id: str) -> bool:
        """Whether a card was painted, or asked for, since it came."""
        return id in self._rows

    def clear(self) -> None:
        """Forget all cards: others come instead, be it under the same ids."""
        self._ids, self._rows, self._changed = [], {}, set()
        self.boxes = np.empty((0, 4))
        self.categories = self.marks = np.empty(0, dtype=np.int64)
        self.dots = self.faint = self.lifted = np.empty(0, dtype=bool)

    def changed(self, id: str) -> None:
        """Say that a card looks otherwise or stands elsewhere."""
        self._changed.add(id)

    def lift(self, ids: frozenset[str]) -> None:
        """Say which cards are in the hand."""
        self._lifted = ids
        self.lifted = np.isin(np.array(self._ids, dtype=object), list(ids))

    def rows_of(self, ids: Iterable[str]) -> list[int]:
        """Return the rows of cards, those that are gone left out."""
        self._follow()
        return [self._rows[id] for id in ids if id in self._rows]

    def card(self, row: int) -> Card:
        """Return the card of a row."""
        return self._cards[self._ids[row]]

    def points(self) -> list[Card]:
        """Return the cards that are points on wires."""
        self._follow()
        return [self.card(row) for row in np.flatnonzero(self.dots).tolist()]

    def corners(self, without: Iterable[str] = ()) -> Array:
        """Return left, top, right and bottom of the cards that wires go round, (N, 4).

        Points on wires are part of the wires: nothing goes round them.
        """
        self._follow()
        counts = ~self.dots
        counts[[self._rows[id] for id in without if id in self._rows]] = False
        return self.boxes[counts]

    def bounds(self) -> QRectF:
        """Return the part of the scene in which all cards stand; empty if there are none."""
        self._follow()
        if not len(self.boxes):
            return QRectF()
        left, top = self.boxes[:, :2].min(axis=0).tolist()
        right, bottom = self.boxes[:, 2:].max(axis=0).tolist()
        return QRectF(left, top, right - left, bottom - top)

    def rows_in(self, area: QRectF, margin: float) -> Array:
        """Return which cards may be seen in a part of the scene, selected ones last.

        Those in the hand are left out.
        """
        rows = self.rows_meeting(area, margin)
        rows = rows[~self.lifted[rows]]
        selected = self.marks[rows] == len(MARKS) - 1
        return np.concatenate([rows[~selected], rows[selected]])

    def rows_meeting(self, area: QRectF, margin: float = 0.0) -> Array:
        """Return which cards lie at least in part within a part of the scene, ascending."""
        self._follow()
        boxes = self.boxes
        meet = (boxes[:, 0] - margin < area.right()) & (boxes[:, 2] + margin > area.left())
        meet &= (boxes[:, 1] - margin < area.bottom()) & (boxes[:, 3] + margin > area.top())
        return np.flatnonzero(meet)

    def _follow(self) -> None:
        """Bring the arrays up to date with the cards."""
        if len(self._ids) != len(self._cards) or self._rows.keys() != self._cards.keys():
            self._begin()
        if not self._changed:
            return
        changed = [id for id in self._changed if id in self._rows]
        self._changed.clear()
        rows = [self._rows[id] for id in changed]
        cards = [self._cards[id] for id in changed]
        if not rows:
            return
        self.boxes[rows] = [_box(card) for card in cards]
        self.categories[rows] = [_CATEGORIES[card.face.category] for card in cards]
        self.marks[rows] = [_mark(card) for card in cards]
        self.dots[rows] = [card.face.is_dot for card in cards]
        self.faint[rows] = [card.face.passes is not None for card in cards]

    def _begin(self) -> None:
        """Make rows for other cards; what is known of those that stay is kept."""
        known = self._rows
        self._ids = list(self._cards)
        self._rows = {id: row for row, id in enumerate(self._ids)}
        former = np.array([known.get(id, -1) for id in self._ids], dtype=np.int64)
        kept = former >= 0
        self._changed.update(id for id, stays in zip(self._ids, kept, strict=True) if not stays)
        for name in ("boxes", "categories", "marks", "dots", "faint"):
            before = getattr(self, name)
            after = np.zeros((len(self._ids), *before.shape[1:]), dtype=before.dtype)
            after[kept] = before[former[kept]]
            setattr(self, name, after)
        self.lift(self._lifted)


def _box(card: Card) -> tuple[float, float, float, float]:
    place, frame = card.pos(), card.frame
    return place.x(), place.y(), place.x() + frame.width, place.y() + frame.height


def _mark(card: Card) -> int:
    return MARKS.index("accent" if card.selected else card.face.severity or "outline")
