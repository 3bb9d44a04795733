"""Graphs that the engine's tests run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph

Fields = Mapping[str, FieldSpec | tuple[int, ...]]

PLANE: Fields = {"x": (2,), "y": (1,)}


def mlp(activation: str = "Tanh", loss: str = "MSELoss", bias: bool = True) -> Graph:
    """Return 2 - 5 - 1 with nodes x, hidden, act, out, y, loss."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    h = b.add("Linear", x, out_features=5, bias=bias, name="hidden")
    p = b.add("Linear", b.add(activation, h, name="act"), out_features=1, bias=bias, name="out")
    b.add(loss, p, b.add("Target", name="y"), name="loss")
    return b.build()


def fan_out() -> Graph:
    """Return a graph in which the output of ``stem`` feeds two branches and a skip."""
    b = GraphBuilder()
    stem = b.add("Linear", b.add("Input", name="x"), out_features=3, name="stem")
    left = b.add("Tanh", stem, name="left")
    right = b.add("Sigmoid", stem, name="right")
    both = b.add("Concat", left, right, stem, name="both")
    out = b.add("Linear", both, out_features=1, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


def make(graph: Graph, fields: Fields = PLANE, **settings: Any) -> Network:
    """Return a float64 network for batches of up to 8."""
    return Network(graph, fields, **({"batch_size": 8, "dtype": "float64"} | settings))


def batch_for(network: Network, count: int = 6, seed: int = 1) -> dict[str, Array]:
    """Return a random batch that agrees with the network's fields."""
    return random_batch(network.fields, count, seed)


def close(ours: Array, theirs: Array, tolerance: float = 1e-9) -> bool:
    """Return whether two arrays agree relative to the largest element."""
    theirs = np.asarray(theirs)
    assert np.shape(ours) == theirs.shape
    largest = np.abs(theirs).max() or 1.0
    return bool(np.abs(ours - theirs).max() <= tolerance * largest)
