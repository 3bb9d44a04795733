"""Losses of numbers, of yes and no, of pairs, and penalties: by hand and against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.advice import Insert, Resize
from guinet.core.errors import ShapeError
from guinet.core.loss import Loss
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.loss.bce import BCELoss
from guinet.modules.loss.cosine_embedding import CosineEmbeddingLoss
from guinet.modules.loss.gaussian_kl import GaussianKL
from guinet.modules.loss.hinge import HingeLoss
from guinet.modules.loss.huber import HuberLoss
from guinet.modules.loss.l1_penalty import L1Penalty
from guinet.modules.loss.l2_penalty import L2Penalty
from guinet.modules.loss.smooth_l1 import SmoothL1Loss
from tests.modules.test_class_losses import run


def torch_run(function: Any, *inputs: object) -> tuple[float, list[Array]]:
    """Return a function of PyTorch's and its gradients."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    tensors = [torch.tensor(np.asarray(values, float), requires_grad=True) for values in inputs]
    result = function(torch.nn.functional, *tensors)
    result.backward()
    return float(result.detach()), [tensor.grad.numpy() for tensor in tensors]


@pytest.mark.parametrize(
    ("loss", "costs", "slopes"),
    [
        (HuberLoss(delta=2.0), [0.5, 2.0, 4.0, 0.0], [1.0, 2.0, -2.0, 0.0]),
        (SmoothL1Loss(beta=2.0), [0.25, 1.0, 2.0, 0.0], [0.5, 1.0, -1.0, 0.0]),
    ],
)
def test_a_parabola_that_goes_on_straight(
    loss: Loss, costs: list[float], slopes: list[float]
) -> None:
    value, (gradient, d_target) = run(loss, [[1.0, 2.0, -3.0, 0.0]], [[0.0, 0.0, 0.0, 0.0]])
    assert value == pytest.approx(np.mean(costs))
    np.testing.assert_allclose(gradient, np.array([slopes]) / 4)
    np.testing.assert_array_equal(d_target, -gradient)


@pytest.mark.parametrize("limit", [1e-6, 1e6])
def test_the_ends_of_the_limits_stay_finite_in_float32(limit: float) -> None:
    error = np.array([[2e4, -2e4, 1e-8, 0.0]], np.float32)
    for loss in (HuberLoss(delta=limit), SmoothL1Loss(beta=limit)):
        for result in loss.compute((error, np.zeros_like(error))):
            assert np.isfinite(result).all()
            assert result.dtype == np.float32
    steep = SmoothL1Loss(beta=1e-6).compute((error, np.zeros_like(error)))
    assert float(steep[0]) == pytest.approx(1e4, rel=1e-6)


def test_bce_of_certain_answers_has_the_ends_of_pytorch() -> None:
    inputs = [0.0, 1.0, 1e-20, 1.0 - 1e-15, 0.3, 0.0], [1.0, 0.0, 1.0, 0.0, 0.6, 0.0]
    value, (gradient, d_target) = run(BCELoss(), *inputs)
    expected, (d_prediction, _) = torch_run(lambda f, p, y: f.binary_cross_entropy(p, y), *inputs)
    assert value == pytest.approx(expected, rel=1e-12)
    # PyTorch keeps its 1e-12 in single precision.
    np.testing.assert_allclose(gradient, d_prediction, rtol=1e-8)
    np.testing.assert_allclose(abs(d_target[:2]) * 6, 100.0, rtol=1e-12)


def test_bce_beyond_the_ends_counts_as_the_end() -> None:
    beyond, inside = [[-3.0, 1e4]], [[0.0, 1.0]]
    for target in ([[1.0, 0.0]], [[0.0, 1.0]]):
        first, second = run(BCELoss(), beyond, target), run(BCELoss(), inside, target)
        assert first[0] == second[0]
        np.testing.assert_array_equal(first[1][0], second[1][0])
    assert run(BCELoss(), beyond, [[1.0, 0.0]])[0] == 100.0


