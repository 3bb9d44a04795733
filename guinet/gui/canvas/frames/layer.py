"""All comment frames of the graph on the canvas, and which of them are selected."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from guinet.gui.canvas.frames.geometry import HEADER_PX, Part, part_of
from guinet.gui.canvas.frames.item import FrameItem
from guinet.project.annotation_edits import annotations_of
from guinet.project.annotations import CommentFrame

if TYPE_CHECKING:
    from guinet.gui.canvas.scene import CanvasScene

__all__ = ["FrameLayer"]

_LOWEST_Z = -3.0
"""Frames lie below the edges, which lie at -1; a small one on a large one."""


class FrameLayer:
    """The frames of a scene, following the project's edits.

    Attributes
    ----------
    items
        By id.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self.items: dict[str, FrameItem] = {}
        self._selected: frozenset[str] = frozenset()

    @property
    def frames(self) -> Mapping[str, CommentFrame]:
        """The frames as the project has them."""
        editor = self._scene.editor
        return annotations_of(editor.project, editor.scope).frames

    @property
    def selected(self) -> frozenset[str]:
        """Ids of the selected frames."""
        return self._selected

    def select(self, ids: Iterable[str]) -> bool:
        """Select these frames and no others; False if they are already."""
        wanted = frozenset(ids) & self.items.keys()
        if wanted == self._selected:
            return False
        self._selected = wanted
        self.show_selection()
        return True

    def show_selection(self, chosen: frozenset[str] | None = None) -> None:
        """Draw as selected what is, or what a gesture would select."""
        marked = self._selected if chosen is None else chosen
        for id, item in self.items.items():
            item.set_selected(id in marked)

    def hover(self, id: str | None) -> None:
        """Draw one frame as lying under the pointer, or none."""
        for each, item in self.items.items():
            item.set_hovered(each == id)

    def sync(self) -> None:
        """Let the items show the project as it now is."""
        frames = self.frames
        for id in self.items.keys() - frames.keys():
            self._remove(self.items.pop(id))
        for id, frame in frames.items():
            item = self.items.get(id)
            if item is None:
                item = self.items[id] = FrameItem(id, frame, self._scene.layer.stale.rect)
                self._scene.addItem(item)
                item.update()
            item.show_frame(frame)
        self._selected &= self.items.keys()
        self._stack()
        self._count()
        self.show_selection()

    def start_anew(self) -> None:
        """Take all frames away: another graph comes."""
        for item in self.items.values():
            self._remove(item)
        self.items = {}
        self._selected = frozenset()

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Draw the frames that may be seen in a part of the scene, the lowest first."""
        for item in sorted(self.items.values(), key=lambda item: item.zValue()):
            if item.boundingRect().translated(item.pos()).intersects(area):
                painter.save()
                painter.translate(item.pos())
                item.paint(painter, QStyleOptionGraphicsItem())
                painter.restore()

    def show_as(self, frames: Mapping[str, CommentFrame]) -> None:
        """Show frames in another way while a gesture lasts; the project is not touched."""
        for id, frame in frames.items():
            self.items[id].show_frame(frame)

    def rects(self) -> dict[str, QRectF]:
        """Return the frames by id, as they are shown."""
        return {id: item.scene_rect() for id, item in self.items.items()}

    def inside(self, area: QRectF) -> frozenset[str]:
        """Return the frames that lie wholly in a rectangle."""
        return frozenset(id for id, rect in self.rects().items() if area.contains(rect))

    def contents(self, ids: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the nodes and frames that stand wholly in these frames, themselves included."""
        rects, cards = self.rects(), self._scene.rects()
        frames = frozenset(ids)
        areas = [rects[id] for id in frames]
        nodes = frozenset(
            id for id, rect in cards.items() if any(area.contains(rect) for area in areas)
        )
        return nodes, frames.union(*(self.inside(area) for area in areas))

    def part_at(self, point: QPointF, zoom: float) -> tuple[FrameItem, Part] | None:
        """Return the topmost frame of which an edge or the header lies at a point of the scene."""
        for item in sorted(self.items.values(), key=lambda item: -item.zValue()):
            part = part_of(item.outline(zoom), item.header_rect(zoom), point, zoom)
            if part is not None:
                return item, part
        return None

    def header_at(self, point: QPointF, zoom: float) -> str | None:
        """Return the frame whose header lies at a point of the scene, and no edge of it."""
        found = self.part_at(point, zoom)
        return found[0].frame_id if found is not None and found[1] == "header" else None

    def _stack(self) -> None:
        """Put small frames on large ones; a header grows up to that of the frame around it."""
        ordered = sorted(self.items.values(), key=_area, reverse=True)
        for place, item in enumerate(ordered):
            item.setZValue(_LOWEST_Z + place / (len(ordered) + 1))
            rect = item.scene_rect()
            tops = [
                other.frame.y + HEADER_PX
                for other in ordered[:place]
                if other.scene_rect().contains(rect)
            ]
            item.set_headroom(max(0.0, rect.top() - max(tops)) if tops else math.inf)

    def _remove(self, item: FrameItem) -> None:
        item.update()
        self._scene.removeItem(item)

    def _count(self) -> None:
        if not self.items:
            return
        cards = self._scene.cards.values()
        nodes = [card.scene_rect() for card in cards if not card.face.is_dot]
        for item in self.items.values():
            area = item.scene_rect()
            item.set_count(sum(area.contains(rect) for rect in nodes))


def _area(item: FrameItem) -> float:
    return item.frame.width * item.frame.height
