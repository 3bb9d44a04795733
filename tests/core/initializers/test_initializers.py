"""Initializers have the bounds and moments of PyTorch's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.core.context import generator
from guinet.core.errors import HyperparameterError
from guinet.core.initializers import initialize, initializer_field, initializers
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

FAN_IN, FAN_OUT = 300, 200


def drawn(name: str, dtype: str = "float64", seed: int = 0) -> Array:
    spec = WeightSpec((FAN_OUT, FAN_IN), name, FAN_IN, FAN_OUT)
    return initialize(spec, generator(seed, "weights"), dtype)


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("pytorch", 1 / math.sqrt(FAN_IN)),
        ("glorot_uniform", math.sqrt(6 / (FAN_IN + FAN_OUT))),
        ("he_uniform", math.sqrt(6 / FAN_IN)),
        ("lecun_uniform", math.sqrt(3 / FAN_IN)),
    ],
)
def test_uniform_bounds(name: str, bound: float) -> None:
    weights = drawn(name)
    assert np.abs(weights).max() <= bound
    assert np.abs(weights).max() > 0.999 * bound
    assert weights.std() == pytest.approx(bound / math.sqrt(3), rel=0.02)
    assert abs(weights.mean()) < 0.02 * bound


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("glorot_normal", math.sqrt(2 / (FAN_IN + FAN_OUT))),
        ("he_normal", math.sqrt(2 / FAN_IN)),
        ("lecun_normal", math.sqrt(1 / FAN_IN)),
    ],
)
def test_normal_deviations(name: str, deviation: float) -> None:
    weights = drawn(name)
    assert weights.std() == pytest.approx(deviation, rel=0.02)
    assert np.abs(weights).max() > 3 * deviation


def test_constants() -> None:
    assert (drawn("zeros") == 0).all()
    assert (drawn("ones") == 1).all()


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("glorot_uniform", "xavier_uniform_"),
        ("glorot_normal", "xavier_normal_"),
        ("he_uniform", "kaiming_uniform_"),
        ("he_normal", "kaiming_normal_"),
    ],
)
def test_moments_are_those_of_pytorch(name: str, function: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    options = {"nonlinearity": "relu"} if "kaiming" in function else {}
    theirs = getattr(torch.nn.init, function)(torch.empty(FAN_OUT, FAN_IN), **options).numpy()
    ours = drawn(name)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.03)
    if "uniform" in name:
        assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=1e-3)


def test_the_default_is_that_of_torch_linear() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    linear = torch.nn.Linear(FAN_IN, FAN_OUT)
    ours = drawn("pytorch")
    theirs = linear.weight.detach().numpy()
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=1e-3)
    bias = initialize(WeightSpec((5000,), "pytorch", FAN_IN), generator(0, "bias"), "float64")
    assert np.abs(bias).max() == pytest.approx(1 / math.sqrt(FAN_IN), rel=1e-2)
    assert linear.bias.abs().max().item() <= 1 / math.sqrt(FAN_IN)


@pytest.mark.parametrize("name", initializers.names())
def test_both_dtypes_start_at_the_same_point(name: str) -> None:
    single, double = drawn(name, "float32"), drawn(name)
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single, double.astype(np.float32))


def test_seeds_matter() -> None:
    assert (drawn("he_normal", seed=1) != drawn("he_normal", seed=2)).any()


def test_the_field_offers_all() -> None:
    field = initializer_field(doc="How it begins.")
    assert field.to_json(field.default) == "pytorch"
    assert set(field.schema()["choices"]) == set(initializers.names())


def test_files_hold_the_name_and_only_what_is_not_the_default() -> None:
    field = initializer_field(doc="How it begins.")
    assert field.parse("normal").settings == {"mean": 0.0, "std": 1.0}
    assert field.to_json(field.parse("normal")) == "normal"
    narrow = field.parse({"type": "normal", "std": 0.02})
    assert field.to_json(narrow) == {"type": "normal", "mean": 0.0, "std": 0.02}
    assert field.parse(field.to_json(narrow)) == narrow


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (4, 2, 3), (5,), (1, 1)])
def test_orthogonal_rows_or_columns_are_at_right_angles(shape: tuple[int, ...]) -> None:
    field = initializer_field(doc="How it begins.")
    spec = WeightSpec(shape, field.parse({"type": "orthogonal", "gain": 2.0}))
    weights = initialize(spec, generator(0, "weights"), "float64")
    assert weights.shape == shape
    matrix = weights.reshape(shape[0] if len(shape) > 1 else 1, -1)
    gram = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(gram, 4.0 * np.eye(len(gram)), atol=1e-12)


def test_spreads_given_by_hand() -> None:
    field = initializer_field(doc="How it begins.")
    spec = WeightSpec((400, 300), field.parse({"type": "normal", "mean": 1.0, "std": 0.5}))
    weights = initialize(spec, generator(0, "weights"), "float64")
    assert weights.mean() == pytest.approx(1.0, rel=0.01)
    assert weights.std() == pytest.approx(0.5, rel=0.01)
    spec = WeightSpec((400, 300), field.parse({"type": "uniform", "bound": 0.3}))
    weights = initialize(spec, generator(0, "weights"), "float64")
    assert 0.299 < np.abs(weights).max() <= 0.3
    spec = WeightSpec((3,), field.parse({"type": "constant", "value": -2}))
    assert (initialize(spec, generator(0, "w"), "float32") == -2).all()


def test_an_unknown_initializer_is_told() -> None:
    with pytest.raises(HyperparameterError, match=r"must be one of .*pytorch.*, not 'magic'"):
        initialize(WeightSpec((2,), "magic"), generator(0, "w"), "float32")


@pytest.mark.parametrize(
    "settings",
    [
        {"type": "uniform", "bound": 1e308},
        {"type": "normal", "std": 1e300},
        {"type": "normal", "mean": -1e300},
        {"type": "constant", "value": -1e300},
        {"type": "orthogonal", "gain": 1e300},
    ],
    ids=str,
)
def test_what_no_weight_could_hold_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(HyperparameterError, match="must be at "):
        initializer_field(doc="How it begins.").parse(settings)
