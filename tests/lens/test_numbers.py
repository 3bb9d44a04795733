"""What is shown of networks for numbers, autoencoders and texts is what the engine computes."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from guinet.core.errors import GuinetError
from guinet.lens.views.continuation import ContinuationOf
from guinet.lens.views.fit_line import FitLine
from guinet.lens.views.latent_plane import LatentPlaneOf, narrowest
from guinet.lens.views.predictions import PredictionsOf
from guinet.lens.views.projection import ProjectionOf, turned_like
from guinet.lens.views.reconstructions import ReconstructionsOf
from guinet.lens.views.unit_histogram import HistogramOf
from tests.lens.conftest import example_scene, scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph


def test_predictions_are_in_the_units_of_the_data() -> None:
    scene = scene_of(line_graph(), LINE)
    found = PredictionsOf("validation").compute(scene)
    raw = LINE.source.load()
    np.testing.assert_allclose(
        found.target.ravel(), raw.arrays["y"][scene.data.validation_index].ravel(), rtol=1e-5
    )
    network = network_like(scene)
    network.forward(scene.data.validation)
    scaled = network.output("out")
    wanted = scaled * scene.data.scaler.scales["y"] + scene.data.scaler.means["y"]
    np.testing.assert_allclose(found.prediction, wanted.reshape(-1, 1), rtol=1e-5)
    assert found.total == len(found.prediction)


def test_no_more_samples_are_looked_at_than_asked_for() -> None:
    scene = scene_of(line_graph(), LINE)
    found = PredictionsOf("train", 5).compute(scene)
    assert len(found.prediction) == 5
    assert found.total == len(scene.data.train["x"])


def test_the_fit_line_is_the_network() -> None:
    scene = scene_of(line_graph(), LINE)
    found = FitLine(51).compute(scene)
    scaler, network = scene.data.scaler, network_like(scene)
    x = scaler.transform("x", found.x.reshape(-1, 1)).astype(np.float32)
    said = network.predict({"x": x})["out"]
    np.testing.assert_allclose(found.y, scaler.inverse("y", said), rtol=1e-4)
    raw = LINE.source.load().arrays
    np.testing.assert_allclose(found.train[:, 0], raw["x"][scene.data.train_index, 0], rtol=1e-4)
    np.testing.assert_allclose(
        found.validation[:, 1], raw["y"][scene.data.validation_index].ravel(), rtol=1e-4
    )
    assert found.x[0] < found.train[:, 0].min()
    assert found.x[-1] > found.train[:, 0].max()


def test_the_fit_line_needs_one_number() -> None:
    with pytest.raises(GuinetError, match="single number"):
        FitLine().compute(scene_of(moons_graph(), MOONS))


def test_reconstructions_are_pairs_of_the_same_sample() -> None:
    scene = example_scene("autoencoder")
    found = ReconstructionsOf("validation", 5).compute(scene)
    network = network_like(scene)
    first = {name: values[:5] for name, values in scene.data.validation.items()}
    network.forward(first)
    made = network.output(scene.judged[0].prediction)
    np.testing.assert_allclose(
        found.errors, np.square(made - first["x"]).mean(axis=(1, 2, 3)), 1e-4
    )
    raw = scene.data.scaler.inverse("x", first["x"])
    np.testing.assert_allclose(found.seen, raw, rtol=1e-5)
    np.testing.assert_array_equal(found.index, scene.data.validation_index[:5])


def test_the_narrowest_place_is_the_code() -> None:
    assert narrowest(example_scene("autoencoder")) == "code"
    assert narrowest(example_scene("variational-autoencoder")) == "code"


def test_the_latent_plane_is_decoded_by_the_network() -> None:
    scene = example_scene("variational-autoencoder")
    found = LatentPlaneOf(cells=3).compute(scene)
    assert found.size == 4
    assert found.decoded.shape == (3, 3, 64)
    code = np.zeros((1, 4), np.float32)
    code[0, :2] = found.xs[2], found.ys[0]
    weights = scene.network.weights
    wide = np.maximum(code @ weights["wide.weight"].T + weights["wide.bias"], 0)
    image = wide @ weights["image.weight"].T + weights["image.bias"]
    wanted = scene.data.scaler.inverse("x", image)[0]
    np.testing.assert_allclose(found.decoded[0, 2], wanted, rtol=1e-4, atol=1e-3)
    assert found.labels is None or len(found.labels) == len(found.codes)


def test_projections_are_those_of_scikit_learn() -> None:
    scene = scene_of(moons_graph(), MOONS)
    found = ProjectionOf("hidden").compute(scene)
    outputs = scene.outputs("validation", ["hidden"], 1000)["hidden"]
    pca = PCA(2).fit(outputs)
    wanted = pca.transform(outputs)
    for axis in (0, 1):
        sign = np.sign(wanted[0, axis] * found.points[0, axis])
        np.testing.assert_allclose(sign * found.points[:, axis], wanted[:, axis], atol=1e-4)
    np.testing.assert_allclose(found.explained, pca.explained_variance_ratio_, rtol=1e-4)
    np.testing.assert_array_equal(found.labels, scene.data.validation["y"])


def test_wide_layers_are_projected_as_narrow_ones() -> None:
    scene = example_scene("digits-mlp")
    few = ProjectionOf("x", most=40).compute(scene)
    outputs = scene.outputs("validation", ["x"], 40)["x"].reshape(40, -1)
    wanted = PCA(2).fit_transform(outputs)
    np.testing.assert_allclose(np.abs(few.points), np.abs(wanted), rtol=1e-3, atol=1e-3)


def test_a_projection_does_not_tumble() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(size=(30, 2))
    angle = 2.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), -np.cos(angle)]])
    np.testing.assert_allclose(turned_like(before @ turn, before), before, atol=1e-9)


def test_a_text_goes_on_with_the_most_likely_character() -> None:
    scene = example_scene("transformer")
    names = scene.data.fields["x"].classes
    assert names is not None
    found = ContinuationOf("The sea", 3).compute(scene)
    numbers = [names.index(one) for one in "The sea"]
    network = network_like(scene)
    for letter in found.text:
        window = np.array([numbers + [numbers[-1]] * (32 - len(numbers))])
        scores = network.predict({"x": window})["out"]
        best = int(scores[0, len(numbers) - 1].argmax())
        assert {"⏎": "\n"}.get(names[best], names[best]) == letter
        numbers.append(best)
    assert found.unknown == ""
    assert ContinuationOf("€ sea", 1).compute(scene).unknown == "€"


def test_drawn_texts_repeat_with_their_seed() -> None:
    scene = example_scene("transformer")
    texts = {seed: ContinuationOf("A", 12, 1.0, seed).compute(scene).text for seed in (1, 1, 2, 3)}
    assert texts[1] == ContinuationOf("A", 12, 1.0, 1).compute(scene).text
    assert len(set(texts.values())) > 1


def test_histograms_of_weights_count_all_of_a_node() -> None:
    scene = scene_of(moons_graph(), MOONS)
    weights, gradients = scene.network.weights, scene.batch.weight_gradients
    for what, arrays in (("weight", weights), ("weight_gradient", gradients)):
        values = np.concatenate([arrays["out.weight"].ravel(), arrays["out.bias"].ravel()])
        found = HistogramOf("out", what, 10).compute(scene)  # type: ignore[arg-type]
        np.testing.assert_array_equal(found.counts, np.histogram(values, 10)[0])
