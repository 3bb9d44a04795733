"""What the cards show is what the engine computes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.lens.view import SampleAt
from guinet.lens.views.activation_state import ActivationStateOf
from guinet.lens.views.batch_statistics import BatchStatisticsOf
from guinet.lens.views.feature_maps import FeatureMapsOf
from guinet.lens.views.sample import BatchOf, PartSizes, PartSizesOf, SampleOf, SharesOf
from guinet.lens.views.unit_maps import UnitMapsOf
from guinet.project.examples import open_example
from tests.lens.conftest import example_scene, scene_of
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, MOONS, line_graph, moons_graph


def test_the_inputs_of_an_activation_are_counted() -> None:
    scene = scene_of(moons_graph(), MOONS)
    relu = next(p for p, n in scene.analysis.flat.nodes.items() if n.module.type_name() == "ReLU")
    found = ActivationStateOf(relu).compute(scene)
    arriving = scene.batch.output("norm")
    counts, _ = np.histogram(np.clip(arriving, -4, 4), 32, (-4, 4))
    np.testing.assert_array_equal(found.counts, counts)
    assert found.dead == pytest.approx(np.mean(arriving < 0), abs=0.01)
    assert found.saturated == found.dead


def test_saturation_of_tanh() -> None:
    scene = scene_of(line_graph(), LINE)
    weights = {"hidden.weight": np.full((4, 1), 50.0), "hidden.bias": np.zeros(4)}
    scene.set_weights(weights, {}, scene.moment)
    tanh = next(p for p, n in scene.analysis.flat.nodes.items() if n.module.type_name() == "Tanh")
    found = ActivationStateOf(tanh).compute(scene)
    arriving = scene.batch.output("hidden")
    assert found.saturated == pytest.approx(np.mean(1 - np.tanh(arriving) ** 2 < 0.05), abs=0.03)
    assert found.saturated > 0.5


def test_unit_maps_are_the_outputs_on_the_grid() -> None:
    scene = scene_of(moons_graph(), MOONS)
    found = UnitMapsOf("hidden", 6, 3).compute(scene)
    plane = scene.plane(6)
    assert found.count == 8
    assert found.maps.shape == (3, 6, 6)
    network = network_like(scene)
    for row, y in enumerate(plane.ys):
        for column, x in enumerate(plane.xs):
            point = np.array([[x, y]], np.float32)
            said = network.predict({"x": point}, ["hidden"])["hidden"][0, :3]
            np.testing.assert_allclose(found.maps[:, row, column], said, rtol=1e-4, atol=1e-5)


def test_the_maps_of_an_input_are_its_own_two_numbers() -> None:
    scene = scene_of(moons_graph(), MOONS)
    (path,) = (one.path for one in scene.inputs())
    found, plane = UnitMapsOf(path, 5).compute(scene), scene.plane(5)
    assert found.names == ("x1", "x2")
    np.testing.assert_array_equal(found.maps[0], np.tile(plane.xs.astype(np.float32), (5, 1)))
    np.testing.assert_array_equal(found.maps[1].T, np.tile(plane.ys.astype(np.float32), (5, 1)))
    assert found.maps[0, 0, 0] != found.maps[1, 0, 0], "so that an exchange would be seen"
    assert UnitMapsOf("hidden", 5).compute(scene).names == ()


def test_the_maps_of_an_input_are_called_as_the_columns_are(monkeypatch) -> None:
    scene = scene_of(moons_graph(), MOONS)
    monkeypatch.setattr(scene, "data", replace(scene.data, columns={"x": ("width", "length")}))
    (path,) = (one.path for one in scene.inputs())
    assert UnitMapsOf(path, 5).compute(scene).names == ("width", "length")


def test_the_grid_holds_all_points() -> None:
    scene = scene_of(moons_graph(), MOONS)
    plane = scene.plane(10)
    points = np.concatenate([scene.data.train["x"], scene.data.validation["x"]])
    for k, middles in enumerate((plane.xs, plane.ys)):
        half = (middles[1] - middles[0]) / 2
        assert middles[0] - half < points[:, k].min()
        assert middles[-1] + half > points[:, k].max()


def test_one_pass_serves_all_maps() -> None:
    scene = scene_of(moons_graph(), MOONS)
    views = [UnitMapsOf(path) for path in ("hidden", "norm", "out")]
    for view in views:
        view.compute(scene)
    passes = []
    plain = scene.network.predict
    scene.network.predict = lambda *given: passes.append(1) or plain(*given)  # type: ignore[method-assign, func-returns-value]
    scene.set_weights(scene.network.weights, scene.network.state, scene.moment)
    for view in views:
        view.compute(scene)
    assert len(passes) == 1


def test_one_pass_serves_all_views_of_a_sample_and_others_are_not_kept() -> None:
    scene = example_scene("digits-cnn")
    conv = next(p for p, n in scene.analysis.flat.nodes.items() if "Conv" in n.module.type_name())
    passes = []
    plain = scene.network.predict
    scene.network.predict = lambda *given: passes.append(given) or plain(*given)  # type: ignore[method-assign, func-returns-value]
    loss = scene.judged[0].path
    for place in (4, 7, 9):
        at, before = SampleAt(place), len(passes)
        for view in (SampleOf("x", at), FeatureMapsOf(conv, at), SharesOf(loss, at)):
            view.compute(scene)
    assert all(len(samples["x"]) == 1 for samples, _ in passes)
    assert len(passes) - before == 1, "what was asked for before is computed together"
    assert sum(key == "sample" for key, _ in scene._values) == 4


def test_without_a_validation_part_its_samples_are_those_for_training() -> None:
    whole = scene_of(moons_graph(), DataSpec(source=TwoMoons(), validation=0.0))
    assert PartSizesOf().compute(whole) == PartSizes(len(whole.data.train["x"]), 0)
    (path,) = (one.path for one in whole.inputs())
    found = SampleOf(path, SampleAt(3, "validation")).compute(whole)
    assert (found.part, found.place) == ("train", 3)
    split = scene_of(moons_graph(), MOONS)
    sizes = PartSizesOf().compute(split)
    assert sizes == PartSizes(len(split.data.train["x"]), len(split.data.validation["x"]))
    assert 0 < sizes.validation < sizes.train


def test_a_plane_needs_two_numbers() -> None:
    with pytest.raises(GuinetError, match="two numbers"):
        UnitMapsOf("hidden").compute(scene_of(line_graph(), LINE))


def test_feature_maps_are_those_of_the_sample() -> None:
    scene = example_scene("digits-cnn")
    conv = next(p for p, n in scene.analysis.flat.nodes.items() if "Conv" in n.module.type_name())
    for part in ("train", "validation"):
        network = network_like(scene)
        network.forward(scene.part(part))
        outputs = network.output(conv)
        for place in (0, 3, len(outputs) - 1, len(outputs) + 5):
            found = FeatureMapsOf(conv, SampleAt(place, part), 4).compute(scene)
            wanted = outputs[min(place, len(outputs) - 1)]
            np.testing.assert_allclose(found.maps, wanted[:4], rtol=1e-4, atol=1e-5)
            assert found.count == len(wanted)
        assert np.abs(outputs[0] - outputs[3]).max() > 0.01, "samples differ"


def test_a_sequence_is_a_map_of_units_over_time() -> None:
    scene = example_scene("lstm-sine")
    lstm = next(p for p, n in scene.analysis.flat.nodes.items() if n.module.type_name() == "LSTM")
    found = FeatureMapsOf(lstm, SampleAt(2)).compute(scene)
    outputs = scene.evaluate(scene.part("train"), [lstm])[lstm]
    np.testing.assert_allclose(found.maps[0], outputs[2].T, rtol=1e-4, atol=1e-6)


def test_the_sample_and_its_probabilities() -> None:
    scene = example_scene("digits-cnn")
    at = SampleAt(5, "validation")
    found, samples = SampleOf("x", at).compute(scene), scene.part("validation")
    np.testing.assert_array_equal(found.values, samples["x"][5])
    assert (found.part, found.place, found.count) == ("validation", 5, len(samples["x"]))
    whole = scene.data.scaler.inverse("x", found.values[None])[0]
    source = open_example("digits-cnn").data.source.load()
    np.testing.assert_allclose(whole, source.arrays["x"][found.index], atol=1e-5)
    shares = SharesOf(scene.judged[0].path, at).compute(scene)
    scores = scene.evaluate(samples, [scene.judged[0].prediction])
    logits = scores[scene.judged[0].prediction][5].astype(np.float64)
    wanted = np.exp(logits - logits.max())
    np.testing.assert_allclose(shares.shares, wanted / wanted.sum(), rtol=1e-4)
    assert shares.right == samples["y"][5]
    batch = BatchOf("x").compute(scene)
    np.testing.assert_array_equal(batch.values, scene.samples["x"])
    np.testing.assert_array_equal(batch.labels, scene.samples["y"])


def test_batch_statistics() -> None:
    scene = scene_of(moons_graph(), MOONS)
    found = BatchStatisticsOf("norm").compute(scene)
    arriving = scene.batch.output("hidden")
    np.testing.assert_allclose(found.mean, arriving.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found.variance, arriving.var(axis=0), rtol=1e-5)
    np.testing.assert_array_equal(found.running_mean, scene.network.state["norm.running_mean"])
