"""What edits of the canvas are called in the undo menu."""

from __future__ import annotations

from collections.abc import Iterable

from guinet.graph.model import Edge, Graph
from guinet.gui.canvas.frames.words import split
from guinet.project.annotations import CommentFrame

__all__ = ["edge_words", "frame_words", "nodes_words", "things_words"]

_LONGEST_TITLE = 32


def edge_words(graph: Graph, edge: Edge) -> str:
    """Return an edge as people read it: ``x → hidden``."""
    return f"{graph.nodes[edge.source].name} → {graph.nodes[edge.target].name}"


def nodes_words(graph: Graph, ids: Iterable[str]) -> str:
    """Return one node's name, or how many nodes they are."""
    names = [graph.nodes[id].name for id in ids]
    return names[0] if len(names) == 1 else f"{len(names)} nodes"


def frame_words(frame: CommentFrame) -> str:
    """Return a frame as people know it: ``the frame Stem``, or ``a frame`` without a title."""
    title, _ = split(frame.text)
    if len(title) > _LONGEST_TITLE:
        title = f"{title[:_LONGEST_TITLE].rstrip()} …"
    return f"the frame {title}" if title else "a frame"


def things_words(
    graph: Graph,
    nodes: Iterable[str],
    edges: Iterable[Edge] = (),
    frames: Iterable[CommentFrame] = (),
) -> str:
    """Return what an edit is about: one thing by its name, several by their number."""
    nodes, edges, frames = tuple(nodes), tuple(edges), tuple(frames)
    if not edges and not frames:
        return nodes_words(graph, nodes)
    if not nodes and not frames:
        return edge_words(graph, edges[0]) if len(edges) == 1 else f"{len(edges)} wires"
    if not nodes and not edges:
        return frame_words(frames[0]) if len(frames) == 1 else f"{len(frames)} frames"
    return f"{len(nodes) + len(edges) + len(frames)} items"
