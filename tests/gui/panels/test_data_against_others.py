"""What the preview of the data shows is what scikit-learn, pandas and Pillow know of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from sklearn.datasets import load_digits, load_wine

from guinet.core.errors import DataError
from guinet.data.prepare import prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.digits import Digits
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.sources.wine import Wine
from guinet.gui.class_colours import class_colours
from guinet.gui.panels.data_balance import ClassBalance
from tests.data.test_other_software import WRITERS
from tests.gui.panels.data_panels import panel, settle

__all__ = ["panel"]


def put(panel: Any, qtbot: Any, source: Any, **spec: Any) -> None:
    panel._apply("Put", "", source=source, **spec)
    settle(panel, qtbot)


def levels(image: Any) -> list[list[list[int]]]:
    """Return red, green and blue of each pixel, row by row."""
    rows = range(image.height())
    colours = [[image.pixelColor(x, y) for x in range(image.width())] for y in rows]
    return [[[each.red(), each.green(), each.blue()] for each in row] for row in colours]


@pytest.mark.parametrize("scaling", ["standard", "min-max", "none"])
def test_each_point_is_painted_at_its_place_in_the_colour_of_its_class(panel, qtbot, scaling):
    source = TwoMoons(samples=24, noise=0.0)
    put(panel, qtbot, source, scaling=scaling, validation=0.0)
    plane = panel.preview.plane
    raw = source.load().arrays
    low, high = plane.bounds()
    picture, ratio = plane.grab().toImage(), plane.devicePixelRatioF()
    colours = class_colours(2)
    for place, label in zip((raw["x"] - low) / (high - low), raw["y"], strict=True):
        x = plane.plot.left() + place[0] * plane.plot.width()
        y = plane.plot.bottom() - place[1] * plane.plot.height()
        seen = picture.pixelColor(int(x * ratio), int(y * ratio))
        assert seen == QColor(colours[label])


def test_pictures_are_those_of_scikit_learn_with_their_figures(panel, qtbot):
    put(panel, qtbot, Digits(form="images"))
    shown, known = panel.preview.images, load_digits()
    order = prepare(panel._editor.project.data).train_index
    for place, sample in enumerate(order[:20]):
        assert shown._captions[place] == str(known.target[sample])
        grey = np.array(levels(shown._images[place]))[..., 0]
        np.testing.assert_allclose(grey, known.images[sample] / 16 * 255, atol=1.0)


def test_pictures_in_colour_are_those_that_pillow_wrote(panel, qtbot, tmp_path):
    rng = np.random.default_rng(4)
    written = {}
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for number in range(3):
            pixels = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
            pixels[0, 0], pixels[7, 7] = 0, 255
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
            written[pixels.tobytes()] = name
    put(
        panel,
        qtbot,
        ImageFolder(path=str(tmp_path), height=8, width=8, colours="colour"),
        validation=0.0,
    )
    shown = panel.preview.images
    for image, caption in zip(shown._images, shown._captions, strict=True):
        seen = np.array(levels(image))
        nearest = min(
            written,
            key=lambda content: np.abs(
                seen - np.frombuffer(content, np.uint8).reshape(8, 8, 3).astype(int)
            ).max(),
        )
        pixels = np.frombuffer(nearest, np.uint8).reshape(8, 8, 3).astype(int)
        assert np.abs(seen - pixels).max() <= 1
        assert caption == written[nearest]


def test_cells_are_those_that_pandas_wrote(panel, qtbot, tmp_path):
    rng = np.random.default_rng(5)
    table = pd.DataFrame(
        {
            "length": rng.normal(size=30).round(3),
            "width": rng.uniform(1e4, 2e4, size=30).round(1),
            "count": rng.integers(-5, 5, 30),
            "kind": rng.choice(["a", "b"], 30),
        }
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    put(panel, qtbot, CsvFile(path=str(tmp_path / "t.csv")))
    model = panel.preview.table._model
    assert panel.preview.currentWidget() is panel.preview.table, panel.preview.words.words
    assert model.names == ["length", "width", "count", "kind (target)"]
    rows = [[model.index(r, c).data() for c in range(4)] for r in range(model.rowCount())]
    assert len(rows) == 30
    for shown, (*numbers, kind) in zip(rows, table.itertuples(index=False), strict=True):
        seen = [float(cell.replace("−", "-")) for cell in shown[:3]]
        assert seen == pytest.approx(numbers, rel=1e-4)
        assert shown[3] == kind


def test_each_part_keeps_the_shares_of_the_classes_where_asked_to(panel, qtbot):
    put(panel, qtbot, Wine(), validation=0.25, split_seed=1, stratify=True)
    known = np.bincount(load_wine().target)
    for (_, train, kept), whole in zip(panel.summary.balance.counts, known, strict=True):
        assert train + kept == whole
        assert abs(kept - 0.25 * whole) <= 1


def test_bars_are_as_long_as_classes_are_large(qtbot):
    bars = ClassBalance()
    qtbot.addWidget(bars)
    bars.resize(500, 60)
    bars.show_counts([("a", 40, 0), ("b", 20, 0), ("c", 10, 0)])
    bars.show()
    picture, colours = bars.grab().toImage(), class_colours(3)
    lengths = []
    for row, colour in enumerate(colours):
        seen = [picture.pixelColor(x, 18 * row + 9) for x in range(180, 500)]
        lengths.append(sum(each == QColor(colour) for each in seen))
    assert lengths[0] > 100
    assert lengths[1] / lengths[0] == pytest.approx(0.5, abs=0.03)
    assert lengths[2] / lengths[0] == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_of_a_damaged_file_the_panel_says_what_the_source_says(panel, qtbot, tmp_path, write):
    source = write(tmp_path)
    victim = max((p for p in tmp_path.rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    victim.write_bytes(victim.read_bytes()[: victim.stat().st_size // 2 + 1])
    with pytest.raises(DataError) as raised:
        source.load()
    put(panel, qtbot, source)
    assert panel.preview.currentWidget() is panel.preview.words
    assert str(raised.value) in panel.preview.words.words
    assert panel.summary.counts.isHidden()
    panel._editor.document.undo()
    settle(panel, qtbot)
    assert panel.preview.currentWidget() is panel.preview.plane
