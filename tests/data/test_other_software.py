"""The digits of scikit-learn come back the same, whichever software wrote them into a file."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits

from guinet.core.errors import DataError
from guinet.data.base import DataSource
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.idx_files import IdxFiles
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.sources.numpy_file import NumpyFile

DIGITS = load_digits()
IMAGES, TARGET = DIGITS.images[:200].astype(np.uint8), DIGITS.target[:200]


def by_pandas(folder: Path) -> DataSource:
    frame = pd.DataFrame(IMAGES.reshape(200, 64), columns=DIGITS.feature_names)
    frame.assign(digit=TARGET).to_csv(folder / "digits.csv", index=False)
    return CsvFile(path=str(folder / "digits.csv"), target="digit")


def by_numpy(folder: Path) -> DataSource:
    np.savez_compressed(folder / "digits.npz", x=IMAGES, y=TARGET)
    return NumpyFile(path=str(folder / "digits.npz"))


def by_gzip(folder: Path) -> DataSource:
    for name, array in (("images-idx3", IMAGES), ("labels-idx1", TARGET.astype(np.uint8))):
        head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
        (folder / f"train-{name}-ubyte.gz").write_bytes(gzip.compress(head + array.tobytes()))
    return IdxFiles(images=str(folder / "train-images-idx3-ubyte.gz"))


def by_pillow(folder: Path) -> DataSource:
    image = pytest.importorskip("PIL.Image")
    for number, (pixels, digit) in enumerate(zip(IMAGES, TARGET, strict=True)):
        place = folder / "digits" / str(digit)
        place.mkdir(parents=True, exist_ok=True)
        image.fromarray(pixels).save(place / f"{number}.png")
    return ImageFolder(path=str(folder / "digits"), height=8, width=8)


WRITERS: tuple[Callable[[Path], DataSource], ...] = (by_pandas, by_numpy, by_gzip, by_pillow)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_images_and_classes_are_those_of_scikit_learn(tmp_path: Path, write) -> None:
    found = write(tmp_path).load()
    classes = found.specs["y"].classes
    assert classes == tuple("0123456789")
    order = np.argsort(TARGET, kind="stable") if write is by_pillow else np.arange(200)
    np.testing.assert_array_equal(found.arrays["x"].reshape(200, 8, 8), IMAGES[order])
    np.testing.assert_array_equal(found.arrays["y"], TARGET[order])


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_cut_in_its_middle_a_file_is_told_with_its_name(tmp_path: Path, write) -> None:
    source = write(tmp_path)
    victim = max((p for p in tmp_path.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    victim.write_bytes(victim.read_bytes()[: victim.stat().st_size // 2 + 1])
    with pytest.raises(DataError, match=victim.name) as raised:
        source.load()
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)
