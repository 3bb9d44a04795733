"""Which source reads which file."""

from __future__ import annotations

from pathlib import Path

import pytest

from guinet.data.opening import can_open, endings, kind_for, source_at
from guinet.data.sources.characters import Characters
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.idx_files import IdxFiles
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.sources.iris import Iris
from guinet.data.sources.numpy_file import NumpyFile


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", CsvFile),
        ("A.TSV", CsvFile),
        ("a.txt", CsvFile),
        ("a.md", Characters),
        ("a.npz", NumpyFile),
        ("a.npy", NumpyFile),
        ("train-images-idx3-ubyte", IdxFiles),
        ("train-images-idx3-ubyte.gz", IdxFiles),
        ("a.idx", IdxFiles),
    ],
)
def test_names_tell(name: str, kind: type) -> None:
    assert kind_for(Path(name)) is kind
    assert can_open(Path(name))
    assert name.lower().endswith(endings())


def test_what_no_name_tells_is_a_table() -> None:
    assert kind_for(Path("a.xyz")) is CsvFile
    assert not can_open(Path("a.xyz"))


def test_a_folder_holds_pictures(tmp_path: Path) -> None:
    assert kind_for(tmp_path) is ImageFolder
    assert can_open(tmp_path)
    (tmp_path / "a.csv").mkdir()
    assert kind_for(tmp_path / "a.csv") is ImageFolder


def test_a_text_stays_a_text_and_keeps_its_options() -> None:
    source = source_at(Path("b.txt"), Characters(path="a.txt", length=9))
    assert source == Characters(path="b.txt", length=9)
    assert source_at(Path("b.csv"), Characters(path="a.txt")) == CsvFile(path="b.csv")
    assert source_at(Path("b.npz"), Iris()) == NumpyFile(path="b.npz")


def test_other_images_ask_for_other_labels() -> None:
    present = IdxFiles(images="a-ubyte", labels="l-ubyte", form="vectors")
    assert source_at(Path("b-ubyte"), present) == IdxFiles(images="b-ubyte", form="vectors")
