"""Losses: values worked out by hand, behaviour at the ends, remarks."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Insert, Remove, Replace, Resize
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.loss import Loss
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules import modules
from guinet.modules.loss.bce import BCELoss
from guinet.modules.loss.bce_with_logits import BCEWithLogitsLoss
from guinet.modules.loss.categorical_cross_entropy import CategoricalCrossEntropy
from guinet.modules.loss.cross_entropy import CrossEntropyLoss
from guinet.modules.loss.half_squared_error import HalfSquaredError
from guinet.modules.loss.hinge import HingeLoss
from guinet.modules.loss.kl_div import KLDivLoss
from guinet.modules.loss.l1 import L1Loss
from guinet.modules.loss.mse import MSELoss
from guinet.modules.loss.multi_margin import MultiMarginLoss
from guinet.modules.loss.nll import NLLLoss

LOSSES = [t for t in modules.types().values() if issubclass(t, Loss)]
COMPARING = [t for t in LOSSES if t.inputs == Loss.inputs]
PROBABILITIES = FieldSpec((3,), low=0.0, high=1.0)
SCORES = FieldSpec((3,))
LOGARITHMS = FieldSpec((3,), high=0.0)
CLASSES = FieldSpec((3,), "class", None, 0.0, 1.0)
BINARY = FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0)


def value_and_gradient(loss: Loss, prediction: object, target: object) -> tuple[float, Array]:
    arrays = (np.array(prediction, float), np.array(target, float))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        (value,), backward, _ = loss.forward(arrays, {}, {}, Context())
        (d_prediction, _), _ = backward((np.asarray(1.0),))
    assert d_prediction is not None
    return float(value), d_prediction


def test_half_squared_error_has_the_error_as_its_gradient() -> None:
    value, gradient = value_and_gradient(HalfSquaredError(), [[1.0, 3.0]], [[0.0, 1.0]])
    assert value == 2.5
    np.testing.assert_array_equal(gradient, [[1.0, 2.0]])


def test_half_squared_error_is_averaged_over_samples_and_positions() -> None:
    value, gradient = value_and_gradient(HalfSquaredError(), np.ones((2, 3)), np.zeros((2, 3)))
    assert value == 1.5
    np.testing.assert_array_equal(gradient, np.full((2, 3), 0.5))
    assert value_and_gradient(HalfSquaredError(), np.ones((2, 5, 3)), np.zeros((2, 5, 3)))[0] == 1.5


def test_l1_has_no_gradient_where_prediction_and_target_agree() -> None:
    value, gradient = value_and_gradient(L1Loss(), [[1.0, 2.0, 3.0, 0.0]], [[1.0, 0.0, 5.0, 0.0]])
    assert value == 1.0
    np.testing.assert_array_equal(gradient, [[0.0, 0.25, -0.25, 0.0]])


def test_categorical_cross_entropy_is_minus_the_logarithm() -> None:
    loss = CategoricalCrossEntropy()
    value, gradient = value_and_gradient(loss, [[0.5, 0.25, 0.25]], [[0.0, 1.0, 0.0]])
    assert value == pytest.approx(np.log(4))
    np.testing.assert_allclose(gradient, [[0.0, -4.0, 0.0]])


def test_categorical_cross_entropy_of_a_certain_mistake_is_finite() -> None:
    value, gradient = value_and_gradient(CategoricalCrossEntropy(), [[0.0, 1.0]], [[1.0, 0.0]])
    assert value == pytest.approx(-np.log(1e-30))
    assert np.isfinite(gradient).all()


def test_cross_entropy_is_softmax_and_categorical_cross_entropy() -> None:
    rng = np.random.default_rng(0)
    scores, target = rng.normal(size=(4, 5, 3)), np.eye(3)[rng.integers(3, size=(4, 5))]
    shares = np.exp(scores) / np.exp(scores).sum(axis=2, keepdims=True)
    fused, gradient = value_and_gradient(CrossEntropyLoss(), scores, target)
    plain, _ = value_and_gradient(CategoricalCrossEntropy(), shares, target)
    assert fused == pytest.approx(plain, rel=1e-12)
    np.testing.assert_allclose(gradient, (shares - target) / 20, rtol=1e-9, atol=1e-12)


def test_logits_of_ten_thousand_are_exact() -> None:
    value, gradient = value_and_gradient(CrossEntropyLoss(), [[1e4, -1e4]], [[0.0, 1.0]])
    assert value == 2e4
    np.testing.assert_array_equal(gradient, [[1.0, -1.0]])
    value, gradient = value_and_gradient(BCEWithLogitsLoss(), [[1e4], [-1e4]], [[0.0], [0.0]])
    assert value == 5e3
    np.testing.assert_array_equal(gradient, [[0.5], [0.0]])


@pytest.mark.parametrize("loss_type", COMPARING, ids=lambda t: t.type_name())
def test_the_output_is_the_plain_loss(loss_type: type[Loss]) -> None:
    rng = np.random.default_rng(1)
    prediction, target = rng.uniform(0.1, 0.9, (2, 4, 3))
    plain, gradient = value_and_gradient(loss_type(), prediction, target)
    weighted, weighted_gradient = value_and_gradient(loss_type(loss_weight=3.0), prediction, target)
    assert plain == weighted
    np.testing.assert_array_equal(gradient, weighted_gradient)


def test_tasks_and_thresholds() -> None:
    assert {t.type_name() for t in LOSSES if t.task == "classification"} == {
        "BCELoss",
        "BCEWithLogitsLoss",
        "CategoricalCrossEntropy",
        "CosineEmbeddingLoss",
        "CrossEntropyLoss",
        "HingeLoss",
        "KLDivLoss",
        "MultiMarginLoss",
        "NLLLoss",
    }
    assert {t.type_name() for t in LOSSES if t.task == "penalty"} == {
        "GaussianKL",
        "L1Penalty",
        "L2Penalty",
    }
    assert {t.type_name(): t.threshold for t in LOSSES if t.threshold != 0.5} == {
        "BCEWithLogitsLoss": 0.0,
        "HingeLoss": 0.0,
    }
    assert {t.type_name() for t in LOSSES if t.separate} == {
        "BCELoss",
        "BCEWithLogitsLoss",
        "HingeLoss",
    }
    assert BCEWithLogitsLoss.describe()["threshold"] == 0.0


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "suggestions"),
    [
        (CategoricalCrossEntropy(), PROBABILITIES, CLASSES, None),
        (CategoricalCrossEntropy(), SCORES, CLASSES,
         (Insert("prediction", "Softmax"), Replace("CrossEntropyLoss"))),
        (CrossEntropyLoss(), SCORES, CLASSES, None),
        (CrossEntropyLoss(), PROBABILITIES, CLASSES,
         (Remove("prediction"), Replace("CategoricalCrossEntropy"))),
        (CrossEntropyLoss(), FieldSpec((1,)), BINARY, (Replace("BCEWithLogitsLoss"),)),
        (BCEWithLogitsLoss(), FieldSpec((1,)), BINARY, None),
        (BCEWithLogitsLoss(), FieldSpec((1,), low=0.0, high=1.0), BINARY,
         (Remove("prediction"), Replace("BCELoss"))),
        (BCEWithLogitsLoss(), SCORES, CLASSES, (Replace("CrossEntropyLoss"),)),
        (BCEWithLogitsLoss(), SCORES, FieldSpec((3,), low=0.0, high=9.0), (Replace("MSELoss"),)),
        (CategoricalCrossEntropy(), FieldSpec((1,), low=0.0, high=1.0), BINARY,
         (Replace("BCELoss"),)),
        (BCELoss(), FieldSpec((1,), low=0.0, high=1.0), BINARY, None),
        (BCELoss(), FieldSpec((1,)), BINARY,
         (Insert("prediction", "Sigmoid"), Replace("BCEWithLogitsLoss"))),
        (BCELoss(), PROBABILITIES, CLASSES, (Replace("CategoricalCrossEntropy"),)),
        (BCELoss(), PROBABILITIES, FieldSpec((3,), low=0.0, high=9.0), (Replace("MSELoss"),)),
        (BCEWithLogitsLoss(), FieldSpec((5, 3)),
         FieldSpec((5, 3), "class", ("a", "b", "c"), 0.0, 1.0), (Replace("CrossEntropyLoss"),)),
        (NLLLoss(), LOGARITHMS, CLASSES, None),
        (NLLLoss(), SCORES, CLASSES, (Replace("CrossEntropyLoss"),)),
        (NLLLoss(), PROBABILITIES, CLASSES, (Replace("CategoricalCrossEntropy"),)),
        (NLLLoss(), FieldSpec((1,)), BINARY, (Replace("BCEWithLogitsLoss"),)),
        (MultiMarginLoss(), SCORES, CLASSES, None),
        (MultiMarginLoss(), PROBABILITIES, CLASSES, (Replace("CategoricalCrossEntropy"),)),
        (MultiMarginLoss(), FieldSpec((1,)), BINARY, (Replace("HingeLoss"),)),
        (KLDivLoss(), LOGARITHMS, CLASSES, None),
        (KLDivLoss(), LOGARITHMS, PROBABILITIES, None),
        (KLDivLoss(), SCORES, CLASSES, ()),
        (KLDivLoss(), PROBABILITIES, CLASSES, (Change("log_prediction", False),)),
        (KLDivLoss(log_prediction=False), PROBABILITIES, CLASSES, None),
        (KLDivLoss(log_prediction=False), SCORES, CLASSES, (Insert("prediction", "Softmax"),)),
        (KLDivLoss(log_prediction=False), LOGARITHMS, CLASSES, (Change("log_prediction", True),)),
        (KLDivLoss(), LOGARITHMS, LOGARITHMS, (Change("log_target", True),)),
        (KLDivLoss(), LOGARITHMS, FieldSpec((3,), low=0.0, high=9.0), ()),
        (KLDivLoss(log_target=True), LOGARITHMS, LOGARITHMS, None),
        (KLDivLoss(log_target=True), LOGARITHMS, CLASSES, (Change("log_target", False),)),
        (HingeLoss(), FieldSpec((1,)), BINARY, None),
        (HingeLoss(), FieldSpec((1,)), FieldSpec((1,), low=-1.0, high=1.0),
         (Change("coding", "-1/1"),)),
        (HingeLoss(coding="-1/1"), FieldSpec((1,)), FieldSpec((1,), low=-1.0, high=1.0), None),
        (HingeLoss(coding="-1/1"), FieldSpec((1,)), BINARY, (Change("coding", "0/1"),)),
        (HingeLoss(), FieldSpec((1,)), FieldSpec((1,), low=2.0, high=9.0), (Replace("MSELoss"),)),
        (HingeLoss(), FieldSpec((1,), low=0.0, high=1.0), BINARY, ()),
        (HingeLoss(), SCORES, CLASSES, (Replace("MultiMarginLoss"),)),
        (MSELoss(), PROBABILITIES, FieldSpec((3,), low=0.0, high=1.0), None),
        (MSELoss(), PROBABILITIES, FieldSpec((3,), low=0.0, high=7.5), ()),
        (L1Loss(), FieldSpec((3,), low=0.0), FieldSpec((3,), low=-2.0, high=2.0), ()),
        (HalfSquaredError(), SCORES, FieldSpec((3,), low=-2.0, high=2.0), None),
        (MSELoss(), PROBABILITIES, SCORES, None),
    ],
)  # fmt: skip
def test_remarks(
    loss: Loss, prediction: FieldSpec, target: FieldSpec, suggestions: tuple[object, ...] | None
) -> None:
    """Remarks come where something is known to be odd, and only there."""
    remarks = loss.review((prediction, target))
    if suggestions is None:
        assert remarks == ()
    else:
        assert [advice.suggestions for advice in remarks] == [suggestions]


def test_targets_beyond_the_prediction_are_told_with_numbers() -> None:
    target = FieldSpec((3,), low=-3.0, high=7.5)
    high, low = MSELoss().review((PROBABILITIES, target))
    assert "above 1" in high.message
    assert "7.5" in high.message
    assert "below 0" in low.message
    assert "-3" in low.message


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "suggestions"),
    [
        (MSELoss(), (8,), FieldSpec((3,)),
         (Resize("prediction", 3), Insert("prediction", "Linear", {"out_features": 3}))),
        (MSELoss(), (2, 4, 4), FieldSpec((3,)), (Insert("prediction", "Flatten"),)),
        (MSELoss(), (1,), FieldSpec(()), (Insert("target", "Flatten"),)),
        (BCEWithLogitsLoss(), (1,), FieldSpec((2,), "class"),
         (Resize("prediction", 2), Insert("prediction", "Linear", {"out_features": 2}))),
        (BCELoss(), (1,), FieldSpec((2,), "class"),
         (Resize("prediction", 2), Insert("prediction", "Linear", {"out_features": 2}))),
        (CrossEntropyLoss(), (2,), BINARY, ()),
        (NLLLoss(), (2,), BINARY, ()),
        (CrossEntropyLoss(), (5, 8), FieldSpec((5, 3), "class", 3),
         (Resize("prediction", 3), Insert("prediction", "Linear", {"out_features": 3}))),
        (CrossEntropyLoss(), (4, 3), FieldSpec((5, 3), "class", 3), ()),
        (CrossEntropyLoss(class_weight=(1, 2)), (3,), CLASSES, (Change("class_weight", ()),)),
        (NLLLoss(class_weight=(1, 2)), (5, 3), FieldSpec((5, 3)), (Change("class_weight", ()),)),
        (NLLLoss(class_weight=(2,)), (1,), FieldSpec((1,)), (Change("class_weight", ()),)),
    ],
)  # fmt: skip
def test_unequal_shapes_come_with_a_way_out(
    loss: Loss, prediction: tuple[int, ...], target: FieldSpec, suggestions: tuple[object, ...]
) -> None:
    with pytest.raises(ShapeError) as caught:
        loss.infer((FieldSpec(prediction), target))
    assert caught.value.suggestions == suggestions
    assert caught.value.hint


def test_encodings_that_do_not_fit_are_named() -> None:
    with pytest.raises(ShapeError) as caught:
        BCEWithLogitsLoss().infer((FieldSpec((1,)), FieldSpec((2,), "class")))
    assert "encoding of the Target to binary" in caught.value.hint
    with pytest.raises(ShapeError) as caught:
        CrossEntropyLoss().infer((FieldSpec((2,)), BINARY))
    assert "encoding of the Target to one-hot" in caught.value.hint


def test_class_weights_of_another_number_are_told_in_numbers() -> None:
    with pytest.raises(ShapeError) as caught:
        CrossEntropyLoss(class_weight=(1, 2)).infer((SCORES, CLASSES))
    assert str(caught.value) == (
        "CrossEntropyLoss has class weights for 2 classes, and the prediction N × 3 has 3."
    )
    assert caught.value.port == "prediction"
    assert caught.value.hint.startswith("Give class_weight 3 numbers")
