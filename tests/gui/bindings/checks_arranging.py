"""Checks of tidying, aligning and distributing."""

from __future__ import annotations

import itertools

from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check

NAMES = ("x", "hidden1", "y")


def _boxes(desk: Desk) -> dict[str, tuple[float, float, float, float]]:
    """Return left, top, right and bottom of three cards."""
    rects = {name: desk.view.card(desk.id(name)).scene_rect() for name in NAMES}
    return {n: (r.left(), r.top(), r.right(), r.bottom()) for n, r in rects.items()}


@check("tidy")
def _(desk: Desk, do: Do) -> None:
    before = {name: desk.place(name) for name in desk.names()}
    desk.select("loss")
    desk.view.commands.nudge(-900, 300)
    moved = desk.place("loss")
    desk.select()
    do()
    desk.view.canvas.sync()
    assert desk.place("loss") != moved
    assert desk.place("loss")[0] > desk.place("out")[0] > desk.place("x")[0]
    desk.document.undo()
    desk.document.undo()
    assert {name: desk.place(name) for name in desk.names()} == before
    assert not desk.document.can_undo


def _aligns(side: int) -> None:
    ids = ("align_left", "align_top", "align_right", "align_bottom")

    @check(ids[side])
    def _(desk: Desk, do: Do) -> None:
        desk.select(*NAMES)
        do()
        desk.view.canvas.sync()
        assert len({round(box[side], 3) for box in _boxes(desk).values()}) == 1
        assert desk.document.can_undo


for _side in range(4):
    _aligns(_side)


def _centres(desk: Desk, axis: int) -> list[float]:
    return sorted((box[axis] + box[axis + 2]) / 2 for box in _boxes(desk).values())


@check("align_centre")
def _(desk: Desk, do: Do) -> None:
    desk.select(*NAMES)
    do()
    desk.view.canvas.sync()
    low, *_, high = _centres(desk, 0)
    assert high - low <= 1.0


@check("align_middle")
def _(desk: Desk, do: Do) -> None:
    desk.select(*NAMES)
    do()
    desk.view.canvas.sync()
    low, *_, high = _centres(desk, 1)
    assert high - low <= 1.0


def _gaps(desk: Desk, axis: int) -> list[float]:
    boxes = sorted((box[axis], box[axis + 2]) for box in _boxes(desk).values())
    return [after[0] - before[1] for before, after in itertools.pairwise(boxes)]


@check("distribute_across")
def _(desk: Desk, do: Do) -> None:
    desk.select(*NAMES)
    do()
    desk.view.canvas.sync()
    first, second = _gaps(desk, 0)
    assert abs(first - second) <= 1.0


@check("distribute_down")
def _(desk: Desk, do: Do) -> None:
    desk.select("hidden1")
    desk.view.commands.nudge(0, 900)
    desk.select(*NAMES)
    do()
    desk.view.canvas.sync()
    first, second = _gaps(desk, 1)
    assert abs(first - second) <= 1.0
