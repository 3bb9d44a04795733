"""A project with each source that holds or names a person's own data, saved, moved and opened."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from guinet.data import sources
from guinet.data.base import DataSource
from guinet.data.prepare import prepare
from guinet.data.sources.characters import Characters
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.data.sources.idx_files import IdxFiles
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.sources.numpy_file import NumpyFile
from guinet.project.file import load_project, save

X = np.random.default_rng(1).normal(size=(20, 3))
Y = np.arange(20) % 2


def table(home: Path) -> DataSource:
    pd.DataFrame(X, columns=["a", "b", "c"]).assign(kind=Y).to_csv(home / "t.csv")
    return CsvFile(path=str(home / "t.csv"), missing="median")


def idx(home: Path) -> DataSource:
    pixels = np.arange(20 * 6, dtype=np.uint8)
    (home / "i").write_bytes(struct.pack(">4B3I", 0, 0, 8, 3, 20, 2, 3) + pixels.tobytes())
    (home / "l").write_bytes(struct.pack(">4BI", 0, 0, 8, 1, 20) + Y.astype(np.uint8).tobytes())
    return IdxFiles(images=str(home / "i"), labels=str(home / "l"), form="vectors")


def arrays(home: Path) -> DataSource:
    np.savez(home / "a.npz", measured=X, y=Y)
    return NumpyFile(path=str(home / "a.npz"), x="measured", missing="mean")


def pictures(home: Path) -> DataSource:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    for name in ("cat", "dog"):
        (home / "animals" / name).mkdir(parents=True)
        image.new("L", (3, 3), len(name)).save(home / "animals" / name / "1.png")
    return ImageFolder(path=str(home / "animals"), height=4, colours="colour")


def text(home: Path) -> DataSource:
    (home / "t.txt").write_text("to be or not to be\n" * 4)
    return Characters(path=str(home / "t.txt"), length=7)


def points(_: Path) -> DataSource:
    return DrawnPoints(points=[(*point, label) for point, label in zip(X[:, :2], Y, strict=True)])


MAKERS = [table, idx, arrays, pictures, text, points]


def test_every_source_of_a_person_is_here(tmp_path: Path) -> None:
    pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    named = {name for name, kind in sources.types().items() if kind.group == "File"}
    assert {make(tmp_path).type_name() for make in MAKERS} >= named


@pytest.mark.parametrize("make", MAKERS)
def test_a_project_moves_with_its_data(make: Callable[[Path], DataSource], tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    project = load_project("example:two-moons")
    project = replace(project, data=project.data.replace(source=make(first)))
    before = prepare(project.data)
    save(project, first / "a.guinet")
    assert str(tmp_path) not in (first / "a.guinet").read_text()
    first.rename(second)
    opened = load_project(second / "a.guinet")
    assert type(opened.data.source) is type(project.data.source)
    after = prepare(opened.data)
    assert after.fields == before.fields
    for name, values in before.train.items():
        np.testing.assert_array_equal(after.train[name], values)


def test_ten_thousand_points_are_kept_as_they_are(tmp_path: Path) -> None:
    drawn = np.random.default_rng(0).normal(size=(10_000, 2)).tolist()
    source = DrawnPoints(points=[(x, y, place % 8) for place, (x, y) in enumerate(drawn)])
    project = load_project("example:two-moons")
    project = replace(project, data=project.data.replace(source=source))
    save(project, tmp_path / "a.guinet")
    assert load_project(tmp_path / "a.guinet") == project
