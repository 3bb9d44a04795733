"""Files that NumPy saved, sound and damaged."""

from __future__ import annotations

import io
import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.data.prepare import prepare
from guinet.data.sources.numpy_file import NumpyFile
from guinet.data.spec import DataSpec
from tests.data.sentences import sentence_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 4))
Y = np.arange(30) % 3


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., NumpyFile]:
    def write(options: dict[str, object] | None = None, **arrays: object) -> NumpyFile:
        np.savez_compressed(tmp_path / "data.npz", **arrays)
        return NumpyFile(path=str(tmp_path / "data.npz"), **(options or {}))

    return write


@pytest.fixture
def raw(tmp_path: Path) -> Callable[..., NumpyFile]:
    def write(content: bytes, name: str = "data.npz", **options: object) -> NumpyFile:
        (tmp_path / name).write_bytes(content)
        return NumpyFile(path=str(tmp_path / name), **options)

    return write


def npy(values: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("x", "y"),
        ("X", "Y"),
        ("data", "target"),
        ("images", "labels"),
        ("x_train", "y_train"),
        ("measured", "label"),
    ],
)
def test_usual_names_are_found(saved, x: str, y: str) -> None:
    source = saved(**{y: Y, x: X})
    data = source.load()
    np.testing.assert_array_equal(data.arrays["x"], X)
    np.testing.assert_array_equal(data.arrays["y"], Y)
    assert data.specs == source.specs()
    assert data.specs["y"].classes == ("0", "1", "2")


def test_names_can_be_chosen(saved) -> None:
    source = saved({"x": "b", "y": "kind"}, x=X, b=X + 1, y=Y, kind=Y > 0)
    data = source.load()
    np.testing.assert_array_equal(data.arrays["x"], X + 1)
    assert data.specs["y"].classes == ("False", "True")
    assert source.replace(task="none").load().arrays.keys() == {"x"}


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (np.array([5, 7] * 15), ("5", "7")),
        (np.array([-1, 1] * 15, np.int8), ("-1", "1")),
        (np.array(["cat", "dog", "cat"] * 10), ("cat", "dog")),
        (np.array([b"cat", b"dog", b"cat"] * 10), ("cat", "dog")),
        (Y[:, None], ("0", "1", "2")),
        (np.eye(3, dtype=int)[Y], ("0", "1", "2")),
    ],
)
def test_whole_numbers_and_texts_are_classes(saved, y: np.ndarray, classes: tuple) -> None:
    data = saved(x=X, y=y).load()
    assert data.specs["y"].classes == classes
    assert data.arrays["y"].dtype == np.int64
    assert set(data.arrays["y"]) == set(range(len(classes)))


def test_fractions_are_numbers_and_a_task_decides_otherwise(saved) -> None:
    data = saved(x=X, y=Y / 2).load()
    assert data.specs["y"].shape == (1,)
    np.testing.assert_array_equal(data.arrays["y"], Y[:, None] / 2)
    assert saved(x=X, y=X[:, :2]).load().specs["y"].shape == (2,)
    counted = saved({"task": "regression"}, x=X, y=Y).load()
    np.testing.assert_array_equal(counted.arrays["y"], Y[:, None].astype(float))
    named = saved({"task": "classification"}, x=X, y=Y.astype(float)).load()
    assert named.specs["y"].classes == ("0.0", "1.0", "2.0")


@pytest.mark.parametrize(
    ("shape", "dtype", "form", "sample"),
    [
        ((9,), float, "auto", (1,)),
        ((9, 5), float, "auto", (5,)),
        ((9, 6, 5), float, "auto", (6, 5)),
        ((9, 6, 5), np.uint8, "auto", (1, 6, 5)),
        ((9, 6, 5), float, "images", (1, 6, 5)),
        ((9, 6, 5), float, "vectors", (30,)),
        ((9, 5), float, "sequences", (5, 1)),
        ((9, 6, 5, 3), np.uint8, "auto", (3, 6, 5)),
        ((9, 3, 6, 5), np.uint8, "auto", (3, 6, 5)),
        ((9, 2, 3, 2, 2), float, "vectors", (24,)),
    ],
)
def test_axes_say_what_a_sample_is(saved, shape, dtype, form, sample) -> None:
    values = (np.arange(np.prod(shape)) % 250).reshape(shape).astype(dtype)
    data = saved({"form": form}, x=values).load()
    assert data.specs["x"].shape == sample
    assert data.arrays["x"].shape == (9, *sample)
    expected = np.moveaxis(values, -1, 1) if shape[-1] == 3 else values
    np.testing.assert_array_equal(data.arrays["x"].reshape(9, -1), expected.reshape(9, -1))
    assert data.specs["x"].high == (255 if dtype == np.uint8 else None)


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", ">i4", "<i8", "f2", ">f4", "f8"])
def test_every_type_and_order_in_one_array(raw, dtype: str) -> None:
    values = np.asfortranarray((np.arange(24).reshape(8, 3) % 2).astype(dtype))
    data = raw(npy(values), "x.npy").load()
    np.testing.assert_array_equal(data.arrays["x"], values)
    assert data.arrays.keys() == {"x"}
    assert prepare(DataSpec(source=raw(npy(values), "x.npy"))).train["x"].dtype == np.float32


