"""What is shown of classifiers is what scikit-learn says of the engine's answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from guinet.core.errors import GuinetError
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.prepare import prepare
from guinet.data.scaler import Scaler
from guinet.data.sources.iris import Iris
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.lens.answered import MOST_SAMPLES
from guinet.lens.scene import Scene
from guinet.lens.view import Moment
from guinet.lens.views.boundary import BoundaryOf, PlanePointsOf, leading_shares
from guinet.lens.views.cases import CasesOf
from guinet.lens.views.confusion import ConfusionOf
from guinet.lens.views.rates import RatesOf
from tests.lens.conftest import example_scene, scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph


def logits(scene: Scene) -> Array:
    """Return the predictions on the validation part, from a network of its own."""
    network = network_like(scene)
    name = scene.judged[0].prediction.partition(":")[0]
    return network.predict({"x": scene.data.validation["x"]}, [name])[name]


def single_output(loss: str = "BCEWithLogitsLoss") -> Graph:
    """Two moons with a single output, yes or no."""
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=6, name="hidden"))
    b.add(
        loss,
        b.add("Linear", h, out_features=1, name="out"),
        b.add("Target", encoding="binary"),
        name="loss",
    )
    return b.build()


@pytest.mark.parametrize("name", ["digits-cnn", "iris"])
def test_the_confusion_matrix_is_that_of_scikit_learn(name: str) -> None:
    scene = example_scene(name)
    found = ConfusionOf().compute(scene)
    true, said = scene.data.validation["y"], logits(scene).argmax(axis=1)
    wanted = metrics.confusion_matrix(true, said, labels=range(len(found.classes)))
    np.testing.assert_array_equal(found.counts, wanted)
    assert found.total == len(true)
    assert (found.counts != found.counts.T).any()


def test_a_single_output_names_two_classes() -> None:
    scene = scene_of(single_output(), MOONS)
    found = ConfusionOf().compute(scene)
    said = (logits(scene)[:, 0] > 0).astype(int)
    wanted = metrics.confusion_matrix(scene.data.validation["y"], said, labels=[0, 1])
    np.testing.assert_array_equal(found.counts, wanted)


def test_the_most_confident_mistakes_come_first() -> None:
    scene = example_scene("digits-cnn")
    found = CasesOf(count=7).compute(scene)
    scores = logits(scene).astype(np.float64)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    true, said = scene.data.validation["y"], shares.argmax(axis=1)
    wrong = np.flatnonzero(said != true)
    order = wrong[np.argsort(-shares[wrong].max(axis=1), kind="stable")][:7]
    assert found.found == len(wrong)
    assert found.counted == len(true)
    np.testing.assert_allclose(found.confidence, shares[order].max(axis=1), rtol=1e-4)
    np.testing.assert_array_equal(found.index, scene.data.validation_index[order])
    np.testing.assert_array_equal(found.true, true[order])
    raw = scene.data.scaler.inverse("x", scene.data.validation["x"][order])
    np.testing.assert_allclose(found.inputs, raw, rtol=1e-5)


def test_the_samples_behind_a_cell() -> None:
    scene = example_scene("digits-cnn")
    matrix = ConfusionOf().compute(scene).counts
    true, said = np.unravel_index(matrix.argmax(), matrix.shape)
    found = CasesOf(mistakes=False, true=int(true), said=int(said), count=1000).compute(scene)
    assert found.found == len(found.true) == matrix[true, said]
    assert set(found.true) == {true}
    assert set(found.said) == {said}


def test_the_boundary_is_the_prediction_on_the_grid() -> None:
    for graph in (moons_graph(), single_output()):
        scene = scene_of(graph, MOONS)
        found = BoundaryOf(7).compute(scene)
        network = network_like(scene)
        for row, y in enumerate(found.ys):
            for column, x in enumerate(found.xs):
                point = scene.data.scaler.transform("x", np.array([[x, y]])).astype(np.float32)
                said = network.predict({"x": point})["out"].astype(np.float64)
                if said.shape[1] == 1:
                    yes = 1 / (1 + np.exp(-said[0, 0]))
                    wanted = np.array([1 - yes, yes])
                else:
                    wanted = np.exp(said[0] - said[0].max())
                    wanted /= wanted.sum()
                np.testing.assert_allclose(found.shares[row, column], wanted, rtol=1e-3)


def test_points_of_the_plane_are_those_of_the_source() -> None:
    scene = scene_of(single_output(), MOONS)
    raw = MOONS.source.load().arrays
    for part, index in (
        ("train", scene.data.train_index),
        ("validation", scene.data.validation_index),
    ):
        found = PlanePointsOf(part).compute(scene)  # type: ignore[arg-type]
        np.testing.assert_allclose(found.points, raw["x"][index][:2000], rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(found.labels, raw["y"][index][:2000])


def test_rates_are_those_of_scikit_learn() -> None:
    scene = scene_of(single_output(), MOONS)
    found = RatesOf().compute(scene)
    true, scores = scene.data.validation["y"], logits(scene)[:, 0]
    fpr, tpr, _ = metrics.roc_curve(true, scores, drop_intermediate=False)
    np.testing.assert_allclose(found.false_positive, fpr)
    np.testing.assert_allclose(found.true_positive, tpr)
    assert found.area == pytest.approx(metrics.roc_auc_score(true, scores))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(true, scores))
    precision, recall, _ = metrics.precision_recall_curve(true, scores)
    np.testing.assert_allclose(found.precision[::-1], precision)
    np.testing.assert_allclose(found.true_positive[::-1], recall)


def test_one_class_against_the_others() -> None:
    scene = example_scene("iris")
    found = RatesOf(yes=2).compute(scene)
    scores = logits(scene)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    wanted = metrics.roc_auc_score(scene.data.validation["y"] == 2, shares[:, 2])
    assert found.area == pytest.approx(wanted)


def one_hot() -> Graph:
    """Three classes of numbers: mean squared error on what is 1 for the true class."""
    b = GraphBuilder()
    out = b.add("Linear", b.add("Input"), out_features=3, name="out")
    b.add("MSELoss", out, b.add("Target"), name="loss")
    return b.build()


@pytest.mark.parametrize("loss", ["HingeLoss", "MSELoss"])
def test_without_probabilities_the_distance_from_the_threshold_counts(loss: str) -> None:
    scene = scene_of(single_output(loss), MOONS)
    threshold = scene.judged[0].loss.threshold
    assert threshold == (0.0 if loss == "HingeLoss" else 0.5)
    said = logits(scene)[:, 0] - threshold
    found = CasesOf(mistakes=False, count=1000).compute(scene)
    assert not found.probable
    np.testing.assert_allclose(found.confidence, -np.sort(-np.abs(said)), rtol=1e-4)
    order = np.argsort(-np.abs(said), kind="stable")
    np.testing.assert_array_equal(found.said, (said[order] > 0).astype(int))
    field = BoundaryOf(9).compute(scene)
    assert not field.probable
    corners = np.stack(np.meshgrid(field.xs, field.ys), axis=-1).reshape(-1, 2)
    points = scene.data.scaler.transform("x", corners).astype(np.float32)
    wanted = network_like(scene).predict({"x": points})["out"].reshape(9, 9) - threshold
    np.testing.assert_allclose(field.scores[..., 1], wanted, rtol=1e-3, atol=1e-5)
    np.testing.assert_array_equal(field.shares.argmax(axis=-1), (wanted > 0).astype(int))
    auc = metrics.roc_auc_score(scene.data.validation["y"], said)
    assert RatesOf().compute(scene).area == pytest.approx(auc)


def test_of_one_hot_numbers_the_largest_is_said() -> None:
    scene = scene_of(one_hot(), DataSpec(source=Iris()))
    scores = logits(scene)
    found = CasesOf(mistakes=False, count=1000).compute(scene)
    order = np.argsort(-scores.max(axis=1), kind="stable")
    np.testing.assert_array_equal(found.said, scores.argmax(axis=1)[order])
    np.testing.assert_allclose(found.confidence, scores.max(axis=1)[order], rtol=1e-5)
    assert not found.probable


def test_shares_of_scores_keep_who_is_ahead() -> None:
    scores = np.random.default_rng(0).normal(size=(50, 4))
    shares = leading_shares(scores)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(shares.argmax(axis=1), scores.argmax(axis=1))
    assert shares.max() == pytest.approx(1)
    np.testing.assert_allclose(leading_shares(np.ones((3, 4))), 0.25)


def test_each_answer_about_a_text_is_a_case() -> None:
    scene = example_scene("transformer")
    judged = scene.judged[0]
    samples = scene.data.validation
    found = scene.evaluate(samples, [judged.prediction])[judged.prediction].astype(np.float64)
    said, true = found.argmax(axis=-1), samples["y"]
    matrix = ConfusionOf().compute(scene)
    labels = range(len(matrix.classes))
    wanted = metrics.confusion_matrix(true.ravel(), said.ravel(), labels=labels)
    np.testing.assert_array_equal(matrix.counts, wanted)
    assert matrix.per_sample == true.shape[1]
    cases = CasesOf(count=40).compute(scene)
    assert cases.found == (said != true).sum()
    shares = np.exp(found - found.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(
        cases.confidence, -np.sort(-shares.max(axis=-1)[said != true])[:40], rtol=1e-4
    )
    assert cases.position is not None
    for number, (index, position) in enumerate(zip(cases.index, cases.position, strict=True)):
        (sample,) = np.flatnonzero(scene.data.validation_index == index)
        np.testing.assert_array_equal(cases.inputs[number], samples["x"][sample])
        assert cases.true[number] == true[sample, position]
        assert cases.said[number] == said[sample, position]


def test_of_large_pictures_few_and_small_ones_are_brought() -> None:
    b = GraphBuilder()
    flat = b.add("Flatten", b.add("Input"))
    b.add("CrossEntropyLoss", b.add("Linear", flat, out_features=2), b.add("Target"))
    data = prepare(MOONS)
    rng = np.random.default_rng(0)
    for part in (data.train, data.validation):
        part["x"] = rng.normal(size=(len(part["x"]), 3, 150, 90)).astype(np.float32)
    data.fields["x"] = FieldSpec((3, 150, 90))
    data = replace(data, scaler=Scaler())
    scene = Scene(b.build(), data, 16, 0)
    found = CasesOf(mistakes=False, count=60).compute(scene)
    assert found.inputs.shape[1:] == found.spec.shape == (3, 50, 30)
    assert 12 <= len(found.true) < 60
    assert found.found == len(data.validation["x"])
    (place,) = np.flatnonzero(data.validation_index == found.index[0])
    np.testing.assert_array_equal(found.inputs[0], data.validation["x"][place][:, ::3, ::3])


def test_without_a_validation_part_it_is_said_whose_samples_are_shown() -> None:
    scene = example_scene("xor")
    assert not len(scene.data.validation["x"])
    for view in (ConfusionOf(), CasesOf(mistakes=False), RatesOf()):
        assert view.compute(scene).part == "train"
    np.testing.assert_array_equal(
        np.sort(CasesOf(mistakes=False).compute(scene).index), scene.data.train_index
    )
    assert not len(PlanePointsOf("validation").compute(scene).points)


def test_no_more_than_some_thousand_samples_are_looked_at() -> None:
    scene = scene_of(single_output(), DataSpec(source=TwoMoons(samples=7000), validation=0.1))
    matrix = ConfusionOf("train").compute(scene)
    assert matrix.counts.sum() == MOST_SAMPLES < matrix.total == 6300
    assert CasesOf("train").compute(scene).counted == MOST_SAMPLES
    rates = RatesOf("train").compute(scene)
    assert (rates.counted, rates.total) == (MOST_SAMPLES, 6300)
    points = PlanePointsOf("train").compute(scene)
    assert len(points.points) < points.total == 6300


def test_predictions_that_are_no_numbers_are_told() -> None:
    scene = scene_of(single_output(), MOONS)
    lost = {name: np.full_like(array, np.nan) for name, array in scene.network.weights.items()}
    scene.set_weights(lost, {}, Moment(2, 20))
    for view in (ConfusionOf(), CasesOf(), RatesOf(), BoundaryOf()):
        with pytest.raises(GuinetError, match="diverged"):
            view.compute(scene)


def test_of_several_inputs_that_with_the_most_numbers_is_shown() -> None:
    b = GraphBuilder()
    both = b.add("Concat", b.add("Input"), b.add("Input", field="z"))
    b.add("CrossEntropyLoss", b.add("Linear", both, out_features=2), b.add("Target"))
    data = prepare(MOONS)
    for part in (data.train, data.validation):
        part["z"] = np.arange(3.0 * len(part["x"]), dtype=np.float32).reshape(-1, 3)
    data.fields["z"] = FieldSpec((3,))
    scene = Scene(b.build(), data, 16, 0)
    found = CasesOf(mistakes=False, count=5).compute(scene)
    for index, sample in zip(found.index, found.inputs, strict=True):
        (place,) = np.flatnonzero(data.validation_index == index)
        np.testing.assert_array_equal(sample, data.validation["z"][place])


def test_numbers_have_no_classes() -> None:
    scene = scene_of(line_graph(), LINE)
    for view in (ConfusionOf(), CasesOf(), RatesOf()):
        with pytest.raises(GuinetError, match="classes"):
            view.compute(scene)
