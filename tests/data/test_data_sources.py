"""The sources that need no file: laws that hold for each, and the shape of each."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from guinet.core.errors import DataError, HyperparameterError
from guinet.data import DataSource, sources
from guinet.data.prepare import describe, prepare
from guinet.data.sources.breast_cancer import BreastCancer
from guinet.data.sources.characters import Characters
from guinet.data.sources.circles import Circles
from guinet.data.sources.diabetes import Diabetes
from guinet.data.sources.digits import Digits
from guinet.data.sources.gaussians import Gaussians
from guinet.data.sources.iris import Iris
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.sine_wave import SineWave
from guinet.data.sources.spiral import Spiral
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.sources.wine import Wine
from guinet.data.sources.xor import Xor
from guinet.data.sources.xor_corners import XorCorners
from guinet.data.spec import DataSpec

BUILT_IN = [Iris(), Wine(), BreastCancer(), Diabetes(), Digits(), Digits(form="vectors")]
PLANES = [TwoMoons(), Circles(), Xor(), Gaussians(), Spiral()]
SEQUENCES = [SineWave(), SineWave(noise=0.1, length=7), Characters(), Characters(length=100)]
NEED_A_FILE = {"CsvFile", "IdxFiles", "NumpyFile"}
ALL = [*BUILT_IN, *PLANES, *SEQUENCES, XorCorners(), NoisyLine()]


def test_every_source_is_found_and_tested_here() -> None:
    assert {type(source).type_name() for source in ALL} == sources.types().keys() - NEED_A_FILE


@pytest.mark.parametrize("source", ALL, ids=repr)
class TestEverySource:
    def test_static_specs_are_those_of_the_samples(self, source: DataSource) -> None:
        dataset = source.load()
        assert dict(dataset.specs) == source.specs()
        assert dataset.arrays.keys() == dataset.specs.keys()
        for name, spec in dataset.specs.items():
            values = dataset.arrays[name]
            assert values.shape == (dataset.count, *spec.shape)
            if spec.kind == "class":
                assert values.dtype == np.int64
                assert spec.classes is not None
                assert set(np.unique(values)) == set(range(len(spec.classes)))
            else:
                assert values.dtype == (np.int64 if spec.kind == "index" else np.float64)
                assert spec.low is None or values.min() >= spec.low
                assert spec.high is None or values.max() <= spec.high
            if spec.shape and name in dataset.columns:
                assert len(dataset.columns[name]) == spec.size

    def test_gives_the_same_samples_each_time(self, source: DataSource) -> None:
        first, second = source.load(), source.load()
        for name, values in first.arrays.items():
            np.testing.assert_array_equal(values, second.arrays[name])

    def test_is_documented_and_survives_its_settings(self, source: DataSource) -> None:
        assert source.title
        assert source.group in (
            "Plane",
            "Classification",
            "Regression",
            "Images",
            "Sequences",
            "File",
        )
        assert source.summary().endswith(".")
        assert "Fields:" in source.help_text()
        assert type(source)(**source.settings) == source

    def test_describe_agrees_with_prepare_but_for_ranges_not_known_yet(
        self, source: DataSource
    ) -> None:
        spec = DataSpec(source=source)
        described, prepared = describe(spec), prepare(spec).fields
        assert described.keys() == prepared.keys()
        for name, field in described.items():
            assert (field.shape, field.kind, field.classes) == (
                prepared[name].shape,
                prepared[name].kind,
                prepared[name].classes,
            )
            assert field.low in (None, prepared[name].low)
            assert field.high in (None, prepared[name].high)
        if source.instant:
            assert described == prepared


@pytest.mark.parametrize("source", PLANES, ids=repr)
def test_planes_obey_their_options(source: DataSource) -> None:
    assert source.plane
    dataset = source.replace(samples=51, seed=4).load()
    assert dataset.count == 51
    assert np.bincount(dataset.arrays["y"]).tolist() == [26, 25]
    other = source.replace(samples=51, seed=5).load()
    assert not np.array_equal(dataset.arrays["x"], other.arrays["x"])
    # Noise moves the points and nothing else: same labels, deviation as said.
    clean = source.replace(samples=20_000, noise=0.0).load()
    noisy = source.replace(samples=20_000, noise=0.3).load()
    np.testing.assert_array_equal(clean.arrays["y"], noisy.arrays["y"])
    moved = noisy.arrays["x"] - clean.arrays["x"]
    assert abs(moved.std() - 0.3) < 0.01
    assert abs(moved.mean()) < 0.01


def test_two_moons_have_the_geometry_of_scikit_learn() -> None:
    ours = TwoMoons(samples=101, noise=0.0).load()
    x, y = datasets.make_moons((51, 50), shuffle=False, noise=None)
    np.testing.assert_allclose(ours.arrays["x"], x, atol=1e-12)
    np.testing.assert_array_equal(ours.arrays["y"], y)


def test_circles_are_a_disc_in_a_ring() -> None:
    data = Circles(samples=1000, noise=0.0).load().arrays
    radius = np.hypot(*data["x"].T)
    assert radius[data["y"] == 0].max() <= 0.5
    assert radius[data["y"] == 1].min() >= 0.7
    assert radius.max() <= 1.0


def test_xor_is_decided_by_the_signs() -> None:
    data = Xor(samples=1000, noise=0.0).load().arrays
    np.testing.assert_array_equal(data["y"], np.prod(data["x"], axis=1) < 0)
    assert np.abs(data["x"]).min() >= 0.06
    quadrants = {tuple(np.sign(point)) for point in data["x"]}
    assert len(quadrants) == 4


def test_xor_corners_are_the_truth_table() -> None:
    data = XorCorners().load().arrays
    assert data["x"].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data["y"].tolist() == [0, 1, 1, 0]


def test_gaussians_stand_at_their_centres() -> None:
    data = Gaussians(samples=4000, noise=0.25).load().arrays
    for label, centre in enumerate((-1.0, 1.0)):
        cloud = data["x"][data["y"] == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.02)
        np.testing.assert_allclose(cloud.std(axis=0), 0.25, atol=0.02)


def test_spiral_arms_are_each_other_turned_by_half() -> None:
    data = Spiral(samples=200, noise=0.0).load().arrays
    first, second = data["x"][data["y"] == 0], data["x"][data["y"] == 1]
    np.testing.assert_allclose(first, -second, atol=1e-12)
    angle = np.unwrap(np.arctan2(*first[1:].T))
    assert angle[-1] - angle[0] == pytest.approx(1.75 * 2 * np.pi * 98 / 100)


def test_noisy_line_is_the_line_it_says() -> None:
    data = NoisyLine(slope=3.0, intercept=-2.0, noise=0.0).load().arrays
    np.testing.assert_allclose(data["y"], 3 * data["x"] - 2)
    noisy = NoisyLine(samples=20_000, slope=3.0, intercept=-2.0, noise=0.5).load().arrays
    assert (noisy["y"] - 3 * noisy["x"] + 2).std() == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize(
    ("source", "loader"),
    [
        (Iris(), datasets.load_iris),
        (Wine(), datasets.load_wine),
        (BreastCancer(), datasets.load_breast_cancer),
    ],
)
def test_built_in_classes_equal_scikit_learn(source: DataSource, loader) -> None:
    bunch, dataset = loader(), source.load()
    np.testing.assert_array_equal(dataset.arrays["x"], bunch.data)
    np.testing.assert_array_equal(dataset.arrays["y"], bunch.target)
    assert dataset.specs["y"].classes == tuple(bunch.target_names)
    assert dataset.columns["x"] == tuple(bunch.feature_names)


def test_diabetes_equals_scikit_learn() -> None:
    bunch, dataset = datasets.load_diabetes(scaled=False), Diabetes().load()
    np.testing.assert_array_equal(dataset.arrays["x"], bunch.data)
    np.testing.assert_array_equal(dataset.arrays["y"], bunch.target[:, None])
    spec = Diabetes().specs()["y"]
    assert (spec.low, spec.high) == (bunch.target.min(), bunch.target.max())


def test_digits_equal_scikit_learn_in_both_forms() -> None:
    bunch = datasets.load_digits()
    images, vectors = Digits().load(), Digits(form="vectors").load()
    np.testing.assert_array_equal(images.arrays["x"][:, 0], bunch.images)
    np.testing.assert_array_equal(vectors.arrays["x"], bunch.data)
    np.testing.assert_array_equal(images.arrays["y"], bunch.target)
    assert vectors.columns["x"][9] == "pixel 1,1"


def test_describing_imports_no_slow_library() -> None:
    program = (
        "import sys\n"
        "from guinet.data import sources\n"
        "from guinet.data.prepare import describe\n"
        "from guinet.data.spec import DataSpec\n"
        "for name, kind in sources.types().items():\n"
        f"    if name not in {NEED_A_FILE}: describe(DataSpec(source=kind()))\n"
        "print(sorted({'sklearn', 'pandas', 'scipy'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_registry_keeps_its_name_whatever_is_imported_first() -> None:
    program = (
        "import guinet.data.sources.iris\n"
        "from guinet.data import sources\n"
        "print('Iris' in sources.types())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize(
    ("kind", "settings"),
    [(TwoMoons, {"samples": 1}), (Spiral, {"noise": -1}), (Digits, {"form": "film"})],
)
def test_bad_options_are_refused_in_words(kind: type[DataSource], settings: dict) -> None:
    with pytest.raises(HyperparameterError, match=next(iter(settings))):
        kind(**settings)


def test_sine_waves_are_continued_by_the_right_value() -> None:
    data = SineWave(samples=50, length=12, shortest=10, longest=10).load().arrays
    assert data["x"].shape == (50, 12, 1)
    # With a period of 10 steps the value after step 11 is the one of step 2.
    np.testing.assert_allclose(data["y"][:, 0], data["x"][:, 2, 0], atol=1e-12)
    swapped = SineWave(samples=5, shortest=30, longest=15).load().arrays
    np.testing.assert_array_equal(
        swapped["x"], SineWave(samples=5, shortest=15, longest=30).load().arrays["x"]
    )


def test_noise_lies_on_what_is_read_alone() -> None:
    clean, noisy = SineWave(samples=4000), SineWave(samples=4000, noise=0.2)
    difference = noisy.load().arrays["x"] - clean.load().arrays["x"]
    assert difference.std() == pytest.approx(0.2, rel=0.02)
    np.testing.assert_array_equal(noisy.load().arrays["y"], clean.load().arrays["y"])


def test_characters_are_followed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"abc\r\ncab")
    source = Characters(path=str(path), length=3)
    data = source.load()
    alphabet = data.specs["x"].classes
    assert alphabet == ("\n", "a", "b", "c")
    texts = ["".join(alphabet[code] for code in row) for row in data.arrays["x"]]
    assert texts == ["abc", "\nca"]
    follow = ["".join(alphabet[code] for code in row) for row in data.arrays["y"]]
    assert follow == ["bc\n", "cab"]
    assert (data.specs["y"].low, data.specs["y"].high) == (0, 3)
    path.write_text("aaaa bbbb")
    assert source.load().specs["x"].classes == (" ", "a", "b")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"abc", "text.txt has 3 characters, too few for two pieces of 5; "),
        (b"", "text.txt has 0 characters, too few for two pieces of 5; "),
        (b"ab\x00cdefghijklmno", "text.txt, line 1: there is a byte 0 that no text has; "),
        ("".join(map(chr, range(0x4E00, 0x6000))).encode(), "text.txt has 4608 different char"),
    ],
)
def test_texts_that_cannot_be_used_are_answered_in_words(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "text.txt").write_bytes(content)
    with pytest.raises(DataError, match=re.escape(reason)):
        Characters(path=str(tmp_path / "text.txt"), length=5).load()
    with pytest.raises(DataError, match=r"There is no file .*nowhere\.txt; choose"):
        Characters(path=str(tmp_path / "nowhere.txt")).specs()