def test_hinge_by_hand() -> None:
    scores, answers = [[2.0, 0.5, -1.0, 1.0]], [[1.0, 1.0, 1.0, 1.0]]
    value, (gradient, _) = run(HingeLoss(), scores, answers)
    assert value == pytest.approx((0 + 0.5 + 2 + 0) / 4)
    # At the margin itself the gradient is 0.
    np.testing.assert_array_equal(gradient, [[0.0, -0.25, -0.25, 0.0]])
    value, (gradient, _) = run(HingeLoss(squared=True), scores, answers)
    assert value == pytest.approx((0 + 0.25 + 4 + 0) / 4)
    np.testing.assert_array_equal(gradient, [[0.0, -0.25, -1.0, 0.0]])


def test_the_codings_of_hinge_mean_the_same() -> None:
    scores, answers = np.array([[0.3, -2.0, 0.1]]), np.array([[1.0, 0.0, 0.0]])
    bits = run(HingeLoss(margin=0.5), scores, answers)
    signs = run(HingeLoss(margin=0.5, coding="-1/1"), scores, 2 * answers - 1)
    assert bits[0] == signs[0] == pytest.approx((0.2 + 0 + 0.6) / 3)
    np.testing.assert_array_equal(bits[1][0], signs[1][0])
    np.testing.assert_array_equal(bits[1][1], 2 * signs[1][1])


