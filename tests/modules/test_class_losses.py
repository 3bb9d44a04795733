"""Losses over classes against PyTorch with integer labels, and by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from guinet.core.context import Context
from guinet.core.loss import Loss
from guinet.core.stable import log_softmax
from guinet.core.types import Array
from guinet.modules.loss.cross_entropy import CrossEntropyLoss
from guinet.modules.loss.kl_div import KLDivLoss
from guinet.modules.loss.multi_margin import MultiMarginLoss
from guinet.modules.loss.nll import NLLLoss

WEIGHTS = (0.2, 3.0, 0.0, 1.5)
SHAPES = [(6,), (3, 5), (2, 4, 3)]
FEATURES, SEQUENCE, IMAGE = SHAPES


def run(loss: Loss, *inputs: object) -> tuple[float, tuple[Array, ...]]:
    """Return the loss and its gradients."""
    arrays = tuple(np.asarray(values, float) for values in inputs)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        (value,), backward, _ = loss.forward(arrays, {}, {}, Context())
        gradients, _ = backward((np.asarray(1.0),))
    found = tuple(gradient for gradient in gradients if gradient is not None)
    assert len(found) == len(arrays)
    return float(value), found


def scores_and_labels(places: tuple[int, ...]) -> tuple[Array, Array]:
    """Return scores with the four classes in axis 1, as PyTorch has them, and labels."""
    rng = np.random.default_rng(3)
    return rng.normal(size=(places[0], 4, *places[1:])), rng.integers(0, 4, places)


def ours(array: Array) -> Array:
    """Put the classes where guinet has them: last in a sequence."""
    return array.transpose(0, 2, 1) if array.ndim == 3 else array


def one_hot(labels: Array) -> Array:
    """Return rows with the four classes in axis 1."""
    return np.moveaxis(np.eye(4)[labels], -1, 1)


def held_against_pytorch(
    loss: Loss, places: tuple[int, ...], judge: Callable[[Any, Any, Any], Any], prepare: Any = None
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    scores, labels = scores_and_labels(places)
    if prepare is not None:
        scores = prepare(scores, 1)
    tensor = torch.tensor(scores, requires_grad=True)
    expected = judge(torch.nn.functional, tensor, torch.tensor(labels))
    expected.backward()
    value, (gradient, _) = run(loss, ours(scores), ours(one_hot(labels)))
    assert value == pytest.approx(float(expected.detach()), rel=1e-12)
    np.testing.assert_allclose(gradient, ours(tensor.grad.numpy()), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("places", SHAPES, ids=["features", "sequence", "image"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("weights", [(), WEIGHTS], ids=["plain", "weighted"])
def test_cross_entropy_is_that_of_integer_labels(
    places: tuple[int, ...], smoothing: float, weights: tuple[float, ...]
) -> None:
    loss = CrossEntropyLoss(class_weight=weights, label_smoothing=smoothing)
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    factors = torch.tensor(weights, dtype=torch.float64) if weights else None
    held_against_pytorch(
        loss, places, lambda f, x, y: f.cross_entropy(x, y, factors, label_smoothing=smoothing)
    )


@pytest.mark.parametrize("places", SHAPES, ids=["features", "sequence", "image"])
@pytest.mark.parametrize("weights", [(), WEIGHTS], ids=["plain", "weighted"])
def test_nll_is_that_of_integer_labels(places: tuple[int, ...], weights: tuple[float, ...]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    factors = torch.tensor(weights, dtype=torch.float64) if weights else None
    held_against_pytorch(
        NLLLoss(class_weight=weights), places, lambda f, x, y: f.nll_loss(x, y, factors),
        log_softmax,
    )  # fmt: skip


@pytest.mark.parametrize("settings", [{}, {"p": 2, "margin": 0.7}, {"margin": 0.0}])
def test_multi_margin_is_that_of_integer_labels(settings: dict[str, Any]) -> None:
    held_against_pytorch(
        MultiMarginLoss(**settings), FEATURES, lambda f, x, y: f.multi_margin_loss(x, y, **settings)
    )


def test_a_class_weight_counts_samples_by_hand() -> None:
    """Of two samples the one of the second class counts three times."""
    scores = np.log([[0.5, 0.5], [0.75, 0.25]])
    value, _ = run(CrossEntropyLoss(class_weight=(1, 3)), scores, np.eye(2))
    assert value == pytest.approx((1 * np.log(2) + 3 * np.log(4)) / 4)


def test_equal_class_weights_change_nothing() -> None:
    scores, labels = scores_and_labels(SEQUENCE)
    plain = run(CrossEntropyLoss(label_smoothing=0.2), ours(scores), ours(one_hot(labels)))
    weighted = CrossEntropyLoss(label_smoothing=0.2, class_weight=(7, 7, 7, 7))
    value, (gradient, _) = run(weighted, ours(scores), ours(one_hot(labels)))
    assert value == pytest.approx(plain[0], rel=1e-12)
    np.testing.assert_allclose(gradient, plain[1][0], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(
    "loss",
    [
        CrossEntropyLoss(class_weight=(0, 1)),
        CrossEntropyLoss(class_weight=(0, 1), label_smoothing=0.5),
        CrossEntropyLoss(class_weight=(0, 0)),
        NLLLoss(class_weight=(0, 1)),
    ],
)
def test_a_batch_in_which_no_class_counts_costs_nothing(loss: Loss) -> None:
    value, gradients = run(loss, [[0.3, -1.0], [-2.0, -0.5]], [[1.0, 0.0], [1.0, 0.0]])
    assert value == 0.0
    assert not any(gradient.any() for gradient in gradients)


def test_label_smoothing_by_hand() -> None:
    value, (gradient, _) = run(CrossEntropyLoss(label_smoothing=0.4), [[0.0, 0.0]], [[1.0, 0.0]])
    assert value == pytest.approx(np.log(2))
    np.testing.assert_allclose(gradient, [[0.5 - 0.8, 0.5 - 0.2]])


def test_nll_reads_logarithms_as_they_are() -> None:
    value, (gradient, d_target) = run(NLLLoss(), [[-2.0, -1.0]], [[0.0, 1.0]])
    assert value == 1.0
    np.testing.assert_array_equal(gradient, [[0.0, -1.0]])
    np.testing.assert_array_equal(d_target, [[2.0, 1.0]])


def test_multi_margin_by_hand() -> None:
    """The right class leads the second by 0.5 and the third by just the margin."""
    value, (gradient, d_target) = run(MultiMarginLoss(), [[2.0, 1.5, 1.0]], [[1.0, 0.0, 0.0]])
    assert value == pytest.approx(0.5 / 3)
    # Exactly at the margin the gradient is 0.
    np.testing.assert_allclose(gradient, [[-1 / 3, 1 / 3, 0.0]])
    np.testing.assert_allclose(d_target, [[0.5 / 3, (1.5 + 0.5) / 3, (2.0 + 1.5) / 3]])


def test_a_soft_target_is_an_expectation() -> None:
    scores, loss = [[0.3, -0.2, 1.0]], MultiMarginLoss(p=2)
    single = [run(loss, scores, [row])[0] for row in np.eye(3)]
    value, (gradient, _) = run(loss, scores, [[0.5, 0.2, 0.3]])
    assert value == pytest.approx(np.dot([0.5, 0.2, 0.3], single))
    assert gradient.sum() == pytest.approx(0.0, abs=1e-15)


def test_multi_margin_of_sequences_and_images_is_the_mean_over_positions() -> None:
    scores, labels = scores_and_labels(IMAGE)
    rows = np.moveaxis(scores, 1, -1).reshape(-1, 4)
    flat, (gradient, _) = run(MultiMarginLoss(), rows, np.eye(4)[labels.ravel()])
    value, (d_image, _) = run(MultiMarginLoss(), scores, one_hot(labels))
    assert value == pytest.approx(flat, rel=1e-12)
    np.testing.assert_allclose(np.moveaxis(d_image, 1, -1).reshape(-1, 4), gradient)
    sequence = rows.reshape(2, 12, 4)
    again, _ = run(MultiMarginLoss(), sequence, np.eye(4)[labels.reshape(2, 12)])
    assert again == pytest.approx(flat, rel=1e-12)


@pytest.mark.parametrize("log_target", [False, True])
def test_kl_divergence_is_batchmean_also_over_sequences(log_target: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(0)
    said, wanted = (log_softmax(rng.normal(size=(3, 5, 4)), 2) for _ in range(2))
    target = wanted if log_target else np.exp(wanted)
    tensors = [torch.tensor(array, requires_grad=True) for array in (said, target)]
    judge = torch.nn.functional.kl_div
    expected = judge(*tensors, reduction="batchmean", log_target=log_target)
    expected.backward()
    value, gradients = run(KLDivLoss(log_target=log_target), said, target)
    assert value == pytest.approx(float(expected.detach()), rel=1e-12)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=1e-12)
    shares, _ = run(KLDivLoss(log_prediction=False, log_target=log_target), np.exp(said), target)
    assert shares == pytest.approx(value, rel=1e-12)


def test_kl_divergence_of_shares_that_are_zero() -> None:
    """0 log 0 is 0; a share of 0 that should not be costs much, not infinitely much."""
    loss = KLDivLoss(log_prediction=False)
    value, (gradient, d_target) = run(loss, [[1.0, 0.0]], [[1.0, 0.0]])
    assert value == 0.0
    np.testing.assert_array_equal(gradient, [[-1.0, 0.0]])
    np.testing.assert_array_equal(d_target, [[1.0, 0.0]])
    value, (gradient, _) = run(loss, [[1.0, 0.0]], [[0.5, 0.5]])
    assert value == pytest.approx(np.log(0.5) + 0.5 * 30 * np.log(10))
    np.testing.assert_array_equal(gradient, [[-0.5, 0.0]])
    value, _ = run(KLDivLoss(), [[-1e4, 0.0]], [[0.0, 1.0]])
    assert value == pytest.approx(0.0, abs=1e-20)


def test_log_targets_above_zero_count_as_zero() -> None:
    value, (_, d_target) = run(KLDivLoss(log_target=True), [[-1.0, -2.0]], [[1e4, 0.0]])
    assert value == pytest.approx(1.0 + 2.0)
    np.testing.assert_array_equal(d_target, [[0.0, 3.0]])


@pytest.mark.parametrize("log_prediction", [False, True])
@pytest.mark.parametrize("log_target", [False, True])
def test_kl_divergence_of_extreme_numbers_stays_finite(
    log_prediction: bool, log_target: bool
) -> None:
    loss = KLDivLoss(log_prediction=log_prediction, log_target=log_target)
    ends = np.array([1e4, -1e4, 0.0], np.float32)
    prediction, target = (array.reshape(1, 9) for array in np.meshgrid(ends, ends))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        results = loss.compute((prediction, target))
    assert all(np.isfinite(result).all() for result in results)
    assert all(result.dtype == np.float32 for result in results)
