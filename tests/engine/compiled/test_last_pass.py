"""What can be asked of the last pass after weights and state have been set by hand."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph

FIELDS = {"x": (4,), "y": (2,)}


def graph() -> Graph:
    b = GraphBuilder()
    hidden = b.add("Linear", b.add("Input"), out_features=3, name="hidden")
    bent = b.add("Tanh", b.add("BatchNorm", hidden, name="norm"), name="bent")
    b.add("MSELoss", b.add("Linear", bent, out_features=2, name="out"), b.add("Target"))
    return b.build()


def gradients(engine: str, asked: bool, changed: str, training: bool) -> list[Array]:
    net = Network(graph(), FIELDS, 6, dtype="float64", engine=engine, seed=4)
    rng = np.random.default_rng(0)
    batch = {name: rng.standard_normal((6, *shape)) for name, shape in FIELDS.items()}
    net.forward(batch, training=training)
    if asked:
        net.output("bent")
    net.backward()
    if changed == "weights":
        net.set_weights({name: 3 * array for name, array in net.weights.items()})
    else:
        net.set_state({name: 3 * array for name, array in net.state.items()})
    return [net.gradient(name) for name in ("hidden", "norm", "bent", "out")]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("changed", ["weights", "state"])
@pytest.mark.parametrize("asked", [False, True])
def test_gradients_are_of_the_weights_and_the_state_before(
    asked: bool, changed: str, training: bool
) -> None:
    expected = gradients("reference", asked, changed, training)
    for found, known in zip(gradients("compiled", asked, changed, training), expected, strict=True):
        np.testing.assert_allclose(found, known, rtol=1e-9)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_new_pass_has_no_gradients_before_it_went_back(engine: str) -> None:
    net = Network(graph(), FIELDS, 6, engine=engine)
    batch = {name: np.ones((6, *shape)) for name, shape in FIELDS.items()}
    net.forward(batch)
    net.backward()
    net.forward(batch)
    with pytest.raises(GuinetError, match="no gradients yet"):
        net.gradient("bent")
