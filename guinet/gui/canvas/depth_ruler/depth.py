"""The ways from input to loss, and how the gradient changes along them. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guinet.graph.model import Edge

__all__ = ["Course", "course_of", "longest_path"]

_SAME = 1.15
"""Below this factor per layer gradients keep their size, as far as the eye can tell."""


def longest_path(edges: Iterable[Edge], loss: str, avoided: Iterable[str] = ()) -> tuple[Edge, ...]:
    """Return the edges of the longest way that ends at a node, in the direction of the flow.

    Parameters
    ----------
    edges
        Of a graph; those on a cycle are never all on a way.
    loss
        Id of the node at the end.
    avoided
        Ids of nodes that no way leads through, such as targets.
    """
    barred = set(avoided)
    into: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.source not in barred:
            into.setdefault(edge.target, []).append(edge)
    best: dict[str, tuple[int, Edge | None]] = {}
    on_way: set[str] = set()
    # By hand rather than by recursion: a network may be deeper than Python's stack.
    waiting = [loss]
    while waiting:
        node = waiting[-1]
        arriving = [edge for edge in into.get(node, ()) if edge.source not in on_way]
        open_ones = [edge.source for edge in arriving if edge.source not in best]
        if node not in on_way and node not in best and open_ones:
            on_way.add(node)
            waiting += open_ones
            continue
        waiting.pop()
        on_way.discard(node)
        if node not in best:
            known = [(best[e.source][0] + 1, e) for e in arriving if e.source in best]
            best[node] = max(known, key=lambda one: one[0], default=(0, None))
    path: list[Edge] = []
    step = best[loss][1]
    while step is not None and len(path) < len(best):
        path.append(step)
        step = best[step.source][1]
    return tuple(reversed(path))


@dataclass(frozen=True)
class Course:
    """What becomes of the gradient on its way back.

    Attributes
    ----------
    factor
        What it is multiplied by per layer, below 1 where it shrinks; None where no two layers
        with weights can be compared.
    layers
        How many steps from layer to layer that is the mean of.
    dies_at
        Id of the node that hands nothing back though something arrives, or an empty text.
    bursts
        Whether a gradient is too large for a number.
    """

    factor: float | None
    layers: int = 0
    dies_at: str = ""
    bursts: bool = False

    def words(self, name_of: Mapping[str, str]) -> str:
        """Say it as the rest of a sentence about gradients; empty where nothing is known."""
        if self.bursts:
            return "explode beyond what a number holds"
        if self.dies_at:
            return f"die at {name_of.get(self.dies_at, self.dies_at)}: nothing arrives before it"
        if self.factor is None:
            return ""
        if 1 / _SAME <= self.factor <= _SAME:
            return "keep their size from layer to layer"
        shrinks = self.factor < 1
        times = 1 / self.factor if shrinks else self.factor
        number = f"{times:.1f}" if times < 100 else f"{times:.0f}"
        return f"{'shrink' if shrinks else 'grow'} {number}× per layer"


def course_of(
    path: Sequence[Edge], gradients: Mapping[Edge, float], learns: Iterable[str]
) -> Course:
    """Return what becomes of the gradient along a way.

    The factor is the geometric mean over the layers with weights, from the error that arrives
    at the output of the last one to that at the output of the first one: that error is what
    their own gradients are made of.

    Parameters
    ----------
    path
        From input to loss.
    gradients
        Root mean square on each edge; NaN, or none at all, where it is not known.
    learns
        Ids of the nodes with weights.
    """
    known = [(edge, gradients.get(edge, math.nan)) for edge in path]
    known = [(edge, size) for edge, size in known if not math.isnan(size)]
    if any(math.isinf(size) for _, size in known):
        return Course(None, bursts=True)
    for (edge, size), (_, later) in zip(reversed(known[:-1]), reversed(known[1:]), strict=True):
        if size == 0.0 < later:
            return Course(None, dies_at=edge.target)
    layers = set(learns)
    sizes = [size for edge, size in known if edge.source in layers and size > 0]
    if len(sizes) < 2:
        return Course(None)
    steps = len(sizes) - 1
    return Course(math.exp((math.log(sizes[0]) - math.log(sizes[-1])) / steps), steps)
