"""Images of the training part are moved, the same way in each run."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from guinet.core.errors import HyperparameterError
from guinet.core.spec import FieldSpec
from guinet.data.augmentation import Augmentation, Augmenter
from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.data.scaler import Scaler
from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec

COUNT = 50
SPECS = {"x": FieldSpec((2, 9, 7), low=0.0, high=1.0), "y": FieldSpec((), "class", ("a", "b"))}
IMAGES = np.random.default_rng(0).random((COUNT, 2, 9, 7), np.float32) + 0.5
BATCH = {"x": IMAGES, "y": np.arange(COUNT) % 2}


def augmenter(**settings) -> Augmenter:
    made = Augmenter.of(Augmentation(**settings), SPECS, Scaler())
    assert made is not None
    return made


def moved(**settings) -> tuple[np.ndarray, np.ndarray]:
    made = augmenter(**settings)
    draws = made.draws(7, 3, COUNT)
    result = made.moved(BATCH, draws)
    np.testing.assert_array_equal(result["y"], BATCH["y"])
    assert result["x"].dtype == np.float32
    return result["x"], draws


def offsets(draws: np.ndarray, most: int) -> np.ndarray:
    return np.floor(draws[:, :2] * (2 * most + 1)).astype(int) - most


def test_a_shift_moves_pixels_and_lets_black_in() -> None:
    result, draws = moved(shift=2)
    shifts = offsets(draws, 2)
    assert {*shifts.ravel()} == {-2, -1, 0, 1, 2}
    for image, before, (down, right) in zip(result, IMAGES, shifts, strict=True):
        expected = ndimage.shift(before, (0, down, right), order=0, cval=0.0)
        np.testing.assert_array_equal(image, expected)


def test_about_half_of_the_images_are_mirrored() -> None:
    result, _ = moved(flip=True)
    mirrored = [np.array_equal(a, b[:, :, ::-1]) for a, b in zip(result, IMAGES, strict=True)]
    same = [np.array_equal(a, b) for a, b in zip(result, IMAGES, strict=True)]
    assert all(a != b for a, b in zip(mirrored, same, strict=True))
    assert 15 <= sum(mirrored) <= 35


def test_a_rotation_is_that_of_scipy() -> None:
    result, draws = moved(rotation=30)
    angles = np.deg2rad(30 * (2 * draws[:, 3].astype(float) - 1))
    assert angles.min() < -0.3
    assert angles.max() > 0.3
    middle = np.array([4.0, 3.0])
    for image, before, angle in zip(result, IMAGES, angles, strict=True):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        for channel, original in zip(image, before, strict=True):
            expected = ndimage.affine_transform(
                original, turn, middle - turn @ middle, order=1, mode="grid-constant"
            )
            np.testing.assert_allclose(channel, expected, atol=1e-5)


def test_a_quarter_turn_loses_nothing() -> None:
    spec = {"x": FieldSpec((1, 3, 3))}
    made = Augmenter.of(Augmentation(rotation=90), spec, Scaler())
    assert made is not None
    image = np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)
    draws = np.array([[0.5, 0.5, 0.9, 1.0]], np.float32)
    result = made.moved({"x": image}, draws)["x"][0, 0]
    np.testing.assert_allclose(result, np.rot90(image[0, 0], -1), atol=1e-5)


def test_all_together_are_a_turn_then_a_mirror_then_a_shift() -> None:
    together = augmenter(shift=2, rotation=40, flip=True)
    draws = together.draws(0, 0, COUNT)
    result = together.moved(BATCH, draws)["x"]
    rest = BATCH
    for settings in ({"rotation": 40}, {"flip": True}, {"shift": 2}):
        rest = augmenter(**settings).moved(rest, draws)
    # What a turn pushes out of sight cannot come back by a shift when done one after the other.
    seen = rest["x"] != 0
    assert seen.mean() > 0.5
    np.testing.assert_allclose(result[seen], rest["x"][seen], atol=1e-5)


def test_black_is_the_lowest_value_after_scaling() -> None:
    scaler = Scaler({"x": np.array([[[2.0]], [[3.0]]])}, {"x": np.array([[[2.0]], [[4.0]]])})
    made = Augmenter.of(Augmentation(shift=9), SPECS, scaler)
    assert made is not None
    np.testing.assert_allclose(made.outside["x"].ravel(), [-1.0, -0.75])


def test_nothing_is_done_unless_it_is_asked_for_and_there_are_images() -> None:
    assert prepare(DataSpec(source=Digits(form="images"))).augmenter is None
    assert prepare(DataSpec(shift=3)).augmenter is None


def spec(**settings) -> DataSpec:
    return DataSpec(source=Digits(form="images"), **settings)


def test_only_the_batches_of_training_are_moved() -> None:
    plain, data = prepare(spec()), prepare(spec(shift=2))
    for name in ("x", "y"):
        np.testing.assert_array_equal(data.train[name], plain.train[name])
        np.testing.assert_array_equal(data.validation[name], plain.validation[name])
    first = next(Batches.of_training(data, 64, 0).epoch())
    other = next(Batches.of_training(plain, 64, 0).epoch())
    np.testing.assert_array_equal(first["y"], other["y"])
    assert not np.array_equal(first["x"], other["x"])


def test_a_sample_is_moved_by_seed_epoch_and_itself_alone() -> None:
    data = prepare(spec(shift=2, rotation=20, flip=True))
    assert data.augmenter is not None

    def samples(batch_size: int, epoch: int, seed: int = 0, first: int = 0):
        batches = Batches.of_training(data, batch_size, seed)
        pieces = [batch["x"] for batch in batches.epoch(epoch, first)]
        order = batches.order(epoch)[first * batch_size :]
        result = np.full(data.train["x"].shape, np.nan, np.float32)
        result[order] = np.concatenate(pieces)
        return result

    whole = samples(1000, 4)
    # Each by the row of its own, wherever it comes in the epoch.
    draws = data.augmenter.draws(0, 4, len(data.train["x"]))
    np.testing.assert_array_equal(whole, data.augmenter.moved(data.train, draws)["x"])
    np.testing.assert_array_equal(samples(37, 4), whole)
    resumed = samples(100, 4, first=3)
    there = ~np.isnan(resumed[:, 0, 0, 0])
    assert 0 < there.sum() < len(there)
    np.testing.assert_array_equal(resumed[there], whole[there])
    assert not np.array_equal(samples(100, 5), whole)
    assert not np.array_equal(samples(100, 4, seed=1), whole)


@pytest.mark.parametrize("settings", [{"shift": 65}, {"rotation": 181}, {"shift": -1}])
def test_what_goes_too_far_is_refused(settings) -> None:
    with pytest.raises(HyperparameterError, match=r"must be at"):
        DataSpec(**settings)
