"""What is shown of classifiers is what scikit-learn says of the engine's answers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.lens.scene import Scene
from guinet.lens.views.boundary import BoundaryOf, PlanePointsOf
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


def single_output() -> Graph:
    """Two moons with a single output, yes or no."""
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=6, name="hidden"))
    b.add(
        "BCEWithLogitsLoss",
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


def test_numbers_have_no_classes() -> None:
    scene = scene_of(line_graph(), LINE)
    for view in (ConfusionOf(), CasesOf(), RatesOf()):
        with pytest.raises(GuinetError, match="classes"):
            view.compute(scene)
