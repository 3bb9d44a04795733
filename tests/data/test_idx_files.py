"""IDX files as MNIST has them, sound and damaged."""

from __future__ import annotations

import gzip
import random
import re
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guinet.core.errors import DataError
from guinet.data.prepare import describe, prepare
from guinet.data.sources.idx_files import IdxFiles
from guinet.data.spec import DataSpec
from tests.data.sentences import sentence_of

IMAGES = "train-images-idx3-ubyte"
LABELS = "train-labels-idx1-ubyte"


def idx(values: np.ndarray, code: int = 8, kind: str = ">u1") -> bytes:
    """Write an array the way the MNIST page describes it."""
    head = struct.pack(f">HBB{values.ndim}I", 0, code, values.ndim, *values.shape)
    return head + values.astype(kind).tobytes()


def pixels(count: int = 40) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 5, 4))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., IdxFiles]:
    def write(images: bytes, labels: bytes | None = None, **options: object) -> IdxFiles:
        (tmp_path / IMAGES).write_bytes(images)
        (tmp_path / LABELS).write_bytes(idx(np.arange(40) % 10) if labels is None else labels)
        return IdxFiles(images=str(tmp_path / IMAGES), **options)

    return write


@pytest.mark.parametrize("packed", [False, True])
def test_images_and_labels_are_what_was_written(tmp_path: Path, packed: bool) -> None:
    images, labels = pixels(), np.arange(40) % 10
    end, pack = (".gz", gzip.compress) if packed else ("", bytes)
    (tmp_path / f"{IMAGES}{end}").write_bytes(pack(idx(images)))
    (tmp_path / f"{LABELS}{end}").write_bytes(pack(idx(labels)))
    source = IdxFiles(images=str(tmp_path / f"{IMAGES}{end}"))
    data = source.load()
    np.testing.assert_array_equal(data.arrays["x"], images[:, None])
    np.testing.assert_array_equal(data.arrays["y"], labels)
    assert data.specs == source.specs()
    assert data.specs["x"].shape == (1, 5, 4)
    assert (data.specs["x"].low, data.specs["x"].high) == (0, 255)
    assert data.specs["y"].classes == tuple("0123456789")
    vectors = source.replace(form="vectors").load()
    np.testing.assert_array_equal(vectors.arrays["x"], images.reshape(40, 20))


def test_labels_lie_beside_packed_or_not(written, tmp_path: Path) -> None:
    source = written(idx(pixels()))
    (tmp_path / f"{LABELS}.gz").write_bytes(gzip.compress((tmp_path / LABELS).read_bytes()))
    (tmp_path / LABELS).unlink()
    assert source.load().count == 40
    (tmp_path / "other").write_bytes(idx(np.arange(40) % 2 + 3))
    chosen = source.replace(labels=str(tmp_path / "other")).load()
    assert chosen.specs["y"].classes == ("3", "4")
    assert chosen.arrays["y"].tolist() == [0, 1] * 20


@pytest.mark.parametrize(
    ("code", "kind"), [(9, ">i1"), (11, ">i2"), (12, ">i4"), (13, ">f4"), (14, ">f8")]
)
def test_every_type_of_number(written, code: int, kind: str) -> None:
    values = np.arange(40 * 6).reshape(40, 2, 3) - 100
    data = written(idx(values, code, kind)).load()
    np.testing.assert_array_equal(data.arrays["x"][:, 0], values.astype(kind))
    assert data.specs["x"].low is None


def test_bytes_are_scaled_as_numbers_are(written) -> None:
    source = written(idx(pixels()))
    data = prepare(DataSpec(source=source, validation=0.25))
    raw = pixels()[:, None].astype(float)[data.train_index]
    assert data.train["x"].dtype == np.float32
    np.testing.assert_allclose(data.train["x"], (raw - raw.mean()) / raw.std(), atol=1e-5)
    assert describe(DataSpec(source=source))["x"].shape == (1, 5, 4)


def test_opening_mnist_makes_no_large_copies(written) -> None:
    images = np.zeros((60_000, 28, 28), np.uint8)
    images[:, 3, ::2] = 255
    source = written(idx(images), idx(np.arange(60_000) % 10))
    tracemalloc.start()
    data = source.load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert data.count == 60_000
    assert peak < 2.5 * images.nbytes


