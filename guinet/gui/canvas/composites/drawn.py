"""What is drawn around nodes goes with them into a composite and out of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QRectF

from guinet.graph.names import free_id
from guinet.gui.canvas.layout import Point
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.project import Project

__all__ = ["frames_of", "moved_in", "moved_out"]


def frames_of(
    annotations: Annotations, ids: Collection[str], rects: Mapping[str, QRectF]
) -> dict[str, CommentFrame]:
    """Return the comment frames in which some of these nodes stand, and no others."""
    found = {}
    for key, frame in annotations.frames.items():
        area = QRectF(frame.x, frame.y, frame.width, frame.height)
        held = {id for id, rect in rects.items() if area.contains(rect)}
        if held and held <= set(ids):
            found[key] = frame
    return found


def moved_in(
    project: Project, scope: str, definition: str, ids: Collection[str], rects: Mapping[str, QRectF]
) -> Project:
    """Return the project with frames and collapsed cards of nodes inside their new composite."""
    before = project.annotations.get(scope, Annotations())
    frames = frames_of(before, ids, rects)
    inner = Annotations(frames, before.collapsed & set(ids))
    if not inner:
        return project
    rest = Annotations(
        {key: frame for key, frame in before.frames.items() if key not in frames},
        before.collapsed - set(ids),
    )
    return replace(project, annotations={**project.annotations, scope: rest, definition: inner})


def moved_out(
    project: Project, scope: str, inner: Annotations, ids: Mapping[str, str], shift: Point
) -> Project:
    """Return the project with what is drawn inside a composite around the nodes that came out.

    Parameters
    ----------
    project
        After the nodes came out.
    scope
        To where.
    inner
        What was drawn inside.
    ids
        From the ids inside to those in the scope.
    shift
        How far the nodes moved.
    """
    before = project.annotations.get(scope, Annotations())
    frames = dict(before.frames)
    for frame in inner.frames.values():
        moved = replace(frame, x=frame.x + shift[0], y=frame.y + shift[1])
        frames[free_id(frames.keys(), "f")] = moved
    collapsed = before.collapsed | {ids[id] for id in inner.collapsed if id in ids}
    after = Annotations(frames, collapsed)
    if after == before:
        return project
    return replace(project, annotations={**project.annotations, scope: after})