def test_missing_values_are_filled_from_the_training_part(saved) -> None:
    x = X.copy()
    x[4, 1] = x[9, 1] = np.nan
    for how, measure in (("mean", np.nanmean), ("median", np.nanmedian)):
        source = saved({"missing": how}, x=x, y=Y)
        data = prepare(DataSpec(source=source, scaling="none", validation=0.5))
        middle = measure(x[data.train_index], axis=0)
        for index, part in (
            (data.train_index, data.train["x"]),
            (data.validation_index, data.validation["x"]),
        ):
            np.testing.assert_allclose(part, np.where(np.isnan(x), middle, x)[index], rtol=1e-6)
    dropped = saved({"missing": "drop"}, x=x, y=Y).load()
    assert dropped.count == 28
    np.testing.assert_array_equal(dropped.arrays["y"], np.delete(Y, [4, 9]))


def test_dropped_samples_may_take_a_class_with_them(saved) -> None:
    x, y = X.copy(), np.arange(30) % 2
    x[7], y[7] = np.nan, 9
    source = saved({"missing": "drop"}, x=x, y=y)
    assert source.specs()["y"].classes == source.load().specs["y"].classes == ("0", "1")


def holed(value: float, *at: int) -> np.ndarray:
    x = X.copy()
    x[at] = value
    return x


SOUND = npz(x=X, y=Y)
OBJECTS = np.array([1, "a", None] * 10, object)
DAMAGED: dict[str, tuple[bytes, dict[str, object], str]] = {
    "empty": (b"", {}, "is not a NumPy file: it is empty; "),
    "a text": (b"a,b\n1,2\n", {}, "is not a NumPy file: it begins with 61 2c"),
    "cut": (SOUND[:-40], {}, "is damaged or cut off: the list of its arrays"),
    "only the mark of a zip": (b"PK\x03\x04", {}, "is damaged or cut off"),
    "objects as x": (npz(x=OBJECTS, y=Y), {}, "'x' is 30 Python objects, and a network"),
    "objects as y": (npz(x=X, y=OBJECTS), {}, "'y' is 30 Python objects, and guinet opens num"),
    "records": (npz(x=np.zeros(30, "i4,f4"), y=Y), {}, "'x' is 30 records, and a network reads"),
    "complex numbers": (npz(x=X + 1j), {}, "'x' is 30 × 4 complex128, and a network"),
    "texts as x": (npz(x=np.array(["a"] * 30)), {}, "'x' is 30 texts, and a network reads"),
    "a number as x": (npz(x=np.array(3.0)), {}, "'x' has no samples, it is a single number"),
    "nothing as x": (npz(x=np.zeros((0, 4))), {}, "'x' has no samples, it is 0 × 4"),
    "fewer targets": (
        npz(x=X, y=Y[:29]),
        {},
        "'x' is 30 × 4 float64 and 'y' is 29 int64, so they differ in the number of samples",
    ),
    "an unknown x": (
        SOUND,
        {"x": "z"},
        r"has no array 'z' for x; there are 'x' \(30 × 4 float64\), 'y' \(30 int64\)\.",
    ),
    "an unknown y": (SOUND, {"y": "z"}, "has no array 'z' for y; there are 'x'"),
    "no usual name": (npz(a=X, b=X), {}, "no array with a usual name for x; choose one of 'a' "),
    "a missing value": (
        npz(x=holed(np.nan, 7, 2), y=Y),
        {},
        r"'x' has no number \(NaN\) at \[7, 2\]; correct it, or set missing",
    ),
    "many missing values": (npz(x=holed(np.nan, 7), y=Y), {}, r"at \[7, 0\], and 3 more; "),
    "an infinite number": (npz(x=holed(np.inf, 3, 1)), {}, r"an infinite number at \[3, 1\]"),
    "infinite where filled": (
        npz(x=holed(-np.inf, 3, 1)),
        {"missing": "mean"},
        r"an infinite number at \[3, 1\]",
    ),
    "a missing target": (
        npz(x=X, y=np.where(Y == 2, np.nan, Y)),
        {"missing": "mean"},
        r"'y' has no number \(NaN\) at \[2\], and 9 more; a target cannot be filled in",
    ),
    "nothing complete": (
        npz(x=np.full((30, 4), np.nan)),
        {"missing": "drop"},
        "lacks a value in every sample",
    ),
    "one class": (npz(x=X, y=Y * 0), {}, "'y' has the label '0' on every sample"),
    "too many classes": (
        npz(x=np.zeros((2000, 1)), y=np.arange(2000)),
        {},
        "'y' has 2000 different labels, more than 1000",
    ),
    "texts for a regression": (
        npz(x=X, y=Y.astype(str)),
        {"task": "regression"},
        "'y' holds texts, and a regression needs numbers",
    ),
    "several labels": (
        npz(x=X, y=X.astype(int)),
        {"task": "classification"},
        "'y' has 4 values per sample, and a label is one",
    ),
    "five axes": (npz(x=np.zeros((2, 3, 4, 5, 6))), {}, "'x' has 5 axes, where images have 4"),
    "vectors as images": (SOUND, {"form": "images"}, "'x' has samples of 4, which are no images"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_one_sentence_names_the_array(raw, name: str) -> None:
    content, options, words = DAMAGED[name]
    message = sentence_of(raw(content, **options))
    assert re.search(words, message), message
    assert message.startswith("data.npz"), message


ALONE = npy(X)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ALONE[:-5], "ends early: it has 955 bytes of numbers where 30 × 4 float64 are 960"),
        (ALONE + b"0", "goes on after byte 1088, where it ends by its header"),
        (ALONE[:20], "has a damaged header between bytes 8 and 128"),
        (ALONE[:7], "does not begin as NumPy's arrays do"),
        (ALONE.replace(b"'<f8'", b"'<q8'"), "has a damaged header"),
        (ALONE.replace(b"(30, 4)", b"(-3, 4)"), "has a damaged header"),
        (ALONE.replace(b"(30, 4)", b"(3.0, )"), "has a damaged header"),
        (ALONE.replace(b"'shape'", b"'shade'"), "has a damaged header"),
        (ALONE.replace(b"{'descr'", b"exit()   "), "has a damaged header"),
        (npy(OBJECTS), "is 30 Python objects, and a network reads numbers"),
    ],
)
def test_one_sentence_for_an_array_alone(raw, content: bytes, words: str) -> None:
    message = sentence_of(raw(content, "x.npy"))
    assert message.startswith("x.npy ")
    assert words in message


