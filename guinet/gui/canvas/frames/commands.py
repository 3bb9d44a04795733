"""What a person does with comment frames by keys, menus and the row of colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from guinet.core.errors import GuinetError
from guinet.gui.canvas.frames.colour_row import ColourRow
from guinet.gui.canvas.frames.geometry import HEADER_PX, around
from guinet.gui.canvas.frames.text_field import FrameTextField
from guinet.gui.canvas.frames.words import body_height
from guinet.gui.canvas.layout import snap
from guinet.gui.canvas.words import frame_words
from guinet.project.annotation_edits import add_frames, put_frames
from guinet.project.annotations import FRAME_COLOURS, CommentFrame, FrameColour

if TYPE_CHECKING:
    from guinet.gui.canvas.hand import Hand
    from guinet.gui.canvas.view import CanvasView

__all__ = ["FrameCommands"]

_SIZE_PX = (320.0, 200.0)
_GRIP_PX = (24.0, 16.0)
_BODY_GAP_PX = 20.0


class FrameCommands:
    """Makes, writes in and colours frames.

    Parameters
    ----------
    view
        The canvas.
    hand
        What goes on there.
    """

    def __init__(self, view: CanvasView, hand: Hand) -> None:
        self._view = view
        self._field: FrameTextField | None = None
        self._row = ColourRow(view, hand, self.paint)

    def make(self) -> None:
        """Put a frame around what is selected, or an empty one at the pointer; write its title."""
        self.leave()
        editor, canvas = self._view.editor, self._view.canvas
        nodes, frames = canvas.rects(), canvas.frames.rects()
        chosen = [nodes[id] for id in editor.selected]
        chosen += [frames[id] for id in canvas.frames.selected]
        rect = around(chosen) if chosen else self._rect_here()
        frame = CommentFrame("", rect.x(), rect.y(), rect.width(), rect.height())
        try:
            project, (id,) = add_frames(editor.project, [frame], editor.scope)
        except GuinetError as error:
            self._view.status_message.emit(str(error))
            return
        step = f"frame {id}"
        editor.apply(lambda _: project, "Add a frame", merge=step)
        editor.select(())
        canvas.select_edges((), (id,))
        self._open(id, merge=step)

    def write(self, id: str | None = None) -> None:
        """Open a field over the header of a frame, or of the one that is selected."""
        self.leave()
        selected = self._view.canvas.frames.selected
        if id is None and len(selected) == 1:
            (id,) = selected
        if id is not None:
            self._open(id)

    def paint(self, colour: FrameColour) -> None:
        """Give the selected frames a colour."""
        self._recolour(lambda _: colour, colour)

    def next_colour(self) -> None:
        """Give each of the selected frames the colour after its own."""

        def after(colour: FrameColour) -> FrameColour:
            return FRAME_COLOURS[(FRAME_COLOURS.index(colour) + 1) % len(FRAME_COLOURS)]

        self._recolour(after, "in another colour")

    def leave(self) -> None:
        """Take what is being written."""
        field, self._field = self._field, None
        if field is not None:
            field.leave()

    def give_up(self) -> None:
        """Forget what is being written: what it was about has changed."""
        field, self._field = self._field, None
        if field is not None:
            field.give_up()

    def _open(self, id: str, merge: str = "") -> None:
        view = self._view
        item = view.canvas.frames.items[id]
        view.show_rect(item.header_rect(view.zoom))
        area = view.viewportTransform().mapRect(item.header_rect(view.zoom))

        def write(text: str) -> None:
            frame = view.canvas.frames.frames.get(id)
            if frame is not None:
                written = {id: self._with_text(id, frame, text)}
                self._put(written, f"Write in {frame_words(frame)}", merge)

        self._field = FrameTextField(view.viewport(), area, item.frame.text, write)

    def _with_text(self, id: str, frame: CommentFrame, text: str) -> CommentFrame:
        """Return the frame with a text, grown so that no line comes to lie under a card."""
        changed = replace(frame, text=text)
        height = body_height(text, frame.width - 24.0)
        if not height:
            return changed
        canvas = self._view.canvas
        nodes, frames = canvas.frames.contents((id,))
        rects, others = canvas.rects(), canvas.frames.rects()
        tops = [rects[node].top() for node in nodes]
        tops += [others[other].top() for other in frames - {id}]
        wanted = HEADER_PX + height + _BODY_GAP_PX
        if tops:
            lack = max(0.0, wanted - (min(tops) - frame.y))
            return replace(changed, y=frame.y - lack, height=frame.height + lack)
        return replace(changed, height=max(frame.height, wanted))

    def _rect_here(self) -> QRectF:
        """Return a frame whose header lies under the pointer, or in the middle of what is seen."""
        view = self._view
        width, height = _SIZE_PX
        place = view.whereabouts.place
        if place is not None:
            corner = view.event_point(place) - QPointF(*_GRIP_PX)
        else:
            corner = view.scene_centre() - QPointF(width / 2, height / 2)
        return QRectF(snap(corner.x()), snap(corner.y()), width, height)

    def _recolour(self, change: Callable[[FrameColour], FrameColour], words: str) -> None:
        layer = self._view.canvas.frames
        frames = {id: layer.frames[id] for id in layer.selected}
        if not frames:
            return
        one = frame_words(next(iter(frames.values())))
        what = one if len(frames) == 1 else f"{len(frames)} frames"
        put = {id: replace(frame, colour=change(frame.colour)) for id, frame in frames.items()}
        self._put(put, f"Paint {what} {words}")

    def _put(self, frames: dict[str, CommentFrame], label: str, merge: str = "") -> None:
        editor = self._view.editor
        editor.apply(lambda project: put_frames(project, frames, editor.scope), label, merge=merge)
