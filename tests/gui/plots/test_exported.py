"""Every plot is saved as a picture and as a table that other software reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtWidgets import QApplication, QMenu
from sklearn import metrics

from guinet.gui.plots import export
from guinet.gui.plots.export import tile_menu
from tests.gui.plots.answers import answers
from tests.gui.plots.test_tiles import Shown

LOOKING = {
    "boundary": "two-moons",
    "confusion": "iris",
    "mistakes": "iris",
    "projection": "iris",
    "rates": "iris",
    "fit-line": "linear-regression",
    "predictions": "linear-regression",
    "residuals": "linear-regression",
    "reconstructions": "autoencoder",
    "latent": "autoencoder",
    "histograms": "iris",
    "continuation": "transformer",
}


def save(tile: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, action: str) -> Path:
    """Choose what the menu of a plot offers, and return the file that comes of it."""
    place: list[Path] = []

    def ask(parent: Any, title: str, name: str, kinds: str) -> Path:
        place.append(folder / name)
        return place[0]

    monkeypatch.setattr(export, "ask_place", ask)
    menu = tile_menu(tile)
    (chosen,) = (each for each in menu.actions() if each.text() == action)
    assert chosen.isEnabled()
    chosen.trigger()
    menu.close()
    return place[0]


@pytest.mark.parametrize("id", list(LOOKING))
def test_as_a_picture_and_as_a_table(qtbot, tmp_path, monkeypatch, id: str) -> None:
    tile = Shown(qtbot, LOOKING[id], id).tile
    picture = QImage(str(save(tile, tmp_path, monkeypatch, "Save picture…")))
    assert picture.width() == 2 * tile.width()
    frame = pd.read_csv(save(tile, tmp_path, monkeypatch, "Save as CSV…"))
    assert len(frame) == len(tile.rows()) - 1 > 0
    assert list(frame.columns) == list(map(str, tile.rows()[0]))


def test_a_right_click_on_a_plot_offers_what_its_button_does(qtbot) -> None:
    tile = Shown(qtbot, "iris", "projection").tile
    tile.show()
    canvas = tile.chart.viewport()
    place = canvas.rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse,
        place,
        canvas.mapToGlobal(place),
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)
    (menu,) = tile.findChildren(QMenu)
    assert menu.isVisible()
    offered = [each.text() for each in menu.actions()]
    menu.close()
    assert offered == [each.text() for each in tile_menu(tile).actions()]


def test_the_table_of_the_matrix_is_that_of_scikit_learn(qtbot, tmp_path, monkeypatch) -> None:
    shown = Shown(qtbot, "iris", "confusion")
    true, shares = answers(shown.scene)
    frame = pd.read_csv(save(shown.tile, tmp_path, monkeypatch, "Save as CSV…"), index_col=0)
    wanted = metrics.confusion_matrix(true, shares.argmax(axis=1), labels=range(3))
    np.testing.assert_array_equal(frame.to_numpy(), wanted)
    assert list(frame.index) == list(frame.columns) == list(shown.tile.result.classes)


def test_the_table_of_the_plane_has_the_network_at_each_place(qtbot, tmp_path, monkeypatch) -> None:
    tile = Shown(qtbot, "two-moons", "boundary").tile
    frame = pd.read_csv(save(tile, tmp_path, monkeypatch, "Save as CSV…"))
    field = tile.field
    row, column = 7, 55
    line = frame.iloc[row * len(field.xs) + column]
    wanted = [field.xs[column], field.ys[row], *field.scores[row, column]]
    np.testing.assert_allclose(line.to_numpy(), wanted)