def test_a_promise_without_end_is_refused_before_room_is_made(raw) -> None:
    head = ALONE[:128].replace(b"(30, 4), }        ", b"(30, 4000000000), }")[:128]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.npy", head + bytes(1000))
    tracemalloc.start()
    assert re.search("ends early|more than the 268 million", sentence_of(raw(stream.getvalue())))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2e6


def test_more_values_than_there_is_room_for_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "|u1", "fortran_order": False, "shape": (300_000, 1000)}
        )
        file.truncate(file.tell() + 300_000_000)  # a hole, which takes no room on the disk
    tracemalloc.start()
    sentence = sentence_of(NumpyFile(path=str(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "x.npy has 300000 × 1000 uint8, more than the 268 million values" in sentence
    assert peak < 2e6


def test_a_zip_that_holds_no_arrays(raw) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "is a zip file without arrays" in sentence_of(raw(stream.getvalue()))


@pytest.mark.parametrize("seed", range(120))
def test_random_damage_opens_or_gives_one_sentence(raw, seed: int) -> None:
    rng = random.Random(seed)
    whole = (SOUND, ALONE)[seed % 2]
    content = bytearray(whole)
    places = [*range(140), *range(len(whole) - 160, len(whole))]
    for _ in range(rng.randint(1, 4)):
        place = min(rng.choice(places), len(content) - 1)
        match rng.randrange(3):
            case 0:
                content[place] = rng.randrange(256)
            case 1:
                del content[place : place + rng.randint(1, 20)]
            case _:
                content[place:place] = content[place : place + 30]
    try:
        prepare(DataSpec(source=raw(bytes(content))))
    except DataError as error:
        message = str(error)
    else:
        message = "The damage does not show."
    assert re.fullmatch(r"[^\n]{20,500}\.", message)


def test_no_file(tmp_path: Path) -> None:
    assert "No file is chosen yet" in sentence_of(NumpyFile())
    assert "There is no file" in sentence_of(NumpyFile(path=str(tmp_path / "x.npz")))
    assert "is a folder" in sentence_of(NumpyFile(path=str(tmp_path)))
