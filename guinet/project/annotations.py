"""What a person writes and folds on the canvas; it changes nothing that is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from guinet.project.cursor import Cursor

__all__ = [
    "FRAME_COLOURS",
    "MAX_FRAMES",
    "Annotations",
    "CommentFrame",
    "FrameColour",
    "annotations_from_json",
    "annotations_to_json",
]

FrameColour = Literal["grey", "blue", "violet", "teal", "green", "amber", "red"]

FRAME_COLOURS: tuple[FrameColour, ...] = get_args(FrameColour)
"""Names, not numbers: each theme has its own shades."""

MAX_FRAMES = 2000
"""Most frames of one graph."""

FARTHEST_PX = 1e7
"""Largest coordinate, and largest side."""

_TEXT = 20_000


@dataclass(frozen=True)
class CommentFrame:
    """A titled rectangle behind the cards; those that stand in it move with it.

    Attributes
    ----------
    text
        What it says.
    x, y, width, height
        Upper left corner and size, in pixels at 100 %.
    colour
        One of `FRAME_COLOURS`.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    colour: FrameColour = "grey"


@dataclass(frozen=True)
class Annotations:
    """Comment frames of one graph by id, and the nodes whose cards are collapsed."""

    frames: Mapping[str, CommentFrame] = field(default_factory=dict)
    collapsed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.frames or self.collapsed)


def annotations_to_json(annotations: Annotations, nodes: Mapping[str, object]) -> dict[str, Any]:
    """Return annotations as JSON; what belongs to nodes that are gone is left out."""
    raw: dict[str, Any] = {}
    if annotations.frames:
        raw["frames"] = [
            {
                "id": id,
                "text": frame.text,
                "place": [_plain(x) for x in (frame.x, frame.y, frame.width, frame.height)],
            }
            | ({} if frame.colour == "grey" else {"colour": frame.colour})
            for id, frame in annotations.frames.items()
        ]
    collapsed = [id for id in nodes if id in annotations.collapsed]
    if collapsed:
        raw["collapsed"] = collapsed
    return raw


def annotations_from_json(cursor: Cursor, nodes: Mapping[str, object]) -> Annotations:
    """Build annotations; what belongs to nodes that do not exist is left out.

    Raises
    ------
    FileError
        With the place of what is not acceptable.
    """
    parts = cursor.members("", "frames collapsed")
    frames: dict[str, CommentFrame] = {}
    for item in parts.get("frames", Cursor([])).items(MAX_FRAMES):
        inner = item.members("id text place", "colour")
        id = inner["id"].text(64)
        if not id or id in frames:
            raise inner["id"].error("must be a name of its own")
        frames[id] = _frame(inner)
    collapsed = [item.text(64) for item in parts.get("collapsed", Cursor([])).items(20_000)]
    return Annotations(frames, frozenset(collapsed) & nodes.keys())


def _frame(parts: Mapping[str, Cursor]) -> CommentFrame:
    numbers = parts["place"].items(4)
    if len(numbers) != 4:
        raise parts["place"].error("must be a list of x, y, width and height")
    x, y, width, height = (number.number(FARTHEST_PX) for number in numbers)
    if width <= 0 or height <= 0:
        raise parts["place"].error("must have a width and a height above 0")
    name = parts["colour"].text(32) if "colour" in parts else "grey"
    colour = next((known for known in FRAME_COLOURS if known == name), None)
    if colour is None:
        raise parts["colour"].error(f"must be one of {', '.join(FRAME_COLOURS)}")
    return CommentFrame(parts["text"].text(_TEXT, lines=True), x, y, width, height, colour)


def _plain(number: float) -> float:
    # 192 reads better than 192.0, and is the same number.
    return int(number) if float(number).is_integer() else float(number)
