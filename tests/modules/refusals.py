"""How tests provoke a module's refusal."""

from __future__ import annotations

import pytest

from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, as_spec
from guinet.graph.shapes import infer_node


def refusal(module: Module, *inputs: FieldSpec | tuple[int, ...]) -> ShapeError:
    """Return what a module says of inputs, one spec or shape per port, that it cannot read."""
    with pytest.raises(ShapeError) as caught:
        infer_node(module, tuple(map(as_spec, inputs)))
    assert caught.value.port in {port.name for port in module.input_ports()}
    return caught.value
