"""What a frame holds is drawn by itself and then stands among the others as one box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from guinet.graph.model import Edge
from guinet.gui.canvas.tidy.box import Box, Point, around
from guinet.gui.canvas.tidy.parts import draw_parts

__all__ = ["HEAD", "PAD", "Frame", "draw_frame", "nest"]

PAD, HEAD = 24.0, 56.0
"""Room inside a frame: at three sides, and above, where its title stands."""


@dataclass
class Frame:
    """Nodes, and frames within this one."""

    nodes: list[str]
    frames: list[Frame] = field(default_factory=list)

    def everything(self) -> list[str]:
        """Return the nodes of this frame and of those within."""
        return self.nodes + [id for frame in self.frames for id in frame.everything()]


def nest(nodes: Sequence[str], groups: Sequence[Iterable[str]]) -> Frame:
    """Return an outermost frame that holds these nodes, with the groups among them inside.

    Groups that overlap without one holding the other are parted: the larger one has what both
    claim.
    """
    known = set(nodes)
    sets = [set(group) & known for group in groups]
    large = sorted((group for group in sets if group), key=len, reverse=True)
    root = Frame(list(nodes))
    for group in large:
        _put(root, group)
    return root


def _put(frame: Frame, group: set[str]) -> None:
    for inner in frame.frames:
        common = group & set(inner.everything())
        if common:
            if common == group:
                _put(inner, group)
                return
            group = group - common
    own = [id for id in frame.nodes if id in group]
    if own:
        frame.nodes = [id for id in frame.nodes if id not in group]
        frame.frames.append(Frame(own))


def draw_frame(
    frame: Frame,
    edges: Sequence[Edge],
    boxes: Mapping[str, Box],
    places: Mapping[str, Point],
    first: Iterable[str],
    last: Iterable[str],
) -> dict[str, Point]:
    """Return places for all that a frame holds.

    Parameters
    ----------
    frame
        What is drawn.
    edges
        Of the graph; those with an end elsewhere are passed over.
    boxes
        The cards.
    places
        Where cards stand now: separate parts keep their order from top to bottom.
    first, last
        Nodes that stand in the first and the last column.
    """
    insides = [draw_frame(inner, edges, boxes, places, first, last) for inner in frame.frames]
    outlines = [around(inside, boxes) for inside in insides]
    names = {id: id for id in frame.nodes}
    known = {id: boxes[id] for id in frame.nodes}
    now = {id: places[id] for id in frame.nodes if id in places}
    shifts: dict[str, Point] = {}
    # Names that no id can be: a frame stands for its nodes.
    for number, (inside, outline) in enumerate(zip(insides, outlines, strict=True)):
        name = f"frame {number}"
        shifts[name] = PAD - outline[0], HEAD - outline[1]
        known[name] = _frame_box(inside, outline, boxes)
        stood = [places[id] for id in inside if id in places]
        if stood:
            now[name] = min(x for x, _ in stood), min(y for _, y in stood)
        names |= dict.fromkeys(inside, name)
    inner_of = {id: inside for inside in insides for id in inside}
    joined = [
        _renamed(edge, names, inner_of)
        for edge in edges
        if edge.source in names
        and edge.target in names
        and names[edge.source] != names[edge.target]
    ]
    drawn = draw_parts(known, joined, now, set(first), set(last))
    found = {id: drawn[id] for id in frame.nodes}
    for number, inside in enumerate(insides):
        name = f"frame {number}"
        dx, dy = drawn[name][0] + shifts[name][0], drawn[name][1] + shifts[name][1]
        found |= {id: (x + dx, y + dy) for id, (x, y) in inside.items()}
    return found


def _frame_box(
    inside: Mapping[str, Point], outline: Sequence[float], boxes: Mapping[str, Box]
) -> Box:
    """Return a frame as a box whose ports are those of the cards in it, by node and port."""
    left, top, right, bottom = outline
    inputs: dict[str, float] = {}
    outputs: dict[str, float] = {}
    for id, (_, y) in inside.items():
        down = y - top + HEAD
        inputs |= {f"{id} {port}": down + at for port, at in boxes[id].inputs.items()}
        outputs |= {f"{id} {port}": down + at for port, at in boxes[id].outputs.items()}
    width, height = right - left + 2 * PAD, bottom - top + HEAD + PAD
    return Box(width, height, inputs, outputs)


def _renamed(
    edge: Edge, names: Mapping[str, str], inner_of: Mapping[str, Mapping[str, Point]]
) -> Edge:
    source_port, target_port = edge.source_port, edge.target_port
    if edge.source in inner_of:
        source_port = f"{edge.source} {source_port}"
    if edge.target in inner_of:
        target_port = f"{edge.target} {target_port}"
    return Edge(names[edge.source], source_port, names[edge.target], target_port)
