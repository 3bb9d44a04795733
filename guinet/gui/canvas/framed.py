"""Which cards stand in which comment frame, and frames that follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from guinet.gui.canvas.tidy.box import GRID, Box, Point, around
from guinet.gui.canvas.tidy.frames import HEAD, PAD
from guinet.project.annotations import CommentFrame

__all__ = ["around_again", "framed"]


def framed(
    frames: Mapping[str, CommentFrame], places: Mapping[str, Point], boxes: Mapping[str, Box]
) -> dict[str, frozenset[str]]:
    """Return the nodes whose cards stand wholly in each frame, by the frame's id."""
    return {
        name: frozenset(
            id
            for id, (x, y) in places.items()
            if frame.x <= x
            and frame.y <= y
            and x + boxes[id].width <= frame.x + frame.width
            and y + boxes[id].height <= frame.y + frame.height
        )
        for name, frame in frames.items()
    }


def around_again(
    frames: Mapping[str, CommentFrame],
    groups: Mapping[str, frozenset[str]],
    places: Mapping[str, Point],
    boxes: Mapping[str, Box],
) -> dict[str, CommentFrame]:
    """Return the frames around the places that their cards now have.

    Frames within a frame are framed by it, too; those without cards stay as they are.
    """
    found = dict(frames)
    for name in sorted(groups, key=lambda name: len(groups[name])):
        nodes = groups[name]
        if not nodes:
            continue
        left, top, right, bottom = around({id: places[id] for id in nodes}, boxes)
        left, top, right, bottom = left - PAD, top - HEAD, right + PAD, bottom + PAD
        for other, inner in groups.items():
            if inner and inner < nodes:
                frame = found[other]
                left, top = min(left, frame.x - PAD), min(top, frame.y - HEAD)
                right = max(right, frame.x + frame.width + PAD)
                bottom = max(bottom, frame.y + frame.height + PAD)
        left, top = GRID * (left // GRID), GRID * (top // GRID)
        width, height = (GRID * -(-size // GRID) for size in (right - left, bottom - top))
        found[name] = replace(found[name], x=left, y=top, width=width, height=height)
    return found
