"""The way from input to loss, and how the gradient changes along it. Nothing here draws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from guinet.graph.model import Edge

__all__ = ["factor_words", "layer_factor", "longest_path"]

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


def layer_factor(
    path: Sequence[Edge], gradients: Mapping[Edge, float], learns: Iterable[str]
) -> float | None:
    """Return by what the gradient is multiplied per layer on its way back: below 1 it shrinks.

    The geometric mean over the layers with weights of the way, from the gradient that arrives
    at the input of the last one to that at the input of the first one.

    Parameters
    ----------
    path
        From input to loss.
    gradients
        Root mean square on each edge; others are passed over.
    learns
        Ids of the nodes with weights.
    """
    layers = set(learns)
    sizes = [gradients.get(edge, math.nan) for edge in path if edge.target in layers]
    sizes = [size for size in sizes if math.isfinite(size) and size > 0]
    if len(sizes) < 2:
        return None
    return float((sizes[0] / sizes[-1]) ** (1 / (len(sizes) - 1)))


def factor_words(factor: float | None) -> str:
    """Say what a factor per layer means."""
    if factor is None:
        return ""
    if 1 / _SAME <= factor <= _SAME:
        return "Gradients keep their size from layer to layer"
    times = 1 / factor if factor < 1 else factor
    number = f"{times:.1f}" if times < 100 else f"{times:.0f}"
    return f"Gradients {'shrink' if factor < 1 else 'grow'} {number}× per layer"
