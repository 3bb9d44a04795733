"""Nodes that are drawn but not executed as such: composite uses and placeholders."""

from __future__ import annotations

from typing import NoReturn

from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import GraphError
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.types import Arrays, Named, Result

__all__ = ["StandIn"]


class StandIn(Module):
    """A module that holds a place in a graph and has no arithmetic of its own."""

    category = Category.COMPOSITE
    formula = Formula(())
    inputs = ()
    outputs = ()

    def _refuse(self) -> NoReturn:
        raise GraphError(f"{self.type_name()} has no arithmetic of its own; flatten the graph.")

    def infer(self, inputs: Specs) -> Specs:
        """Refuse: there is no shape rule."""
        self._refuse()

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Refuse: there is nothing to compute."""
        self._refuse()

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Refuse: only what it stands for has a form."""
        self._refuse()

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Refuse: only what it stands for has a form."""
        self._refuse()
