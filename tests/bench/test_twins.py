"""The race is fair: PyTorch's twin computes what our graph computes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from guinet.bench.scaling import SCALING
from guinet.bench.workload import Workload
from guinet.bench.workloads import WORKLOADS
from guinet.core.types import Array
from guinet.engine.network import Network

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

TOLERANCES = {"float32": 1e-4, "float64": 1e-9}


def networks() -> list[Any]:
    """Return one workload per network; batch and optimizer change nothing here."""
    found: dict[str, Workload] = {}
    for workload in (*WORKLOADS.values(), SCALING["chain10"].workload):
        if all(workload.architecture is not other.architecture for other in found.values()):
            found[workload.name] = workload
    return [pytest.param(workload, id=name) for name, workload in found.items()]


def difference(ours: Array, theirs: Any) -> float:
    """Return the largest difference relative to the largest value."""
    expected = theirs.detach().numpy()
    assert ours.shape == expected.shape
    return float(np.abs(ours - expected).max() / max(np.abs(expected).max(), 1e-300))


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("workload", networks())
def test_loss_gradients_and_state_equal_the_twins(workload: Workload, dtype: str) -> None:
    from guinet.bench.pytorch.twins import loss_of, twin_of

    workload = replace(workload, batch_size=4)
    architecture, (batch,) = workload.architecture, workload.batches(1)
    net = Network(architecture.graph(), architecture.fields, batch_size=4, dtype=dtype)
    kind = getattr(torch, dtype)
    twin = twin_of(architecture).to(kind)
    ours_at_start = {**net.weights, **net.state}
    counters = {name for name in twin.state_dict() if name.endswith("num_batches_tracked")}
    assert ours_at_start.keys() == twin.state_dict().keys() - counters
    given = {name: torch.tensor(array) for name, array in ours_at_start.items()}
    twin.load_state_dict(given, strict=False)

    x, y = torch.tensor(batch["x"]).to(kind), torch.tensor(batch["y"])
    theirs = loss_of(architecture)(twin(x), y.to(kind) if y.is_floating_point() else y)
    theirs.backward()
    loss = net.forward(batch, training=True)
    gradients = net.backward()

    limit = TOLERANCES[dtype]
    assert loss == pytest.approx(theirs.item(), rel=limit)
    for name, weight in twin.named_parameters():
        assert difference(gradients[name], weight.grad) < limit, name
    for name, values in net.state.items():
        assert difference(values, twin.state_dict()[name]) < limit, name
