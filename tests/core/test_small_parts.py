"""Errors, resources, stable functions, descriptions."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from guinet.core import errors, resources
from guinet.core.advice import Insert
from guinet.core.errors import FileError, GuinetError, HyperparameterError, ShapeError
from guinet.core.resources import resource
from guinet.core.spec import FieldSpec
from guinet.core.stable import log_softmax, sigmoid, softmax
from guinet.modules import modules
from guinet.modules.linear.linear import Linear


@pytest.mark.parametrize(
    "error",
    [
        HyperparameterError("Linear", "out_features", "must be at least 1, not 0."),
        ShapeError("x", "Linear reads N × F.", "Insert Flatten.", [Insert("x", "Flatten")]),
        *(
            getattr(errors, name)("A sentence.")
            for name in ("DataError", "FileError", "GraphError", "GuinetError", "TrainingError")
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_a_pipe(error: GuinetError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert isinstance(copy, GuinetError)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


@pytest.fixture
def fresh_root() -> Iterator[None]:
    resources._root.cache_clear()
    yield
    resources._root.cache_clear()


def test_resources_are_found_in_a_checkout() -> None:
    assert resource("examples").is_dir()


@pytest.mark.usefixtures("fresh_root")
def test_a_wheel_carries_its_resources_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "guinet"
    (package / "_resources" / "examples").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(resources, "__file__", str(package / "core" / "resources.py"))
    assert resource("examples") == package / "_resources" / "examples"


@pytest.mark.usefixtures("fresh_root")
def test_missing_resources_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "guinet" / "core" / "resources.py"))
    with pytest.raises(FileError, match="install guinet again"):
        resource("examples")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_stable_functions_at_the_ends(dtype: str) -> None:
    x = np.array([[-1e4, 0.0, 1e4]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(sigmoid(x), [[0, 0.5, 1]])
        np.testing.assert_array_equal(softmax(x, 1), [[0, 0, 1]])
        np.testing.assert_array_equal(log_softmax(x, 1), [[-2e4, -1e4, 0]])
    for found in (sigmoid(x), softmax(x, 1), log_softmax(x, 1)):
        assert found.dtype == dtype


def test_stable_functions_are_the_plain_ones_in_between() -> None:
    x = np.random.default_rng(0).normal(size=(4, 5))
    shares = np.exp(x) / np.exp(x).sum(axis=0)
    np.testing.assert_allclose(sigmoid(x), 1 / (1 + np.exp(-x)), rtol=1e-14)
    np.testing.assert_allclose(softmax(x, 0), shares, rtol=1e-13)
    np.testing.assert_allclose(log_softmax(x, 0), np.log(shares), rtol=1e-12)


def test_a_module_describes_itself() -> None:
    found = json.loads(json.dumps(Linear.describe()))
    assert found["name"] == "Linear"
    assert found["category"] == "Linear"
    assert found["summary"] == Linear.summary()
    assert found["doc"].startswith(found["summary"])
    assert found["version"] == 1
    assert [field["name"] for field in found["fields"]] == list(Linear.fields)
    assert found["fields"][0]["minimum"] == 1
    port = {"name": "x", "kinds": ["float", "class"], "doc": "", "constant": False}
    assert found["inputs"] == [port]
    assert [port["name"] for port in found["outputs"]] == ["y"]
    assert (found["variadic"], found["width_field"]) == (None, "out_features")
    assert found["formulas"]["forward"] == [r"y = x W^{\top} + b"]
    assert len(found["formulas"]["backward"]) == 3


def test_descriptions_count_ports_with_the_default_settings() -> None:
    concat, split = modules.types()["Concat"].describe(), modules.types()["Split"].describe()
    assert [port["name"] for port in concat["inputs"]] == ["x1", "x2"]
    assert concat["variadic"] in {field["name"] for field in concat["fields"]}
    assert [port["name"] for port in split["outputs"]] == ["y1", "y2"]


def test_linear_counts_its_weights_and_work() -> None:
    specs = (FieldSpec((3,)),)
    assert Linear(out_features=4).weight_count(specs) == 16
    assert Linear(out_features=4, bias=False).weight_count(specs) == 12
    assert Linear(out_features=4).multiply_adds((FieldSpec((5, 3)),)) == 60
