"""Part of a graph as text, so that copy and paste work between windows."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.errors import FileError
from guinet.graph.fragment import Fragment
from guinet.graph.model import Graph
from guinet.project.annotations import Annotations, annotations_from_json, annotations_to_json
from guinet.project.cursor import Cursor
from guinet.project.graph_schema import graph_from_json, graph_to_json
from guinet.project.migrations import FORMAT
from guinet.project.schema import layout_from_json, layout_to_json
from guinet.project.text import read_text, write_text

__all__ = ["from_text", "to_text"]

_MARKER = "guinet-fragment"

Positions = Mapping[str, tuple[float, float]]


def to_text(
    fragment: Fragment, positions: Positions, annotations: Annotations | None = None
) -> str:
    """Write a fragment as JSON that says what it is.

    Parameters
    ----------
    fragment
        Nodes, edges among them, and the composites they use.
    positions
        Node id to the upper left corner of its card, in pixels.
    annotations
        Comment frames that were copied, and which cards are collapsed.
    """
    graph = Graph({n.id: n for n in fragment.nodes}, fragment.edges, fragment.composites)
    layout = layout_to_json({"": positions}, graph)
    raw = {_MARKER: FORMAT, **graph_to_json(graph), "layout": layout}
    if annotations:
        raw["annotations"] = annotations_to_json(annotations, graph.nodes)
    return write_text(raw)


def from_text(text: str) -> tuple[Fragment, dict[str, tuple[float, float]], Annotations]:
    """Read what `to_text` wrote: a fragment, its positions and its annotations.

    Raises
    ------
    FileError
        If the text is something else, or damaged; one sentence for the person.
    """
    if _MARKER not in text[:100]:
        raise FileError("The clipboard holds no part of a network.")
    try:
        # A lone surrogate cannot be encoded; replaced, it is a fault like any other.
        cursor = Cursor(read_text(text.encode("utf-8", "replace")))
        parts = cursor.members(f"{_MARKER} nodes", "edges composites layout annotations")
        parts[_MARKER].whole(FORMAT, FORMAT)
        graph = graph_from_json(parts)
        layout = layout_from_json(parts.get("layout", Cursor({})), graph)
        annotations = annotations_from_json(parts.get("annotations", Cursor({})), graph.nodes)
    except FileError as error:
        raise FileError(f"What the clipboard holds cannot be pasted: {error}") from None
    fragment = Fragment(tuple(graph.nodes.values()), graph.edges, graph.composites)
    return fragment, layout.get("", {}), annotations
