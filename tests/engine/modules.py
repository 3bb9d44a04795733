"""Modules with defects, which guinet does not have itself."""

from __future__ import annotations

import numpy as np

from guinet.core.context import Context
from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.graph.edits import set_module
from guinet.graph.model import Graph
from guinet.modules.merge.stop_gradient import StopGradient


class WrongSquare(Elementwise):
    """Squares, and tells 3x for its derivative."""

    formula = Formula(())

    def value(self, x: Array) -> Array:
        return x * x

    def derivative(self, x: Array, y: Array) -> Array:
        return 3.0 * x

    def torch_form(self, inputs: Specs) -> TorchForm:
        return TorchForm("{x} ** 2")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        return OnnxForm(())


class Steep(WrongSquare):
    """Harmless values, and a derivative that is infinite everywhere."""

    def derivative(self, x: Array, y: Array) -> Array:
        return np.full_like(x, np.inf)


class LeakyStop(StopGradient):
    """Claims to let no gradient back, and does."""

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            return gradients, {}

        return inputs, backward, {}


def exchange(graph: Graph, name: str, module: Module) -> Graph:
    """Return the graph with another module at a node."""
    node = graph.by_name(name)
    assert node is not None
    return set_module(graph, node.id, module)
