"""Files of every format open for ever; those in tests/golden are never edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import FileError
from guinet.data.sources.noisy_line import NoisyLine
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Edge, Exposed
from guinet.graph.placeholder import Placeholder
from guinet.modules.linear.linear import Linear
from guinet.optim.sgd import SGD
from guinet.project.file import load
from guinet.project.migrations import FORMAT, migrate
from guinet.project.schema import to_json
from guinet.project.text import read_text

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def test_format_0() -> None:
    project = load(GOLDEN / "format-0.guinet").project
    assert [(n.id, n.name, n.module.type_name()) for n in project.graph.nodes.values()] == [
        ("n1", "x", "Input"),
        ("n2", "out", "Linear"),
        ("n3", "y", "Target"),
        ("n4", "loss", "MSELoss"),
    ]
    assert project.graph.nodes["n2"].module == Linear(out_features=3, bias=False)
    assert project.graph.edges == (
        Edge("n1", "y", "n2", "x"),
        Edge("n2", "y", "n4", "prediction"),
        Edge("n3", "y", "n4", "target"),
    )
    assert project.layout == {"": {"n1": (0.0, 0.0), "n2": (192.0, 8.0)}}
    assert project.title == "From the time before"


def test_format_1_plain() -> None:
    project = load(GOLDEN / "format-1.guinet").project
    assert project.graph.nodes["n2"].module == Linear(out_features=1, bias=False)
    assert project.graph.nodes["n2"].share == "twin"
    assert {node.learning_rate_factor for node in project.graph.nodes.values()} == {1.0}
    assert (project.recipe.l2, project.recipe.clip_norm, project.recipe.warm_up) == (0, 0, 0)
    assert "learning_rate_factor" not in str(to_json(project))
    assert project.data.source == NoisyLine(samples=50, slope=3.0, intercept=-1.0, seed=7)
    assert (project.data.validation, project.data.split_seed) == (0.25, 3)
    assert project.data.scaling == "none"
    assert project.recipe.optimizer == SGD(momentum=0.9)
    assert (project.recipe.learning_rate, project.recipe.epochs) == (0.05, 12)
    assert project.layout[""]["n2"] == (192.0, 8.5)
    assert project.description == "First line.\nSecond line."


def test_format_1_with_composites_and_a_module_that_is_not_installed() -> None:
    loaded = load(GOLDEN / "format-1-composites.guinet")
    graph = loaded.project.graph
    assert graph.nodes["n2"].module == CompositeUse(definition="c1", values={"width": 5})
    assert graph.composites["c1"].exposed == (Exposed("width", "n2", "out_features"),)
    assert list(graph.composites["c1"].graph.nodes) == ["n1", "n2", "n3", "n4"]
    wavelet = graph.nodes["n3"].module
    assert isinstance(wavelet, Placeholder)
    assert [port.name for port in wavelet.output_ports()] == ["low", "high"]
    assert loaded.notices[0].startswith("The module Wavelet is not installed")
    raw = read_text((GOLDEN / "format-1-composites.guinet").read_bytes())
    assert to_json(loaded.project)["nodes"][2] == raw["nodes"][2]


def test_format_1_trained() -> None:
    for name in ("format-1-trained.guinet", "format-1-trained.safetensors"):
        loaded = load(GOLDEN / name)
        assert loaded.notices == ()
        checkpoint = loaded.checkpoint
        assert checkpoint is not None
        np.testing.assert_array_equal(
            checkpoint.weights["out.weight"], np.array([[0, 2, 4], [1, 3, 5]], np.float32)
        )
        assert checkpoint.state["norm.count"] == 7
        np.testing.assert_array_equal(checkpoint.scaler["x.scale"], [3.0, 4.0])
        assert checkpoint.classes == {"y": ("no", "yes, größer")}
        assert [epoch.metrics["train_loss"] for epoch in checkpoint.history] == [0.5, 0.25]
        assert (checkpoint.epoch, checkpoint.step) == (2, 32)
        assert loaded.project.title == "Small"


def test_migrating_leaves_its_argument_as_it_was() -> None:
    raw = read_text((GOLDEN / "format-0.guinet").read_bytes())
    before = repr(raw)
    assert migrate(raw)["format"] == FORMAT == 1
    assert repr(raw) == before


@pytest.mark.parametrize(
    "raw",
    [
        {"format": 0},
        {"format": 0, "modules": 3},
        {"format": 0, "modules": [3]},
        {"format": 0, "modules": [{"kind": "Linear", "x": 1, "y": 1}]},
        {"format": 0, "modules": [{"kind": "Linear", "id": [], "x": 1, "y": 1}]},
        {"format": 0, "modules": [], "edges": [["n1"]]},
        {"format": 0, "modules": [], "edges": ["n1.y, n2.x"]},
    ],
)
def test_a_file_that_does_not_keep_to_its_old_format_is_one_sentence(raw: Any) -> None:
    with pytest.raises(FileError, match="format 0 is not kept to"):
        migrate(raw)


def test_a_format_from_the_future_is_one_sentence() -> None:
    with pytest.raises(FileError, match=f"^format 7 is newer than this guinet knows .{FORMAT}.; "):
        migrate({"format": 7, "anything": []})
