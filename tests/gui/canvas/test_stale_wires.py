"""Wires are painted again where they look otherwise, and nowhere else."""

from __future__ import annotations

import numpy as np

from guinet.graph.model import Edge
from guinet.gui.canvas.edges import EdgeLayer

EDGES = [Edge(source, "output", target, "input") for source, target in ("ab", "cd", "ef")]
STARTS = np.array([[0.0, 0.0], [0.0, 200.0], [0.0, 900.0]])
ENDS = np.array([[300.0, 200.0], [300.0, 0.0], [300.0, 900.0]])


def shown(order: tuple[int, ...] = (0, 1, 2)) -> EdgeLayer:
    layer = EdgeLayer()
    show(layer, order)
    layer.stale.take()
    return layer


def show(layer: EdgeLayer, order: tuple[int, ...]) -> None:
    rows = list(order)
    edges = [EDGES[row] for row in rows]
    layer.set_edges(edges, STARTS[rows], ENDS[rows], np.empty((0, 4)))


def marked(layer: EdgeLayer) -> set[Edge]:
    """Return the edges all of whose extent is to be painted again."""
    boxes = [mark.boxes for mark in layer.stale.take() if mark.boxes is not None]
    parts = np.concatenate(boxes) if boxes else np.empty((0, 4))
    return {
        edge
        for edge, box in zip(layer.edges, layer.boxes, strict=True)
        if (parts == box).all(axis=1).any()
    }


def test_wires_that_stay_are_not_painted_again() -> None:
    layer = shown()
    show(layer, (0, 1, 2))
    assert marked(layer) == set()


def test_wires_that_lie_on_each_other_the_other_way_round_are_painted_again() -> None:
    layer = shown()
    show(layer, (1, 0, 2))
    assert marked(layer) == set(EDGES[:2])  # they cross, so each covers what the other does


def test_wires_that_were_in_the_hand_come_back_into_the_picture() -> None:
    layer = shown()
    layer.lift([2])
    layer.stale.take()
    show(layer, (0, 1, 2))
    assert marked(layer) == {EDGES[2]}
