"""What moves together: cards, comment frames, and all that stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from guinet.gui.canvas.frames.geometry import moved
from guinet.gui.canvas.layout import Point, move_nodes
from guinet.gui.canvas.words import things_words
from guinet.project.annotation_edits import put_frames
from guinet.project.annotations import CommentFrame
from guinet.project.project import Project

if TYPE_CHECKING:
    from guinet.gui.canvas.scene import CanvasScene

__all__ = ["Moving"]


class Moving:
    """Cards and frames that are moved by the same step, and what the frames hold.

    What stands in a frame is decided once, at the beginning.

    Parameters
    ----------
    scene
        The canvas.
    nodes, frames
        Ids of what was taken hold of.
    """

    def __init__(self, scene: CanvasScene, nodes: Iterable[str], frames: Iterable[str]) -> None:
        self._scene = scene
        self._nodes, self._frames = frozenset(nodes), frozenset(frames)
        held_nodes, held_frames = scene.frames.contents(self._frames)
        places, known = scene.places(), scene.frames.frames
        self._places = {id: places[id] for id in self._nodes | held_nodes}
        self._rests = {id: known[id] for id in held_frames}

    def __bool__(self) -> bool:
        """Whether there is anything to move."""
        return bool(self._places or self._rests)

    @property
    def nodes(self) -> frozenset[str]:
        """Ids of the nodes whose cards move."""
        return frozenset(self._places)

    def is_only(self, node_id: str) -> bool:
        """Whether the card of a node moves and nothing else."""
        return not self._rests and self._places.keys() == {node_id}

    def words(self) -> str:
        """Return what was taken hold of, in words."""
        frames = [self._rests[id] for id in self._frames]
        return things_words(self._scene.graph, self._nodes, (), frames)

    def show(self, dx: float, dy: float, *, alone: bool = False, over: bool = False) -> None:
        """Show everything a step away.

        With ``alone``, what the frames hold stays behind; wires do not go round what is held
        ``over`` the canvas.
        """
        self._scene.show_at(self.places(dx, dy, alone=alone), over=over)
        self._scene.frames.show_as(self._moved_frames(dx, dy, alone))

    def put_back(self) -> None:
        """Show everything where it was, and the wires as they are at rest."""
        self.show(0.0, 0.0)
        self._scene.settle()

    def move(self, project: Project, dx: float, dy: float, *, alone: bool = False) -> Project:
        """Return the project with everything a step away, see `show`."""
        scope = self._scene.editor.scope
        places = self.places(dx, dy, alone=alone)
        if places:
            # Places that the automatic layout gave become part of the project with the first
            # move, so that no card wanders off because another one was dragged.
            project = move_nodes(project, self._scene.places() | places, scope)
        return put_frames(project, self._moved_frames(dx, dy, alone), scope)

    def places(self, dx: float, dy: float, *, alone: bool = False) -> dict[str, Point]:
        """Return where the cards are a step away, see `show`."""
        return {
            id: (x, y) if alone and id not in self._nodes else (x + dx, y + dy)
            for id, (x, y) in self._places.items()
        }

    def _moved_frames(self, dx: float, dy: float, alone: bool) -> dict[str, CommentFrame]:
        return {
            id: frame if alone and id not in self._frames else moved(frame, dx, dy)
            for id, frame in self._rests.items()
        }
