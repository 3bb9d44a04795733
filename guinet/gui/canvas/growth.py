"""Cards that become larger push aside what they would cover.

With data, with a wire, with another setting a card shows more than before. Where it would come
to lie over its neighbours these move down or to the right, within the edit that made it grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from guinet.core.types import Array
from guinet.document.diff import ProjectDiff
from guinet.gui.canvas.framed import around_again, framed
from guinet.gui.canvas.layout import GRID_PX, Point, move_nodes
from guinet.gui.canvas.tidy.box import CARD_GAP, Box
from guinet.project.annotation_edits import annotations_of
from guinet.project.annotations import CommentFrame
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.scene import CanvasScene

__all__ = ["Growth", "make_way"]

_MARGIN_PX = CARD_GAP / 2


class Growth:
    """Takes note of cards that grow, and makes room once the edit is done.

    An undo or redo brings back places that were right for what it brings back.

    Parameters
    ----------
    scene
        The cards as they are shown.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._before: dict[str, QRectF] = {}
        scene.editor.settled.connect(self._on_settled)

    def saw(self, id: str, before: QRectF) -> None:
        """Take note of a card that had another outline until now."""
        self._before.setdefault(id, before)

    def forget(self) -> None:
        """Forget what was noted: other cards come."""
        self._before = {}

    def _on_settled(self, diff: ProjectDiff) -> None:
        before, self._before = self._before, {}
        scene, editor = self._scene, self._scene.editor
        places, cards = scene.places(), scene.cards
        former = {
            id: rect
            for id, rect in before.items()
            if id in places and _grew(rect, cards[id].scene_rect())
        }
        if diff.travelled or not former:
            return
        boxes = {id: Box(card.frame.width, card.frame.height) for id, card in cards.items()}
        rects = {id: QRectF(*at, boxes[id].width, boxes[id].height) for id, at in places.items()}
        after = places | make_way(rects, former)
        scope = editor.scope
        annotations = annotations_of(editor.project, scope)
        small = {id: Box(rect.width(), rect.height()) for id, rect in former.items()}
        groups = framed(annotations.frames, places, boxes | small)
        frames = _around(annotations.frames, groups, after, boxes)
        if after == places and frames == annotations.frames:
            return

        def change(project: Project) -> Project:
            moved = project if after == places else move_nodes(project, after, scope)
            if frames == annotations.frames:
                return moved
            around = {**project.annotations, scope: replace(annotations, frames=frames)}
            return replace(moved, annotations=around)

        editor.amend(change)


def _grew(before: QRectF, now: QRectF) -> bool:
    return now.width() > before.width() or now.height() > before.height()


def make_way(rects: Mapping[str, QRectF], before: Mapping[str, QRectF]) -> dict[str, Point]:
    """Return new places for the cards that others would cover that have grown.

    What was covered before the growth stays where it is: somebody put it there.

    Parameters
    ----------
    rects
        Where all cards stand.
    before
        How large those were that have another size now.
    """
    rows = {id: row for row, id in enumerate(rects)}
    former = [before.get(id, rect).size() for id, rect in rects.items()]
    start = np.array([(rect.left(), rect.top()) for rect in rects.values()])
    now = np.hstack([start, start + [(size.width(), size.height()) for size in former]])
    # One after the other from the upper left on; so each pushes all that it comes to cover.
    for id in sorted(before, key=lambda id: (rects[id].top(), rects[id].left())):
        row, small = rows[id], now[rows[id]].copy()
        now[row, 2:] = small[0] + rects[id].width(), small[1] + rects[id].height()
        covered = _meets(now, now[row]) & ~_meets(now, small)
        covered |= _meets(now, now[row], _MARGIN_PX) & ~_meets(now, small, _MARGIN_PX)
        covered[row] = False
        # Of one that is both below and beside it, what is less far.
        nearer = now[row, 3] - now[:, 1] <= now[row, 2] - now[:, 0]
        down = covered & (now[:, 1] >= small[3]) & ((now[:, 0] < small[2]) | nearer)
        _push(now, down, 1, now[row, 3])
        covered &= ~down & (now[:, 0] >= small[2]) & _meets(now, now[row], _MARGIN_PX)
        _push(now, covered, 0, now[row, 2])
    places = dict(zip(rects, map(tuple, now[:, :2].tolist()), strict=True))
    return {id: at for id, at in places.items() if at != (rects[id].left(), rects[id].top())}


def _push(rects: Array, pushed: Array, axis: int, beyond: float) -> None:
    """Move cards past a line, and with them whatever they would come to cover."""
    if not pushed.any():
        return
    lacking = beyond + CARD_GAP - rects[pushed, axis].min()
    step = GRID_PX * np.ceil(lacking / GRID_PX)
    moving, waiting = pushed.copy(), np.flatnonzero(pushed).tolist()
    while waiting:
        here = rects[waiting.pop()]
        swept = here.copy()
        swept[axis + 2] += step
        came = _meets(rects, swept, _MARGIN_PX) & ~_meets(rects, here, 0.0) & ~moving
        came &= rects[:, axis] >= here[axis]
        moving |= came
        waiting += np.flatnonzero(came).tolist()
    rects[moving, axis] += step
    rects[moving, axis + 2] += step


def _meets(rects: Array, rect: Array, margin: float = 0.0) -> Array:
    """Return which cards lie at least in part within a rectangle."""
    left, top, right, bottom = rect
    across = (rects[:, 0] < right + margin) & (rects[:, 2] > left - margin)
    return np.asarray(across & (rects[:, 1] < bottom + margin) & (rects[:, 3] > top - margin))


def _around(
    frames: Mapping[str, CommentFrame],
    groups: Mapping[str, frozenset[str]],
    places: Mapping[str, Point],
    boxes: Mapping[str, Box],
) -> dict[str, CommentFrame]:
    """Return the frames, those larger that what stood in them has outgrown."""
    found = dict(frames)
    held = framed(frames, places, boxes)
    outgrown = [name for name, nodes in groups.items() if not nodes <= held[name]]
    fitting = around_again(frames, groups, places, boxes) if outgrown else {}
    for name in outgrown:
        old, new = frames[name], fitting[name]
        left, top = min(old.x, new.x), min(old.y, new.y)
        right = max(old.x + old.width, new.x + new.width)
        bottom = max(old.y + old.height, new.y + new.height)
        found[name] = replace(old, x=left, y=top, width=right - left, height=bottom - top)
    return found
