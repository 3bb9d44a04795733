"""In the head of a narrow tile the title stays, and a share of variance is never cut in two."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from guinet.gui import theme
from guinet.gui.plots.tile import MINIMUM_PX, Tile
from tests.gui.plots.test_shown_classes import Shown


@pytest.fixture
def dressed(qapp: QApplication):
    before = qapp.styleSheet()
    qapp.setStyleSheet(theme.stylesheet(theme.current()))
    yield
    qapp.setStyleSheet(before)


def fitted(tile: Tile, width: int) -> Tile:
    tile.resize(width, 180)
    QApplication.processEvents()
    return tile


@pytest.mark.usefixtures("dressed")
def test_the_share_of_variance_is_brief_where_there_is_no_room(qtbot):
    tile = Shown(qtbot, "iris", "projection").tile
    tile.show()
    caption = fitted(tile, 640).caption
    assert caption.shown == caption.text() != ""
    assert caption.text().endswith("% of variance")
    for width in (310, 270, MINIMUM_PX):
        assert fitted(tile, width).caption.shown == caption.text().removesuffix(" of variance")
        assert caption.fontMetrics().horizontalAdvance(caption.shown) <= caption.width()
        assert caption.toolTip() == caption.text()


@pytest.mark.usefixtures("dressed")
def test_a_few_words_give_way_before_the_title(qtbot):
    tile = Shown(qtbot, "digits-cnn", "confusion").tile
    tile.show()
    assert fitted(tile, 400).caption.shown == "359 samples"
    assert fitted(tile, 280).caption.shown == ""
    assert tile.heading.shown == "Confusion matrix"
    assert tile.caption.toolTip() == "359 samples"


@pytest.mark.usefixtures("dressed")
def test_the_size_of_a_code_gives_way_to_the_title(qtbot):
    tile = Shown(qtbot, "variational-autoencoder", "latent").tile
    tile.show()
    assert fitted(tile, 1200).caption.shown == "code: 4 numbers, the first two shown"
    assert fitted(tile, 440).caption.shown == "4 numbers"
    assert tile.heading.shown == tile.title
    assert fitted(tile, 360).caption.shown == ""
    assert tile.heading.shown == tile.title
    for width in (360, 300):
        fitted(tile, width)
        assert all(box.width() >= box.sizeHint().width() for box in (tile.node, tile.kind))


@pytest.mark.usefixtures("dressed")
def test_numbers_of_the_samples_are_not_cut_at_usual_sizes(qtbot):
    tile = Shown(qtbot, "linear-regression", "residuals").tile
    tile.show()
    for width in (1200, 400, 330):
        assert fitted(tile, width).caption.shown
        assert "…" not in tile.caption.shown
    assert tile.caption.toolTip() == tile.caption.text()


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize(
    ("example", "kind"),
    [("digits-cnn", "confusion"), ("iris", "projection"), ("iris", "rates"), ("spiral", "loss")],
)
def test_what_a_caption_has_no_room_for_is_said_on_hover_of_the_title(qtbot, example, kind):
    tile = Shown(qtbot, example, kind).tile
    tile.show()
    said = set()
    for width in (MINIMUM_PX, 310, 700, 270):
        fitted(tile, width)
        caption = tile.caption
        whole = caption.isVisible() and caption.shown == caption.text() != ""
        assert (caption.text() in tile.heading.toolTip().split("\n")) == (not whole)
        said.add(whole)
    assert said == {True, False}


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("bounded", [False, True])
def test_names_of_classes_take_all_the_room_that_is_free(qtbot, bounded):
    tile = Shown(qtbot, "two-moons", "boundary").tile
    tile.show()
    if bounded:  # as where not all samples are looked at
        tile.caption.setText("first 1000 of 5000 train, first 300 of 900 validation (ringed)")
        tile.fit_caption()
    legend, button = tile.legend, tile.discrete
    names = list(legend.names)
    for width in range(MINIMUM_PX, 1000, 20):
        fitted(tile, width)
        assert tile.caption.isVisible() == bounded
        gap = tile.header.spacing()
        title = tile.heading.geometry().right() + 1 + gap
        if tile.caption.isVisible():
            title += tile.caption.width() + gap
        # Between legend and buttons there is only the strut, which has no width.
        free = button.geometry().left() - 2 * gap - title
        assert legend.width() == max(free, 0)
        if legend.shown() != names:
            assert legend.whole_px > free
            assert tile.caption.shown == ""
        if tile.caption.shown not in ("", tile.caption.text()):
            assert legend.shown() == names


@pytest.mark.usefixtures("dressed")
def test_a_legend_is_whole_in_the_width_that_it_says(qtbot):
    legend = Shown(qtbot, "two-moons", "boundary").tile.legend
    legend.setParent(None)
    qtbot.addWidget(legend)
    legend.resize(legend.whole_px, 16)
    assert legend.shown() == list(legend.names)
    legend.resize(legend.whole_px - 2, 16)
    assert legend.shown() != list(legend.names)