@pytest.mark.parametrize("margin", [0.0, 0.3, -0.5])
def test_cosine_embedding_is_that_of_pytorch(margin: float) -> None:
    rng = np.random.default_rng(0)
    x1, x2, signs = rng.normal(size=(6, 3)), rng.normal(size=(6, 3)), np.array([1, -1] * 3)
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    expected, slopes = torch_run(
        lambda f, a, b: f.cosine_embedding_loss(a, b, torch.tensor(signs), margin=margin), x1, x2
    )
    for target in (signs, signs[:, None], (signs + 1) / 2):
        value, (d1, d2, d_target) = run(CosineEmbeddingLoss(margin=margin), x1, x2, target)
        assert value == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(d1, slopes[0], rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(d2, slopes[1], rtol=1e-9, atol=1e-15)
        assert d_target.shape == target.shape
        assert not d_target.any()
    sequence = [array.reshape(2, 3, 3) for array in (x1, x2)]
    value, _ = run(CosineEmbeddingLoss(margin=margin), *sequence, signs.reshape(2, 3))
    assert value == pytest.approx(expected, rel=1e-12)


def test_cosine_embedding_at_its_kink_and_at_a_vector_of_zeros() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x1, x2 = [[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]]
    expected, slopes = torch_run(
        lambda f, a, b: f.cosine_embedding_loss(a, b, torch.tensor([-1, -1])), x1, x2
    )
    value, (d1, d2, _) = run(CosineEmbeddingLoss(), x1, x2, [-1.0, -1.0])
    assert value == expected == 0.0
    assert slopes[0][0, 1] == pytest.approx(0.5), "at the margin PyTorch has the gradient beyond it"
    np.testing.assert_allclose(d1, slopes[0])
    np.testing.assert_allclose(d2, slopes[1])


@pytest.mark.parametrize(
    ("shapes", "port", "words", "suggestions"),
    [
        (((4,), (3,), ()), "x2", "x1 is N × 4 and x2 is N × 3",
         (Resize("x2", 4), Insert("x2", "Linear", {"out_features": 4}))),
        (((2, 3, 3), (2, 3, 3), ()), "x1", "x1 is N × 2 × 3 × 3", (Insert("x1", "Flatten"),)),
        (((1,), (1,), ()), "x1", "one number to a vector", ()),
        (((4,), (4,), (3,)), "target", "N or N × 1, and gets N × 3", ()),
        (((5, 4), (5, 4), (1,)), "target", "N × 5 or N × 5 × 1, and gets N × 1", ()),
    ],
)  # fmt: skip
def test_cosine_embedding_says_what_it_needs(
    shapes: tuple[tuple[int, ...], ...], port: str, words: str, suggestions: tuple[object, ...]
) -> None:
    with pytest.raises(ShapeError) as caught:
        CosineEmbeddingLoss().infer(tuple(FieldSpec(shape) for shape in shapes))
    assert caught.value.port == port
    assert words in str(caught.value)
    assert caught.value.suggestions == suggestions


def test_cosine_embedding_names_the_encoding_and_the_range_of_its_target() -> None:
    vectors = (FieldSpec((4,)), FieldSpec((4,)))
    with pytest.raises(ShapeError) as caught:
        CosineEmbeddingLoss().infer((*vectors, FieldSpec((2,), "class")))
    assert "encoding of the Target to binary" in caught.value.hint
    (remark,) = CosineEmbeddingLoss().review((*vectors, FieldSpec((), low=1.0, high=2.0)))
    assert "all pairs count as alike" in remark.message
    assert CosineEmbeddingLoss().review((*vectors, FieldSpec((), low=-1.0, high=1.0))) == ()


def test_gaussian_kl_is_that_of_two_normal_distributions() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(0)
    mean, log_variance = rng.normal(size=(2, 5, 3))
    normal = torch.distributions.Normal
    codes = normal(torch.tensor(mean), torch.tensor(log_variance).mul(0.5).exp())
    divergence = torch.distributions.kl_divergence(codes, normal(0.0, 1.0))
    value, _ = run(GaussianKL(), mean, log_variance)
    assert value == pytest.approx(float(divergence.sum(1).mean()), rel=1e-12)


def test_gaussian_kl_of_the_standard_normal_is_nothing() -> None:
    value, gradients = run(GaussianKL(), np.zeros((2, 3)), np.zeros((2, 3)))
    assert value == 0.0
    assert not any(gradient.any() for gradient in gradients)


def test_a_log_variance_beyond_its_ends_counts_as_the_end() -> None:
    mean, v = np.zeros((1, 4), np.float32), np.array([[-1e4, -30.0, 20.0, 1e4]], np.float32)
    value, _, slopes = GaussianKL().compute((mean, v))
    assert float(value) == pytest.approx(2 * 29 / 2 + 2 * (np.exp(20) - 21) / 2, rel=1e-6)
    assert slopes[0, [0, 3]].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(slopes[0, 1:3], [-0.5, (np.exp(20) - 1) / 2], rtol=1e-6)


def test_gaussian_kl_says_what_it_needs() -> None:
    with pytest.raises(ShapeError, match="mean is N × 4 and log_variance is N × 3") as caught:
        GaussianKL().infer((FieldSpec((4,)), FieldSpec((3,))))
    assert caught.value.port == "log_variance"
    assert caught.value.suggestions == (Resize("log_variance", 4),)
    (remark,) = GaussianKL().review((FieldSpec((4,)), FieldSpec((4,), low=0.0)))
    assert remark.port == "log_variance"
    assert GaussianKL().review((FieldSpec((4,)), FieldSpec((4,), low=-1.0, high=1.0))) == ()


@pytest.mark.parametrize(
    ("penalty", "value", "slopes"),
    [
        (L1Penalty(), (1 + 2 + 3) / 2, [[0.5, -0.5], [0.0, 0.5]]),
        (L2Penalty(), (1 + 4 + 9) / 4, [[0.5, -1.0], [0.0, 1.5]]),
    ],
)
def test_penalties_sum_over_a_sample_and_average_over_the_batch(
    penalty: Loss, value: float, slopes: list[list[float]]
) -> None:
    found, (gradient,) = run(penalty, [[1.0, -2.0], [0.0, 3.0]])
    assert found == value
    np.testing.assert_array_equal(gradient, slopes)
    assert run(penalty.replace(loss_weight=9.0), [[1.0, -2.0], [0.0, 3.0]])[0] == value
    sequence, _ = run(penalty, np.array([[1.0, -2.0], [0.0, 3.0]]).reshape(2, 1, 2))
    assert sequence == value
