"""Losses in a plan compute what their modules do, over tensors of every kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.bce_loss import BCELossKernel
from guinet.engine.compiled.kernels.bce_with_logits_loss import BCEWithLogitsLossKernel
from guinet.engine.compiled.kernels.by_reference import ByReference
from guinet.engine.compiled.kernels.categorical_cross_entropy import (
    CategoricalCrossEntropyKernel,
    SoftmaxCrossEntropyKernel,
)
from guinet.engine.compiled.kernels.cross_entropy_loss import CrossEntropyLossKernel
from guinet.engine.compiled.kernels.difference_losses import (
    HalfSquaredErrorKernel,
    HuberLossKernel,
    L1LossKernel,
    MSELossKernel,
    SmoothL1LossKernel,
)
from guinet.engine.compiled.kernels.kl_div_loss import KLDivLossKernel
from guinet.engine.compiled.kernels.nll_loss import NLLLossKernel
from guinet.engine.compiled.kernels.penalties import (
    GaussianKLKernel,
    L1PenaltyKernel,
    L2PenaltyKernel,
)
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import cut, kernel_of

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
FEWER = settings(FEW, max_examples=25)
MANY = settings(max_examples=1500, deadline=None, database=None)

SHAPES: tuple[tuple[int, ...], ...] = ((1,), (3,), (2, 3), (3, 2, 2), ())
CLASSES = SHAPES[1:3]
LOSSES: dict[str, tuple[type[Kernel], str, dict[str, Any], tuple[tuple[int, ...], ...]]] = {
    "MSELoss": (MSELossKernel, "Tanh", {}, SHAPES),
    "HalfSquaredError": (HalfSquaredErrorKernel, "Tanh", {}, SHAPES),
    "L1Loss": (L1LossKernel, "Tanh", {}, SHAPES),
    "HuberLoss": (HuberLossKernel, "Tanh", {"delta": 0.3}, SHAPES),
    "SmoothL1Loss": (SmoothL1LossKernel, "Tanh", {"beta": 0.4}, SHAPES),
    "BCELoss": (BCELossKernel, "Sigmoid", {}, SHAPES),
    "BCEWithLogitsLoss": (BCEWithLogitsLossKernel, "Tanh", {}, SHAPES),
    "CrossEntropyLoss": (CrossEntropyLossKernel, "Tanh", {}, CLASSES),
    "CategoricalCrossEntropy": (CategoricalCrossEntropyKernel, "Sigmoid", {}, CLASSES),
    "NLLLoss": (NLLLossKernel, "LogSoftmax", {}, CLASSES),
    "KLDivLoss": (KLDivLossKernel, "LogSoftmax", {}, SHAPES[1:4]),
    "KLDivLoss of shares": (KLDivLossKernel, "Softmax", {"log_prediction": False}, SHAPES[1:4]),
    "KLDivLoss to logarithms": (
        KLDivLossKernel,
        "Softmax",
        {"log_prediction": False, "log_target": True},
        SHAPES[1:4],
    ),
}
PENALTIES: dict[str, type[Kernel]] = {
    "L1Penalty": L1PenaltyKernel,
    "L2Penalty": L2PenaltyKernel,
    "GaussianKL": GaussianKLKernel,
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, tuple[int, ...], bool, float]:
    """Draw a loss, a shape, whether the target is learned, and the weight of the loss."""
    name = draw(st.sampled_from(sorted(LOSSES)))
    shape = draw(st.sampled_from(LOSSES[name][3]))
    return name, shape, draw(st.booleans()), draw(st.sampled_from((1.0, 0.3)))


def compared(
    name: str, shape: tuple[int, ...], learned: bool, weight: float = 1.0
) -> tuple[Graph, dict[str, FieldSpec]]:
    """Return a network whose prediction, and perhaps the target too, is learned."""
    _, before, options, _ = LOSSES[name]
    b = GraphBuilder()
    fields = {"x": FieldSpec(shape)}
    x = b.add("Input")
    scaled = b.add("PReLU", x) if shape == () else b.add("Scale", x)
    prediction = b.add(before, scaled, name="prediction")
    if learned:
        after = "LogSoftmax" if options.get("log_target") else "Sigmoid"
        target = b.add(after, b.add("PReLU", x), name="target")
    else:
        low, high = (-3.0, -0.1) if options.get("log_target") else (0.0, 1.0)
        fields["y"] = FieldSpec(shape, low=low, high=high)
        target = b.add("Target")
    b.add(name.partition(" ")[0], prediction, target, name="loss", loss_weight=weight, **options)
    return b.build(), fields


@FEW
@given(cases(), st.integers(1, 5), st.booleans(), st.sampled_from(("float64", "float32")))
def test_losses_equal_the_reference(
    case: tuple[str, tuple[int, ...], bool, float], count: int, training: bool, dtype: str
) -> None:
    graph, fields = compared(*case)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(cases(), st.integers(1, 200), st.booleans(), st.sampled_from(("float64", "float32")))
def test_many_losses_equal_the_reference(
    case: tuple[str, tuple[int, ...], bool, float], count: int, training: bool, dtype: str
) -> None:
    graph, fields = compared(*case)
    assert_equal_passes(graph, fields, count=count, training=training, dtype=dtype)


@pytest.mark.parametrize("name", LOSSES)
def test_losses_of_large_batches_and_of_images_with_borders_equal_the_reference(name: str) -> None:
    for shape in LOSSES[name][3]:
        graph, fields = compared(name, shape, learned=True)
        with cut(48, border=1):
            assert_equal_passes(graph, fields, count=150)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("learned", [False, True])
def test_losses_of_parts_add_up_to_that_of_the_whole(name: str, learned: bool) -> None:
    for shape in LOSSES[name][3]:
        assert_parts_equal_the_whole(*compared(name, shape, learned, 0.7), (3, 2))


@pytest.mark.parametrize("name", LOSSES)
def test_losses_have_their_kernels(name: str) -> None:
    for shape in LOSSES[name][3]:
        graph, fields = compared(name, shape, learned=True)
        assert kernel_of(graph, fields, "loss") is LOSSES[name][0]


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_penalties_equal_the_reference(name: str, shape: tuple[int, ...]) -> None:
    b = GraphBuilder()
    x = b.add("Input")
    flows = b.add("PReLU", x)
    inputs = (flows,) if name != "GaussianKL" else (flows, b.add("PReLU", b.add("Tanh", x)))
    b.add(name, *inputs, name="loss", loss_weight=0.5)
    b.add("MSELoss", b.add("Tanh", flows), b.add("Target", field="x"))
    graph, fields = b.build(), {"x": FieldSpec(shape)}
    assert kernel_of(graph, fields, "loss") is PENALTIES[name]
    for dtype, count in (("float64", 3), ("float32", 1)):
        assert_equal_passes(graph, fields, count=count, dtype=dtype)
    with cut(48, border=1):
        assert_equal_passes(graph, fields, count=3)
    assert_parts_equal_the_whole(graph, fields, (2, 3))


def test_a_log_variance_out_of_bounds_gets_no_gradient() -> None:
    b = GraphBuilder()
    b.add("GaussianKL", b.add("PReLU", b.add("Input")), b.add("Scale", b.add("Input", field="v")))
    graph, fields = b.build(), {"x": FieldSpec((2,)), "v": FieldSpec((2,))}
    batch = {"x": np.ones((3, 2)), "v": np.array([[-31.0, 1.0], [21.0, -2.0], [40.0, 0.0]])}
    assert_equal_passes(graph, fields, count=3, batch=batch)


def fused(shape: tuple[int, ...], learned: bool = False, read: bool = False) -> Any:
    """Return a classifier that ends in a Softmax, perhaps one that others read as well."""
    b = GraphBuilder()
    fields = {"x": FieldSpec(shape)}
    x = b.add("Input")
    p = b.add("Softmax", b.add("Scale", x, name="scores"), name="prediction")
    if learned:
        target = b.add("Sigmoid", b.add("PReLU", x))
    else:
        target, fields["y"] = b.add("Target"), FieldSpec(shape, low=0.0, high=1.0)
    b.add("CategoricalCrossEntropy", p, target, name="loss", loss_weight=0.6)
    if read:
        b.add("L2Penalty", p)
    return b.build(), fields


@FEW
@given(
    st.sampled_from(CLASSES),
    st.booleans(),
    st.booleans(),
    st.integers(1, 5),
    st.sampled_from(("float64", "float32")),
)
def test_a_gradient_that_goes_past_the_softmax_is_the_same(
    shape: tuple[int, ...], learned: bool, read: bool, count: int, dtype: str
) -> None:
    graph, fields = fused(shape, learned, read)
    wanted = CategoricalCrossEntropyKernel if read else SoftmaxCrossEntropyKernel
    assert kernel_of(graph, fields, "loss") is wanted
    assert_equal_passes(graph, fields, count=count, dtype=dtype)


def test_the_parts_of_a_batch_go_past_the_softmax_as_the_whole_does() -> None:
    for learned in (False, True):
        assert_parts_equal_the_whole(*fused((4,), learned), (3, 2))


def test_classes_that_hardly_count_get_the_gradient_of_the_modules() -> None:
    graph, fields = fused((3,))
    scores = np.array([[0.0, 80.0, 1.0], [90.0, 0.0, -200.0], [0.0, 0.0, -60.0], [-300, 0.0, 300]])
    truth = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.2, 0.0, 0.8], [0.4, 0.6, 0.0]])
    batch = {"x": scores, "y": truth}
    for dtype in ("float64", "float32"):
        with np.errstate(over="ignore"):  # Squares of 1e25.
            assert_equal_passes(graph, fields, count=4, dtype=dtype, batch=batch)


def test_the_prediction_is_kept_and_everything_else_found_again() -> None:
    graph, fields = fused((3,))
    rng = np.random.default_rng(0)
    batch = {"x": rng.standard_normal((4, 3)), "y": np.eye(3)[[0, 1, 2, 0]]}
    values = []
    for engine in ("compiled", "reference"):
        net = Network(graph, fields, 4, dtype="float64", engine=engine, keep="all")
        net.forward(batch, training=True)
        net.backward()
        values.append([net.output("prediction"), net.gradient("prediction"), net.output("scores")])
    for found, expected in zip(*values, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("CrossEntropyLoss", {"class_weight": (1.0, 2.0, 3.0)}),
        ("CrossEntropyLoss", {"label_smoothing": 0.1}),
        ("NLLLoss", {"class_weight": (1.0, 2.0, 3.0)}),
    ],
)
def test_weighted_classes_are_left_to_the_module(name: str, options: dict[str, Any]) -> None:
    b = GraphBuilder()
    b.add(name, b.add("Scale", b.add("Input")), b.add("Target"), name="loss", **options)
    fields = {"x": FieldSpec((3,)), "y": FieldSpec((3,), "class")}
    assert kernel_of(b.build(), fields, "loss") is ByReference
    assert_equal_passes(b.build(), fields)


@pytest.mark.parametrize("name", ["BCELoss", "CategoricalCrossEntropy", "KLDivLoss"])
@pytest.mark.parametrize("log_target", [False, True])
def test_probabilities_at_their_ends_and_beyond_count_as_they_do_in_the_module(
    name: str, log_target: bool
) -> None:
    options = {"log_prediction": False, "log_target": log_target} if name == "KLDivLoss" else {}
    b = GraphBuilder()
    prediction, target = b.add("Scale", b.add("Input")), b.add("Scale", b.add("Input", field="y"))
    b.add(name, prediction, target, name="loss", **options)
    graph, fields = b.build(), {"x": FieldSpec((4,)), "y": FieldSpec((4,))}
    ends = np.array([[0.0, 1.0, 0.5, 1e-31], [0.2, -0.5, 1.0, 0.8], [1e-31, 0.0, 1.0, 0.0]])
    batch = {"x": ends, "y": ends[::-1] - 1.0 * log_target}
    assert_equal_passes(graph, fields, count=3, batch=batch)
