"""What part of the canvas is seen: all of it at first, and what was seen before on coming back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from guinet.graph.standpoint import locate

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Framing"]


_LEGIBLE = 0.6
"""Below this zoom a card that one jumped to could not be read."""


class Framing:
    """Brings cards into view; remembers for each graph what was seen of it last."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._uses: tuple[str, ...] = ()
        self._seen: dict[tuple[str, ...], tuple[float, QPointF]] = {}
        self._framed = False
        self._whole: QTransform | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Show all in another room, too, unless something else was looked at since."""
        whole = self._whole is not None and self._whole == self._view.viewportTransform()
        yield
        if whole:
            self.frame_all()

    def frame(self, rects: Iterable[QRectF]) -> None:
        """Show all of these rectangles of the scene."""
        area = QRectF()
        for rect in rects:
            area = area.united(rect)
        self._view.frame_rect(area)

    def frame_all(self) -> None:
        """Show all cards and comment frames."""
        canvas = self._view.canvas
        self.frame([*self._resting().values(), *canvas.frames.rects().values()])
        self._whole = self._view.viewportTransform()

    def frame_selection(self) -> None:
        """Show the cards and comment frames that are selected, or all where none is."""
        canvas = self._view.canvas
        cards, frames = self._resting(), canvas.frames.rects()
        chosen = [cards[id] for id in self._view.editor.selected]
        chosen += [frames[id] for id in canvas.frames.selected]
        if chosen:
            self.frame(chosen)
        else:
            self.frame_all()

    def _resting(self) -> dict[str, QRectF]:
        """Return the cards where they will stand: some may be on their way still."""
        canvas = self._view.canvas
        return {
            id: QRectF(*place, canvas.cards[id].frame.width, canvas.cards[id].frame.height)
            for id, place in canvas.places().items()
        }

    def reveal(self, path: str) -> None:
        """Bring the node of a path into the middle and select it; nothing if it is gone."""
        view = self._view
        found = locate(view.editor.project.graph, path)
        if found is None:
            return
        standpoint, node_id = found
        view.editor.enter(standpoint.uses)
        if view.zoom < _LEGIBLE:
            view.zoom_to(_LEGIBLE)
        view.centre_on(view.card(node_id).scene_rect().center())
        view.editor.select((node_id,))
        view.canvas.select_edges(())

    def before_leaving(self) -> None:
        """Keep in mind what is seen of the graph that is about to go."""
        self._seen[self._uses] = (self._view.zoom, self._view.scene_centre())

    def arrive(self) -> None:
        """Show of another graph what was seen of it last, or all of it."""
        self._uses = self._view.editor.standpoint.uses
        seen = self._seen.get(self._uses)
        if seen is None:
            self.frame_all()
        else:
            self._view.zoom_to(seen[0])
            self._view.centre_on(seen[1])
        # Nothing of what was seen is right here, not even enlarged.
        self._view.repaint_all()

    def forget(self) -> None:
        """Begin anew with another project."""
        self._uses, self._seen, self._framed = (), {}, False

    def at_first(self) -> None:
        """Show all of a project that was opened; what is added to it later moves nothing."""
        view = self._view
        if self._framed or not view.isVisible():
            return
        self._framed = True
        if view.canvas.cards or view.canvas.frames.items:
            self.frame_all()
        else:
            view.zoom_reset()
        view.repaint_all()
