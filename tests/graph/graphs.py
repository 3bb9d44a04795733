"""Three graphs that every part of guinet has to get right, with the fields they need."""

from __future__ import annotations

from guinet.core.spec import FieldSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph

FIELDS = {"x": FieldSpec((4,)), "y": FieldSpec((2,))}
"""What all three graphs read: four features, two numbers to predict."""


def with_several_outputs() -> Graph:
    """Split gives two outputs; each goes a way of its own, and Concat joins them."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=6, name="hidden")
    split = b.add("Split", h, name="split")
    first, second = split.outputs[:2]
    left = b.add("ReLU", split[first], name="left")
    right = b.add("Linear", split[second], out_features=3, name="right")
    p = b.add("Linear", b.add("Concat", left, right), out_features=2, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


def with_nested_composite() -> Graph:
    """A cell (Linear, ReLU) inside a block that adds a skip, the block used twice."""
    cell = GraphBuilder()
    hidden = cell.add("Linear", cell.add("Inlet", name="x"), out_features=4, name="linear")
    cell.add("Outlet", cell.add("ReLU", hidden, name="relu"), name="y")

    block = GraphBuilder()
    block.define("cell", cell.build(), exposed={"width": ("linear", "out_features")})
    x = block.add("Inlet", name="x")
    inner = block.add("cell", x, name="cell")
    block.add("Outlet", block.add("Add", x, inner, name="sum"), name="y")

    b = GraphBuilder()
    b.define("block", block.build(), exposed={"width": ("cell", "width")})
    first = b.add("block", b.add("Input"), name="first", width=4)
    second = b.add("block", first, name="second")
    p = b.add("Linear", second, out_features=2, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


def with_shared_weights() -> Graph:
    """One Linear used at two places, so that its gradients add up."""
    b = GraphBuilder()
    x = b.add("Input")
    first = b.add("Linear", x, out_features=4, name="first", share="tied")
    second = b.add("Linear", b.add("ReLU", first), out_features=4, name="second", share="tied")
    p = b.add("Linear", second, out_features=2, name="out")
    b.add("MSELoss", p, b.add("Target"), name="loss")
    return b.build()


GRAPHS = {
    "several outputs": with_several_outputs,
    "nested composite": with_nested_composite,
    "shared weights": with_shared_weights,
}
