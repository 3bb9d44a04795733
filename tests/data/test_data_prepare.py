"""Splitting, scaling, ranges and batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource
from guinet.data.batches import Batches
from guinet.data.prepare import describe, prepare, split
from guinet.data.scaler import Scaler
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.diabetes import Diabetes
from guinet.data.sources.digits import Digits
from guinet.data.sources.iris import Iris
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.sources.xor_corners import XorCorners
from guinet.data.spec import DataSpec


@given(
    count=st.integers(1, 300),
    validation=st.floats(0, 0.9),
    seed=st.integers(0, 2**31 - 1),
)
def test_split_is_disjoint_complete_and_repeatable(
    count: int, validation: float, seed: int
) -> None:
    train, kept = split(count, validation, seed)
    assert sorted([*train, *kept]) == list(range(count))
    assert len(train) >= 1
    assert (np.diff(train) > 0).all()
    assert (np.diff(kept) > 0).all()
    if validation == 0 or count == 1:
        assert len(kept) == 0
    else:
        assert len(kept) >= 1
        assert abs(len(kept) - count * validation) <= 1
    for part, again in zip((train, kept), split(count, validation, seed), strict=True):
        np.testing.assert_array_equal(part, again)


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=6).filter(lambda c: sum(c) > 0),
    validation=st.floats(0, 0.9),
    seed=st.integers(0, 2**31 - 1),
)
def test_a_stratified_split_has_all_shares(counts: list[int], validation: float, seed: int) -> None:
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    total = len(labels)
    train, kept = split(total, validation, seed, labels)
    assert sorted([*train, *kept]) == list(range(total))
    assert len(kept) == len(split(total, validation, seed)[1])
    for part in (train, kept):
        assert (np.diff(part) > 0).all()
    found = np.bincount(labels[kept], minlength=len(counts))
    present = np.array(counts) > 0
    assert len(kept) > total - present.sum() or (found[present] < np.array(counts)[present]).all()
    if min(counts) > 20:
        assert np.abs(found - np.array(counts) * len(kept) / total).max() < 1
    again = split(total, validation, seed, labels)
    np.testing.assert_array_equal(kept, again[1])


def test_a_stratified_split_is_still_drawn_by_the_seed() -> None:
    labels = np.arange(90) % 3
    kept = [split(90, 0.2, seed, labels)[1] for seed in (1, 2)]
    assert not np.array_equal(*kept)
    assert [np.bincount(labels[part]).tolist() for part in kept] == [[6, 6, 6], [6, 6, 6]]


def test_the_spec_says_whether_classes_keep_their_shares() -> None:
    y = Iris().load().arrays["y"]
    counts = [
        np.bincount(y[prepare(DataSpec(source=Iris(), stratify=wanted)).validation_index]).tolist()
        for wanted in (True, False)
    ]
    assert counts[0] == [10, 10, 10]
    assert counts[1] != [10, 10, 10]
    # Without classes there is nothing to keep.
    plain, wanted = (prepare(DataSpec(source=Diabetes(), stratify=s)) for s in (False, True))
    np.testing.assert_array_equal(plain.validation_index, wanted.validation_index)


def test_min_max_goes_from_0_to_1_on_the_training_part() -> None:
    data = prepare(DataSpec(source=Diabetes(), scaling="min-max", validation=0.5))
    raw = Diabetes().load().arrays
    for name in ("x", "y"):
        train = raw[name][data.train_index]
        assert data.train[name].min(axis=0) == pytest.approx(0)
        assert data.train[name].max(axis=0) == pytest.approx(1)
        expected = (raw[name] - train.min(axis=0)) / np.ptp(train, axis=0)
        np.testing.assert_allclose(
            data.validation[name], expected[data.validation_index], rtol=1e-5, atol=1e-6
        )
        np.testing.assert_allclose(
            data.scaler.inverse(name, data.train[name]), train, rtol=1e-5, atol=1e-4
        )
    both = np.concatenate([data.train["y"], data.validation["y"]])
    assert (data.fields["y"].low, data.fields["y"].high) == (both.min(), both.max())
    images = prepare(DataSpec(source=Digits(), scaling="min-max"))
    assert (images.train["x"].min(), images.train["x"].max()) == (0, 1)
    assert images.scaler.means["x"].shape == (1, 1, 1)
    vectors = prepare(DataSpec(source=Digits(form="vectors"), scaling="min-max"))
    assert (vectors.train["x"][:, 0] == 0).all()  # always blank


def test_split_depends_on_the_seed() -> None:
    assert not np.array_equal(split(100, 0.2, 1)[1], split(100, 0.2, 2)[1])


def test_parts_hold_the_samples_their_indices_name() -> None:
    data, raw = prepare(DataSpec(source=Iris(), scaling="none")), Iris().load().arrays
    np.testing.assert_array_equal(data.train["x"], raw["x"][data.train_index].astype(np.float32))
    np.testing.assert_array_equal(data.validation["y"], raw["y"][data.validation_index])
    assert data.train["x"].dtype == np.float32
    assert data.train["y"].dtype == np.int64
    assert data.scaler.to_arrays() == {}


def test_scaling_is_measured_on_the_training_part_only() -> None:
    data = prepare(DataSpec(source=Iris(), validation=0.5))
    raw = Iris().load().arrays["x"]
    train = raw[data.train_index]
    np.testing.assert_allclose(data.scaler.means["x"], train.mean(axis=0))
    np.testing.assert_allclose(data.scaler.scales["x"], train.std(axis=0))
    np.testing.assert_allclose(data.train["x"].mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(data.train["x"].std(axis=0), 1, rtol=1e-5)
    assert np.abs(data.validation["x"].mean(axis=0)).max() > 1e-3
    expected = (raw[data.validation_index] - train.mean(axis=0)) / train.std(axis=0)
    np.testing.assert_allclose(data.validation["x"], expected, rtol=1e-5, atol=1e-6)


def test_numeric_targets_are_scaled_and_come_back() -> None:
    data = prepare(DataSpec(source=Diabetes()))
    raw = Diabetes().load().arrays["y"]
    assert data.train["y"].std() == pytest.approx(1, rel=1e-4)
    np.testing.assert_allclose(
        data.scaler.inverse("y", data.train["y"]), raw[data.train_index], rtol=1e-5
    )


def test_labels_are_never_scaled() -> None:
    data = prepare(DataSpec(source=TwoMoons()))
    assert set(np.unique(data.train["y"])) == {0, 1}
    assert "y" not in data.scaler.means


def test_images_are_scaled_as_a_whole_and_vectors_pixel_by_pixel() -> None:
    images = prepare(DataSpec(source=Digits())).scaler
    assert images.means["x"].shape == (1, 1, 1)
    vectors = prepare(DataSpec(source=Digits(form="vectors")))
    assert vectors.scaler.means["x"].shape == (64,)
    # The first pixel is blank on all digits: centred, not divided by zero.
    assert vectors.scaler.scales["x"][0] == 1.0
    assert (vectors.train["x"][:, 0] == 0).all()


def test_ranges_are_those_of_both_parts_after_scaling() -> None:
    data = prepare(DataSpec(source=NoisyLine()))
    both = np.concatenate([data.train["y"], data.validation["y"]])
    assert (data.fields["y"].low, data.fields["y"].high) == (both.min(), both.max())
    unscaled = DataSpec(source=NoisyLine(noise=0.0, slope=2.0, intercept=1.0), scaling="none")
    fields = describe(unscaled)
    assert (fields["x"].low, fields["x"].high) == (-1.0, 1.0)
    assert -1.0 <= fields["y"].low < -0.5
    assert 2.5 < fields["y"].high <= 3.0


def test_nothing_is_kept_of_the_four_corners_when_validation_is_0() -> None:
    data = prepare(DataSpec(source=XorCorners(), validation=0, scaling="none"))
    assert data.train["x"].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.validation["x"].shape == (0, 2)
    assert data.validation["y"].shape == (0,)


class _Given(DataSource):
    title = "Given"
    group = "File"
    dataset: Dataset

    def specs(self) -> dict[str, FieldSpec]:
        return dict(self.load().specs)

    def load(self) -> Dataset:
        return type(self).dataset


@pytest.fixture
def given_data() -> Callable[[dict, dict], DataSpec]:
    def make(arrays: dict, specs: dict) -> DataSpec:
        kind = type("_Here", (_Given,), {"dataset": Dataset(arrays, specs)})
        return DataSpec(source=kind())

    return make


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": np.zeros((0, 2))}, "no samples"),
        ({"x": np.zeros((3, 2)), "y": np.zeros((2, 2))}, "3 samples, but 2"),
        ({"x": np.array([[1.0, np.nan], [2.0, 3.0]])}, "missing or too large"),
        ({"x": np.array([[1.0, np.inf], [2.0, 3.0]])}, "missing or too large"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_faulty_sources_are_refused_in_words(given_data, arrays: dict, words: str) -> None:
    specs = {name: FieldSpec((2,)) for name in arrays}
    with pytest.raises(DataError, match=words):
        prepare(given_data(arrays, specs))


def test_too_large_for_float32_is_refused(given_data) -> None:
    spec = given_data({"x": np.array([[1e300], [1.0]])}, {"x": FieldSpec((1,))})
    with pytest.raises(DataError, match="32-bit"):
        prepare(spec.replace(scaling="none"))


def test_the_range_covers_samples_of_the_validation_part_too(given_data) -> None:
    spec = given_data({"x": np.arange(10.0)[:, None]}, {"x": FieldSpec((1,))})
    for seed in range(10):
        field = prepare(spec.replace(scaling="none", validation=0.5, split_seed=seed)).fields["x"]
        assert (field.low, field.high) == (0.0, 9.0)


def test_paths_resolve_against_a_folder(tmp_path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "t.csv").write_text("a,b\n1,2.5\n3,4.5\n")
    source = CsvFile(path="sub/t.csv").resolved(tmp_path)
    assert source.load().count == 2
    assert source.resolved(tmp_path / "elsewhere") == source
    assert TwoMoons().resolved(tmp_path) == TwoMoons()
    assert CsvFile().resolved(tmp_path) == CsvFile()


class TestScaler:
    specs = {  # noqa: RUF012
        "x": FieldSpec((3,)),
        "image": FieldSpec((2, 4, 4)),
        "sequence": FieldSpec((5, 3)),
        "label": FieldSpec((), "class", 3),
    }

    def arrays(self) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(0)
        values = {
            name: 100 + 5 * rng.normal(size=(50, *spec.shape)) for name, spec in self.specs.items()
        }
        return values | {"label": rng.integers(0, 3, 50)}

    def test_shares_what_belongs_together(self) -> None:
        arrays = self.arrays()
        scaler = Scaler.fit(arrays, self.specs)
        assert {name: mean.shape for name, mean in scaler.means.items()} == {
            "x": (3,),
            "image": (2, 1, 1),
            "sequence": (1, 3),
        }
        for name, axes in (("x", 0), ("image", (0, 2, 3)), ("sequence", (0, 1))):
            scaled = scaler.transform(name, arrays[name])
            np.testing.assert_allclose(scaled.mean(axis=axes), 0, atol=1e-9)
            np.testing.assert_allclose(scaled.std(axis=axes), 1, rtol=1e-9)
            np.testing.assert_allclose(scaler.inverse(name, scaled), arrays[name])
        np.testing.assert_array_equal(scaler.transform("label", arrays["label"]), arrays["label"])

    @pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint8])
    def test_large_fields_are_measured_in_pieces(self, dtype: type) -> None:
        values = np.random.default_rng(0).integers(0, 256, (3000, 2, 30, 30)).astype(dtype)
        assert values.size > 2**22
        scaler = Scaler.fit({"x": values}, {"x": FieldSpec((2, 30, 30))})
        whole = values.astype(np.float64)
        np.testing.assert_allclose(scaler.means["x"][:, 0, 0], whole.mean(axis=(0, 2, 3)))
        np.testing.assert_allclose(scaler.scales["x"][:, 0, 0], whole.std(axis=(0, 2, 3)))

    @pytest.mark.parametrize("constant", [0.0, 0.1, -1e9, 1e-300, 3e38])
    def test_what_never_changes_is_only_centred(self, constant: float) -> None:
        arrays = {"x": np.full((7, 1), constant)}
        for extremes in (False, True):
            scaler = Scaler.fit(arrays, {"x": FieldSpec((1,))}, extremes=extremes)
            assert scaler.scales["x"].tolist() == [1.0]
        np.testing.assert_allclose(
            scaler.transform("x", arrays["x"]), 0, atol=1e-12 * max(1, abs(constant))
        )

    def test_survives_a_file(self) -> None:
        scaler = Scaler.fit(self.arrays(), self.specs)
        stored = scaler.to_arrays()
        assert set(stored) == {
            f"{n}.{part}" for n in ("x", "image", "sequence") for part in ("mean", "scale")
        }
        again = Scaler.from_arrays(stored)
        for name in scaler.means:
            np.testing.assert_array_equal(again.means[name], scaler.means[name])
            np.testing.assert_array_equal(again.scales[name], scaler.scales[name])

    @pytest.mark.parametrize(
        ("arrays", "words"),
        [
            ({"x.mean": np.zeros(2)}, "not complete"),
            ({"x.scale": np.ones(2)}, "not complete"),
            ({"x.mean": np.zeros(2), "x.scale": np.ones(3)}, "cannot be used"),
            ({"x.mean": np.zeros(2), "x.scale": np.zeros(2)}, "cannot be used"),
            ({"x.mean": np.zeros(2), "x.scale": -np.ones(2)}, "cannot be used"),
            ({"x.mean": np.array([np.nan])}, "not a number"),
            ({"x.mean": np.array(["a"])}, "not a number"),
            ({"x.middle": np.zeros(2)}, "unknown part"),
            ({"mean": np.zeros(2)}, "unknown part"),
        ],
    )
    def test_damaged_parts_are_refused_in_words(self, arrays: dict, words: str) -> None:
        with pytest.raises(DataError, match=words):
            Scaler.from_arrays(arrays)


class TestBatches:
    arrays = {"x": np.arange(22.0).reshape(11, 2), "y": np.arange(11)}  # noqa: RUF012

    def test_an_epoch_sees_every_sample_once(self) -> None:
        batches = Batches(self.arrays, 4, seed=1)
        seen = list(batches.epoch(3))
        assert [len(batch["y"]) for batch in seen] == [4, 4, 3]
        assert len(batches) == 3
        rows = np.concatenate([batch["y"] for batch in seen])
        assert sorted(rows) == list(range(11))
        np.testing.assert_array_equal(
            np.concatenate([batch["x"] for batch in seen]), self.arrays["x"][rows]
        )

    def test_order_depends_on_seed_and_epoch_alone(self) -> None:
        orders = {
            (seed, epoch): tuple(Batches(self.arrays, 4, seed).order(epoch))
            for seed in (0, 1)
            for epoch in (0, 1, 2)
        }
        assert len(set(orders.values())) == 6
        assert tuple(Batches(self.arrays, 7, seed=1).order(2)) == orders[1, 2]

    def test_goes_on_in_the_middle(self) -> None:
        batches = Batches(self.arrays, 4, seed=1)
        whole, rest = list(batches.epoch(5)), list(batches.epoch(5, first=1))
        assert [b["y"].tolist() for b in whole[1:]] == [b["y"].tolist() for b in rest]

    def test_without_shuffling_nothing_is_copied(self) -> None:
        batches = Batches(self.arrays, 4, shuffle=False)
        seen = list(batches.epoch())
        assert np.concatenate([batch["y"] for batch in seen]).tolist() == list(range(11))
        assert all(np.shares_memory(batch["x"], self.arrays["x"]) for batch in seen)

    def test_empty_and_uneven_arrays(self) -> None:
        assert list(Batches({"x": np.zeros((0, 2))}, 4).epoch()) == []
        assert len(Batches({}, 4)) == 0
        with pytest.raises(DataError, match="same number"):
            Batches({"x": np.zeros(3), "y": np.zeros(2)}, 4)
