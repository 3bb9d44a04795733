"""What a screen reader is told about the canvas, whose cards are no widgets of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guinet.graph.reroutes import node_count
from guinet.gui.canvas.face import Face
from guinet.gui.canvas.scene import CanvasScene

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["canvas_words", "describe"]

_MOST_NAMES = 5


def describe(view: CanvasView) -> None:
    """Tell a screen reader what is on the canvas and what is selected."""
    view.setAccessibleDescription(canvas_words(view.canvas))


def canvas_words(canvas: CanvasScene) -> str:
    """Return how large the network is and what is selected in it."""
    editor = canvas.editor
    nodes = node_count(editor.graph)
    inside = ", ".join(editor.standpoint.names)
    where = f"inside {inside}, " if inside else ""
    size = f"{where}{nodes} node{'' if nodes == 1 else 's'}"
    chosen = [canvas.cards[id].face for id in editor.graph.nodes if id in editor.selected]
    if not chosen:
        counts = ((len(canvas.selected_edges), "wire"), (len(canvas.frames.selected), "frame"))
        words = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
        return f"{size}, {' and '.join(words) or 'nothing'} selected"
    if len(chosen) == 1:
        return f"{size}, selected {_card_words(chosen[0])}"
    names = ", ".join(face.name for face in chosen[:_MOST_NAMES])
    more = len(chosen) - _MOST_NAMES
    return f"{size}, {len(chosen)} selected: {names}{f' and {more} more' if more > 0 else ''}"


def _card_words(face: Face) -> str:
    parts = [face.name, face.type_text, face.shape]
    if face.weights:
        parts.append(f"{face.weights} weights")
    if face.passes is not None:
        parts.append("bypassed")
    if face.collapsed:
        parts.append("collapsed")
    if face.frozen:
        parts.append("frozen")
    parts += [f"{problem.severity}: {problem.message}" for problem in face.problems]
    return ", ".join(part for part in parts if part)
