"""What is said about a sample made by hand is what the network predicts."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.lens.views.trial import FieldRangeOf, RawSampleOf, TrialOf
from tests.lens.conftest import example_scene, scene_of
from tests.lens.test_classes import single_output
from tests.lens.test_scene import network_like
from tests.training.conftest import LINE, MOONS, line_graph


def test_an_image_is_scaled_as_the_data_are() -> None:
    scene = example_scene("digits-cnn")
    raw = np.random.default_rng(0).uniform(0, 16, (1, 8, 8))
    found = TrialOf.of(raw).compute(scene)
    seen = scene.data.scaler.transform("x", raw).astype(np.float32)
    np.testing.assert_allclose(found.seen, seen, rtol=1e-6)
    name = scene.judged[0].prediction.partition(":")[0]
    scores = network_like(scene).predict({"x": seen[None]}, [name])[name][0].astype(float)
    wanted = np.exp(scores - scores.max())
    wanted /= wanted.sum()
    assert found.shares is not None
    np.testing.assert_allclose(found.shares, wanted, rtol=1e-4)
    assert found.said == wanted.argmax()
    assert found.probable


def test_numbers_come_back_in_their_units() -> None:
    scene = scene_of(line_graph(), LINE)
    found = TrialOf.of(np.array([0.7])).compute(scene)
    seen = scene.data.scaler.transform("x", np.array([[0.7]])).astype(np.float32)
    said = network_like(scene).predict({"x": seen})["out"]
    np.testing.assert_allclose(found.numbers, scene.data.scaler.inverse("y", said)[0], rtol=1e-5)
    assert found.said == -1


def test_slopes_are_the_gradient_of_what_is_said() -> None:
    scene = scene_of(single_output(), MOONS)
    raw = np.array([0.3, -0.2])
    found = TrialOf.of(raw, slopes=True).compute(scene)
    weights = scene.network.weights
    x = scene.data.scaler.transform("x", raw)
    hidden = np.tanh(weights["hidden.weight"] @ x + weights["hidden.bias"])
    wanted = weights["out.weight"][0] * (1 - hidden**2) @ weights["hidden.weight"]
    sign = 1 if found.said == 1 else -1
    np.testing.assert_allclose(found.slopes, sign * wanted, rtol=2e-2, atol=1e-3)


def test_a_sample_of_another_shape_is_refused() -> None:
    with pytest.raises(GuinetError, match="looks at"):
        TrialOf.of(np.zeros(3)).compute(scene_of(single_output(), MOONS))


def test_the_range_is_that_of_the_source() -> None:
    scene = example_scene("iris")
    found = FieldRangeOf().compute(scene)
    from sklearn.datasets import load_iris

    raw = load_iris()
    np.testing.assert_allclose(found.low, raw.data.min(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found.high, raw.data.max(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found.mean, raw.data[scene.data.train_index].mean(axis=0), rtol=1e-5)
    assert found.names == tuple(raw.feature_names)


def test_samples_come_with_their_truth() -> None:
    scene = example_scene("iris")
    from sklearn.datasets import load_iris

    raw = load_iris()
    for place in (0, 4, 1000):
        found = RawSampleOf(place).compute(scene)
        np.testing.assert_allclose(found.values, raw.data[found.index], rtol=1e-5)
        assert found.truth == raw.target_names[raw.target[found.index]]
