"""Edits of comment frames and collapsed cards: pure functions from a project to another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from guinet.core.errors import GuinetError
from guinet.graph.names import free_id
from guinet.project.annotations import MAX_FRAMES, Annotations, CommentFrame
from guinet.project.project import Project

__all__ = [
    "add_frames",
    "annotations_of",
    "forget_nodes",
    "put_frames",
    "remove_frames",
    "set_collapsed",
]

_NONE = Annotations()


def annotations_of(project: Project, scope: str = "") -> Annotations:
    """Return the annotations of one scope."""
    return project.annotations.get(scope, _NONE)


def add_frames(
    project: Project, frames: Sequence[CommentFrame], scope: str = ""
) -> tuple[Project, tuple[str, ...]]:
    """Return the project with more frames, and their ids in the order given.

    Raises
    ------
    GuinetError
        If there would be more than a file may hold.
    """
    known = dict(annotations_of(project, scope).frames)
    if len(known) + len(frames) > MAX_FRAMES:
        raise GuinetError(
            f"A graph holds at most {MAX_FRAMES} comment frames; delete some of them first."
        )
    ids = []
    for frame in frames:
        id = free_id(known.keys(), "f")
        known[id] = frame
        ids.append(id)
    return _with_frames(project, known, scope), tuple(ids)


def put_frames(project: Project, frames: Mapping[str, CommentFrame], scope: str = "") -> Project:
    """Return the project with other frames in the place of those with the same ids.

    Ids that are not there are passed over: they may have gone meanwhile.
    """
    known = annotations_of(project, scope).frames
    return _with_frames(project, {id: frames.get(id, old) for id, old in known.items()}, scope)


def remove_frames(project: Project, ids: Iterable[str], scope: str = "") -> Project:
    """Return the project without these frames; what stood in them stays."""
    gone = set(ids)
    known = annotations_of(project, scope).frames
    return _with_frames(project, {id: f for id, f in known.items() if id not in gone}, scope)


def set_collapsed(project: Project, ids: Iterable[str], on: bool, scope: str = "") -> Project:
    """Return the project with the cards of these nodes collapsed, or open."""
    before = annotations_of(project, scope)
    after = before.collapsed | set(ids) if on else before.collapsed - set(ids)
    return _with(project, replace(before, collapsed=after), scope)


def forget_nodes(project: Project, ids: Iterable[str], scope: str = "") -> Project:
    """Return the project without what was annotated of nodes that go.

    A later node may get the id of one of them, and should begin as a card like any other.
    """
    return set_collapsed(project, ids, False, scope)


def _with_frames(project: Project, frames: Mapping[str, CommentFrame], scope: str) -> Project:
    return _with(project, replace(annotations_of(project, scope), frames=frames), scope)


def _with(project: Project, annotations: Annotations, scope: str) -> Project:
    if annotations == annotations_of(project, scope):
        return project
    everywhere = {key: value for key, value in project.annotations.items() if key != scope}
    if annotations:
        everywhere[scope] = annotations
    return replace(project, annotations=everywhere)
