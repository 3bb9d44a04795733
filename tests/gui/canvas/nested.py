"""Projects with composites inside composites."""

from __future__ import annotations

from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from guinet.project.project import Project


def block(width: int = 8) -> Graph:
    """Return the inside of a composite: Linear and Tanh between x and y."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Inlet", name="x"), out_features=width, name="linear")
    b.add("Outlet", b.add("Tanh", h, name="tanh"), name="y")
    return b.build()


def in_use(b: GraphBuilder, name: str, uses: int = 1) -> Graph:
    """Return the graph of a builder, with a composite used in a row between x and a loss."""
    h: Ref = b.add("Input", name="x")
    for number in range(uses):
        h = b.add(name, h, name=f"block{number + 1}")
    p = b.add("Linear", h, out_features=1, name="out")
    b.add("MSELoss", p, b.add("Target", name="y", encoding="binary"), name="loss")
    return b.build()


def with_block(uses: int = 1) -> Project:
    """Return a network with a composite Block that exposes its width, used so many times."""
    b = GraphBuilder()
    b.define("Block", block(), exposed={"width": ("linear", "out_features")})
    return Project(in_use(b, "Block", uses), title="Blocks")


def deep(names: list[str]) -> Project:
    """Return a network with composites in composites; the last name is the innermost one's."""
    inside, below = block(), ""
    for name in reversed(names):
        b = GraphBuilder()
        if below:
            # A builder takes over all that the inside uses.
            h = b.add("Inlet", name="x")
            b.define(below, inside)
            b.add("Outlet", b.add(below, h, name=below), name="y")
            inside = b.build()
        below = name
    b = GraphBuilder()
    b.define(below, inside)
    return Project(in_use(b, below), title="A network that is deep")
