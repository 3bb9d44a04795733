"""What the data panel shows are the numbers and pictures of the file, whoever wrote it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_digits, load_wine

from guinet.data.prepare import prepare
from guinet.data.sources.wine import Wine
from guinet.gui.panels.data_preview import _cell
from tests.gui.panels.data_panels import panel, settle

__all__ = ["panel"]


def shown_cells(panel) -> list[list[str]]:
    model = panel.preview.table.model()
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def numbers(cells: list[list[str]]) -> np.ndarray:
    return np.array([[float(cell.replace("−", "-")) for cell in row] for row in cells])


def test_a_table_of_pandas_is_shown_as_it_is_also_beside_a_very_large_number(
    panel, editor, qtbot, tmp_path
):
    frame = pd.DataFrame(
        {
            "price": [1.25, 2.5, 3.75, 1234567.0, -5.0, 6.0, 0.5, 250_000.0],
            "year": [2019, 2020, 2021, 2022, 2023, 1024, 123456, 98765],
            "share": [0.125, 0.25, 0.0625, 0.5, -0.75, 1.0, 1e-5, 0.0],
            "kind": list("abababab"),
        }
    )
    path = tmp_path / "prices.csv"
    frame.to_csv(path, index=False)
    panel.use_file(str(path))
    settle(panel, qtbot)
    cells = shown_cells(panel)
    assert panel.preview.currentWidget() is panel.preview.table
    assert [row[-1] for row in cells] == frame["kind"].tolist()
    assert [row[1] for row in cells] == [str(year) for year in frame["year"]]
    assert cells[3][0] == "1234567"
    found = numbers([row[:1] for row in cells]).ravel()
    # Of 1.25 beside 1234567 float32 keeps a few hundredths.
    np.testing.assert_allclose(found, frame["price"], atol=0.06)
    assert cells[6][2] == "1.000×10⁻⁵"
    shares = numbers([[row[2]] for place, row in enumerate(cells) if place != 6]).ravel()
    np.testing.assert_allclose(shares, frame["share"].drop(6), atol=1e-6)


def test_the_table_of_a_built_in_set_is_that_of_scikit_learn(panel, editor, qtbot):
    panel._apply("Use wine", "", source=Wine())
    settle(panel, qtbot)
    cells, wine = shown_cells(panel), load_wine()
    count = len(cells)
    shown = numbers([row[:-1] for row in cells])
    np.testing.assert_allclose(shown, wine.data[:count], rtol=5e-5)
    names = [wine.target_names[k] for k in wine.target[:count]]
    assert [row[-1].replace(" ", "_") for row in cells] == names


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (123456.0, "123456"),
        (99999.6, "100000"),
        (-99999.6, "−100000"),
        (0.0, "0"),
        (-5.0, "−5"),
        (1.23456, "1.2346"),
        (2e9, "2.000×10⁹"),
        (3e-7, "3.000×10⁻⁷"),
    ],
)
def test_cells_are_written_in_plain_digits(number, words):
    assert _cell(number) == words


def test_points_on_the_plane_are_those_of_the_source(panel, editor):
    plane, prepared = panel.preview.plane, prepare(editor.project.data)
    raw = editor.project.data.source.load().arrays
    index = np.concatenate([prepared.train_index, prepared.validation_index])
    np.testing.assert_allclose(plane._points, raw["x"][index], atol=1e-5)
    np.testing.assert_array_equal(plane._labels, raw["y"][index])
    kept = np.isin(index, prepared.validation_index)
    np.testing.assert_array_equal(plane._validation, kept)


def test_digits_are_shown_pixel_by_pixel(panel, editor, qtbot):
    place = panel.source.findData("Digits")
    panel.source.setCurrentIndex(place)
    panel.source.activated.emit(place)
    box = panel.source_form.editor("form")
    box.set_value("images")
    box.offered.emit("images")
    settle(panel, qtbot)
    images, digits = panel.preview.images, load_digits()
    first = prepare(editor.project.data).train_index[: images.shown]
    assert len(first) > 5
    for place, sample in enumerate(first):
        picture = images._images[place]
        grey = [[picture.pixelColor(x, y).red() for x in range(8)] for y in range(8)]
        np.testing.assert_allclose(grey, digits.images[sample] / 16 * 255, atol=1)
        assert images._captions[place] == str(digits.target[sample])


def test_pictures_of_a_folder_are_shown_with_their_class(panel, editor, qtbot, tmp_path):
    rng = np.random.default_rng(1)
    written = {}
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for number in range(6):
            pixels = rng.integers(0, 256, (8, 8), np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
            written.setdefault(name, []).append(pixels)
    panel.use_file(str(tmp_path))
    settle(panel, qtbot)
    source = editor.project.data.source.replace(height=8, width=8, colours="grey")
    panel._apply("Smaller", "", source=source)
    settle(panel, qtbot)
    images = panel.preview.images
    assert images.shown > 3
    for place in range(images.shown):
        picture = images._images[place]
        grey = [[picture.pixelColor(x, y).red() for x in range(8)] for y in range(8)]
        apart = [
            np.abs(np.array(grey, int) - one).max() for one in written[images._captions[place]]
        ]
        assert min(apart) <= 1


def test_the_balance_says_how_many_of_each_class_numpy_counts(panel, editor, qtbot):
    panel._apply("Use wine", "", source=Wine())
    settle(panel, qtbot)
    prepared, wine = prepare(editor.project.data), load_wine()
    train, kept = (
        np.bincount(wine.target[index], minlength=3)
        for index in (prepared.train_index, prepared.validation_index)
    )
    lines = panel.summary.balance.toolTip().splitlines()
    assert [line.partition(": ")[2] for line in lines] == [
        f"{train[k]} for training, {kept[k]} for validation" for k in range(3)
    ]
    assert panel.summary.counts.text() == f"{train.sum()} for training, {kept.sum()} for validation"
