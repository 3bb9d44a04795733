"""A small trained network, as training leaves it."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.graph.builder import GraphBuilder
from guinet.project.checkpoint import Checkpoint
from guinet.project.project import Project
from guinet.training.messages import Epoch


@pytest.fixture
def project() -> Project:
    """Return a network of one unit."""
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input", name="x"), name="out", out_features=2)
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return Project(b.build(), {"": {"n1": (0.0, 0.0)}}, title="Small")


@pytest.fixture
def checkpoint() -> Checkpoint:
    """Return what training has made of it; some arrays are views."""
    return Checkpoint(
        weights={
            "out.weight": np.arange(6, dtype=np.float32).reshape(3, 2).T,
            "out.bias": np.array([0.5, -0.5], np.float32)[::-1],
        },
        state={"norm.running_mean": np.zeros(2), "norm.count": np.array(7, np.int64)},
        scaler={"x.mean": np.array([1.0, 2.0]), "x.scale": np.array([3.0, 4.0])},
        classes={"y": ("no", "yes, größer")},
        history=(
            Epoch(1, {"train_loss": 0.5, "validation_loss": 0.6}, 0.1, 0.25),
            Epoch(2, {"train_loss": 0.25, "validation_loss": 0.5}, 0.1, 0.5),
        ),
        epoch=2,
        step=32,
    )