SOUND = idx(pixels())
DAMAGED: dict[str, tuple[bytes, bytes | None, str]] = {
    "empty": (b"", None, f"{IMAGES} is empty; "),
    "a picture": (b"\x89PNG\r\n\x1a\n" * 9, None, "is not an IDX file: at byte 0 it has 89 50"),
    "a text": (b"a,b\n1,2\n", None, "is not an IDX file: at byte 0 it has 61 2c 62 0a"),
    "three bytes": (SOUND[:3], None, "is not an IDX file: at byte 0 it has 00 00 08,"),
    "an unknown type": (b"\0\0\x0a" + SOUND[3:], None, "is not an IDX file: at byte 0 it"),
    "no dimension": (b"\0\0\x08\0" + SOUND[4:], None, "at byte 3 its header says 0 dimensions"),
    "200 dimensions": (b"\0\0\x08\xc8" + SOUND[4:], None, "at byte 3 its header says 200 dim"),
    "a header cut": (SOUND[:10], None, "ends early: its header of 16 bytes stops at byte 10; "),
    "a length of 0": (
        SOUND[:8] + bytes(4) + SOUND[12:],
        None,
        "holds nothing: at byte 8 its header says a length of 0; ",
    ),
    "lengths without end": (SOUND[:4] + b"\xff" * 12 + SOUND[16:], None, "4294967295 × 4294967295"),
    "pixels cut": (SOUND[:-25], None, "ends early: at byte 791 of 816, within item 38 of 40 "),
    "only a header": (SOUND[:16], None, "ends early: at byte 16 of 816, within item 0 of 40 "),
    "too long": (SOUND + b"\0", None, "goes on after byte 816, where its 40 items end"),
    "labels as images": (idx(np.arange(40)), None, "has one number per item, as labels have"),
    "colour": (idx(np.zeros((4, 3, 2, 2))), None, "has 4 dimensions, where images in grey have 3"),
    "fewer labels": (SOUND, idx(np.arange(39) % 10), "has 40 images and .* 39 labels; choose two"),
    "more labels": (SOUND, idx(np.arange(41) % 10), "has 40 images and .* 41 labels; choose two"),
    "images as labels": (SOUND, SOUND, f"^{LABELS} has 3 dimensions, where labels are one whole"),
    "fractions as labels": (SOUND, idx(np.ones(40), 13, ">f4"), "has fractions, where labels"),
    "one class": (SOUND, idx(np.ones(40)), "has the label '1' on every sample"),
    "labels cut": (SOUND, idx(np.arange(40) % 10)[:-5], f"^{LABELS} ends early: at byte 43 of 48"),
    "gzip cut": (gzip.compress(SOUND)[:-30], None, "ends early: after .* the gzip stream is not"),
    "gzip without its end": (gzip.compress(SOUND)[:-4], None, "the gzip stream is not complete"),
    "only the mark of gzip": (b"\x1f\x8b", None, "the gzip stream is not complete"),
    "gzip of another method": (b"\x1f\x8b\x07" + bytes(20), None, "cannot be unpacked near byte"),
    "a wrong sum": (
        gzip.compress(SOUND)[:-8] + b"\1\2\3\4" + gzip.compress(SOUND)[-4:],
        None,
        "cannot be unpacked near byte",
    ),
    "gzip of what is not IDX": (gzip.compress(b"a,b\n1,2\n"), None, "is not an IDX file"),
    "gzip of too little": (gzip.compress(SOUND[:-25]), None, "at byte 791 of 816, within item 38"),
    "gzip of too much": (gzip.compress(SOUND + b"\0"), None, "goes on after byte 816, where its"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_one_sentence_names_the_place(written, name: str) -> None:
    images, labels, words = DAMAGED[name]
    source = written(images, labels)
    message = sentence_of(source)
    assert re.search(words, message), message
    if images[:2] == b"\0\0":  # what is not packed is told by its header, before it is read
        with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
            source.specs()
    assert message.startswith((IMAGES, LABELS)), message


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("packed", [False, True])
def test_random_damage_opens_or_gives_one_sentence(written, seed: int, packed: bool) -> None:
    rng = random.Random(seed)
    content = bytearray(gzip.compress(SOUND, mtime=0) if packed else SOUND)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(content) if packed else 30)
        match rng.randrange(3):
            case 0:
                content[place] = rng.randrange(256)
            case 1:
                del content[place : place + rng.randint(1, 20)]
            case _:
                content[place:place] = content[place : place + 30]
    try:
        prepare(DataSpec(source=written(bytes(content))))
    except DataError as error:
        message = str(error)
    else:
        message = "The damage does not show."
    assert re.fullmatch(r"[^\n]{20,400}\.", message)


def test_a_promise_of_a_gigabyte_costs_nothing(written) -> None:
    head = struct.pack(">HBB3I", 0, 8, 3, 2**18, 32, 32)
    source = written(gzip.compress(head + bytes(1000)), idx(np.arange(2**18) % 10))
    tracemalloc.start()
    assert "ends early: at byte 1016 of 268435472, within item 0" in sentence_of(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


def test_no_files(tmp_path: Path) -> None:
    assert "No file is chosen yet" in sentence_of(IdxFiles())
    assert "There is no file" in sentence_of(IdxFiles(images=str(tmp_path / IMAGES)))
    assert "is a folder" in sentence_of(IdxFiles(images=str(tmp_path)))
    (tmp_path / IMAGES).write_bytes(SOUND)
    alone = IdxFiles(images=str(tmp_path / IMAGES))
    assert f"No labels lie beside {IMAGES}; " in sentence_of(alone)
    assert "There is no file" in sentence_of(alone.replace(labels=str(tmp_path / "none")))
