"""Small networks on images."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, settings

from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.engine.compiled.assignment import Assignment
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.convolution import (
    choice,
    correlation,
    depthwise,
    gathered_gradient,
    products,
)
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from tests.engine.compiled.surroundings import cut

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
FEW = settings(
    max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW
)
MANY = settings(max_examples=1500, deadline=None, database=None, suppress_health_check=_SLOW)

Step = tuple[str, dict[str, Any]]
Net = tuple[Graph, dict[str, FieldSpec]]


def conv(out_channels: int, kernel_size: Any = 3, padding: Any = 1, **others: Any) -> Step:
    """Return a Conv2d."""
    sizes = {"out_channels": out_channels, "kernel_size": kernel_size, "padding": padding}
    return "Conv2d", {**sizes, **others}


def pool(kernel_size: Any = 2, **others: Any) -> Step:
    """Return a MaxPool2d."""
    return "MaxPool2d", {"kernel_size": kernel_size, **others}


def chain(builder: GraphBuilder, ref: Ref, *steps: Step | str | Module) -> Ref:
    """Add modules one after the other."""
    for step in steps:
        if isinstance(step, Module):
            ref = builder.add(step.type_name(), ref, **step.settings)
        else:
            name, others = (step, {}) if isinstance(step, str) else step
            ref = builder.add(name, ref, **others)
    return ref


def judged(builder: GraphBuilder, *ends: Ref) -> Graph:
    """Let everything computed be judged together, and return the graph."""
    rows = [builder.add("Tanh", builder.add("Flatten", end)) for end in ends]
    row = builder.add("Concat", *rows) if len(rows) > 1 else rows[0]
    answer = builder.add("Linear", row, out_features=3)
    builder.add("MSELoss", answer, builder.add("Target", field="y"))
    return builder.build()


def fields(shape: tuple[int, ...]) -> dict[str, FieldSpec]:
    """Return what such a network reads."""
    return {"x": FieldSpec(shape), "y": FieldSpec((3,))}


def stack(shape: tuple[int, ...], *steps: Step | str | Module) -> Net:
    """Return a network of modules one after the other, and its fields."""
    builder = GraphBuilder()
    end = chain(builder, builder.add("Input", field="x"), *steps)
    return judged(builder, end), fields(shape)


def assigned(net: Net, keep: Collection[str] = ()) -> Assignment:
    """Return who computes what."""
    network = Network(*net, 4, keep=keep)
    program = network.executor.program
    sources = [call.path for call in program.calls if call.field is not None]
    return choose(program, sources, network.names.kept(keep))


def kinds(net: Net, keep: Collection[str] = ()) -> Mapping[str, str]:
    """Return the names of the kernels by that of the node."""
    return {path: kind.__name__ for path, kind in assigned(net, keep).kinds.items()}


@contextmanager
def small_pieces(border: int = 0) -> Iterator[None]:
    """Let pieces be of a row or two, products small and samples many.

    Images have so many zeros around them that others wish for.
    """
    with (
        cut(48, border),
        mock.patch.object(correlation, "_STACK_BYTES", 48),
        mock.patch.object(depthwise, "_PIECE_BYTES", 48),
        mock.patch.object(products, "SMALL", 100),
        mock.patch.object(gathered_gradient, "SMALL", 100),
        mock.patch.object(choice, "_MANY", 2),
    ):
        yield
