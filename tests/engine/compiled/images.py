"""Small networks on images, written as a list of modules."""

from __future__ import annotations

from typing import Any

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph

Step = tuple[str, dict[str, Any]]
FIELDS = {"y": FieldSpec((3,))}


def conv(out_channels: int, kernel_size: Any = 3, padding: Any = 1, **settings: Any) -> Step:
    """Return a Conv2d."""
    sizes = {"out_channels": out_channels, "kernel_size": kernel_size, "padding": padding}
    return "Conv2d", {**sizes, **settings}


def pool(kernel_size: Any = 2, **settings: Any) -> Step:
    """Return a MaxPool2d."""
    return "MaxPool2d", {"kernel_size": kernel_size, **settings}


def plain(name: str, **settings: Any) -> Step:
    """Return a module by its name."""
    return name, settings


def chain(builder: GraphBuilder, ref: Ref, *steps: Step) -> Ref:
    """Add modules one after the other."""
    for name, settings in steps:
        ref = builder.add(name, ref, **settings)
    return ref


def judged(builder: GraphBuilder, *ends: Ref) -> Graph:
    """Let what is computed be judged, and return the graph."""
    rows = [builder.add("Flatten", end) for end in ends]
    row = builder.add("Concat", *rows) if len(rows) > 1 else rows[0]
    answer = builder.add("Linear", row, out_features=3)
    builder.add("MSELoss", answer, builder.add("Target", field="y"))
    return builder.build()


def stack(shape: tuple[int, ...], *steps: Step) -> tuple[Graph, dict[str, FieldSpec]]:
    """Return a network of modules one after the other, and its fields."""
    builder = GraphBuilder()
    end = chain(builder, builder.add("Input", field="x"), *steps)
    return judged(builder, end), {"x": FieldSpec(shape), **FIELDS}


def kinds(graph: Graph, fields: dict[str, FieldSpec], keep: Any = ()) -> dict[str, type[Kernel]]:
    """Return which kernel is chosen, by path of the node."""
    network = Network(graph, fields, 4, keep=keep)
    program = network.executor.program
    kept = network._kept_slots(keep, program)
    return choose(program, tuple(fields_of(program)), kept).kinds


def fields_of(program: Any) -> list[str]:
    """Return the paths of all sources."""
    return [call.path for call in program.calls if call.field is not None]
