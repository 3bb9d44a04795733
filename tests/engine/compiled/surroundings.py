"""Small networks around one module, which put it into every place a kernel can stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled import tensor
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.conv2d import Conv2dKernel
from guinet.engine.compiled.kernels.reshape import ReshapeKernel
from guinet.engine.network import Network
from guinet.engine.program import Call
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph

__all__ = ["NORMAL", "around", "cut", "kernel_of", "surroundings"]

NORMAL = {"type": "normal", "mean": 0.5, "std": 1.0}
"""Weights that are not all ones or zeros, for scales and shifts."""

BEFORE = ("data", "linear", "tanh", "read by others")
AFTER = ("loss", "relu", "skip", "two readers")

surroundings = st.tuples(st.sampled_from(BEFORE), st.sampled_from(AFTER))
"""What stands before the module, and after it."""


def around(
    name: str,
    settings: Mapping[str, Any],
    shape: tuple[int, ...],
    place: tuple[str, str] = ("linear", "relu"),
    uses: int = 1,
    share: str | None = None,
) -> tuple[Graph, dict[str, FieldSpec]]:
    """Return a graph with nodes ``tested`` (``tested2`` ...), and the fields that it reads.

    Parameters
    ----------
    name, settings
        The module.
    shape
        What it reads, without the batch axis.
    place
        What stands before and after it.
    uses
        How often it stands in a row, with ``share`` as the tag of its weights; then it has to
        keep the shape.
    """
    before, after = place
    b = GraphBuilder()
    fields = {"x": FieldSpec(shape)}
    h = b.add("Input", name="x")
    if before != "data":
        # Without a bias, whose gradient a normalisation makes zero but for rounding.
        if len(shape) == 3:
            h = b.add("Conv2d", h, out_channels=shape[0], kernel_size=1, bias=False)
        else:
            h = b.add("Linear", h, out_features=shape[-1], bias=False)
    if before == "tanh":
        h = b.add("Tanh", h)
    source = h
    for number in range(uses):
        called = "tested" if number == 0 else f"tested{number + 1}"
        h = b.add(name, h, name=called, share=share, **settings)
    answers = []
    if after == "loss":
        answers = [h]
    elif after == "relu":
        answers = [b.add("ReLU", h)]
    elif after == "skip":
        answers = [b.add("ReLU", b.add("Add", h, b.add("Sigmoid", h)))]
    elif after == "pool":
        answers = [b.add("MaxPool2d", h, kernel_size=2)]
    elif after == "two readers":
        answers = [b.add("Tanh", h), b.add("Sigmoid", h)]
    if before == "read by others":
        answers.append(source)
    for number, answer in enumerate(answers):
        flat = b.add("Linear", b.add("Flatten", answer), out_features=2)
        fields[f"y{number}"] = FieldSpec((2,))
        b.add("MSELoss", flat, b.add("Target", field=f"y{number}"), loss_weight=1.0 + number)
    return b.build(), fields


def kernel_of(graph: Graph, fields: Mapping[str, FieldSpec], path: str = "tested") -> type[Kernel]:
    """Return the kernel that a plan gives to a node."""
    network = Network(graph, fields, 4)
    program = network.executor.program
    present = [call.path for call in program.calls if call.field is not None]
    return choose(program, present, ()).kinds[path]


@contextmanager
def cut(cache: int = 1 << 17, border: int = 0) -> Iterator[None]:
    """Cut tensors into pieces of so many bytes, and give images zeros around them.

    Flatten wishes them around what it reads, and Conv2d around the gradient of what it
    computes, so that they are there around the module that is tested.
    """
    own = Conv2dKernel.gradient_border

    def around_value(cls: type[Kernel], call: Call) -> int:
        return border

    def around_gradient(cls: type[Kernel], call: Call) -> int:
        return max(border, own(call))

    with (
        mock.patch.object(tensor, "_CACHE_BYTES", cache),
        mock.patch.object(ReshapeKernel, "input_border", classmethod(around_value)),
        mock.patch.object(Conv2dKernel, "gradient_border", classmethod(around_gradient)),
    ):
        yield
