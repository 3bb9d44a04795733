"""What stands above a plot is never cut: what has no room is left out."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from guinet.gui.plots.board import PlotBoard
from guinet.gui.plots.choice import all_tiles
from guinet.gui.sight import Sight
from tests.gui.fakes import epoch


@pytest.fixture
def board(qtbot, editor, bridge, client):
    sight = Sight(editor, bridge)
    sight.look = lambda owner, views: None
    made = PlotBoard(editor, bridge, sight)
    qtbot.addWidget(made)
    made.resize(900, 220)
    made.show()
    bridge.prepare()
    metrics = {"train_accuracy": 0.5, "validation_accuracy": 0.25, "train_f1": 0.125}
    client.inbox += [epoch(number, **metrics) for number in range(1, 41)]
    bridge.poll()
    made.refresh()
    return made


def overlapping(widgets: list[QWidget]) -> list[tuple[QWidget, QWidget]]:
    boxes = [widget.geometry() for widget in widgets]
    return [
        (widgets[a], widgets[b])
        for a in range(len(boxes))
        for b in range(a)
        if boxes[a].intersects(boxes[b])
    ]


def needed(widget: QWidget) -> int:
    if isinstance(widget, QComboBox):  # as wide as the longest choice, or at least as what it shows
        return widget.fontMetrics().horizontalAdvance(widget.currentText()) + 24
    return widget.sizeHint().width()


@pytest.mark.parametrize("width", [240, 280, 330, 420, 700])
@pytest.mark.parametrize("id", ["loss", "metric"])
@pytest.mark.parametrize("zoomed", [False, True])
@pytest.mark.parametrize("pointed", [False, True])
def test_nothing_is_cut_and_nothing_overlaps(board, width, id, zoomed, pointed):
    tile = board.tiles[id]
    tile.setParent(None)
    tile.resize(width, 200)
    tile.show()
    if zoomed:
        tile.plot.zoom.look(10, 20)
    if pointed:
        tile.plot._read_off(12.0)
    QApplication.processEvents()
    head = tile.plot.head
    words = [head.title, head.caption, *head.names.values()]
    shown = [widget for widget in words if widget.isVisible()]
    for widget in shown:
        assert widget.width() >= needed(widget), widget
    buttons = [button for button in (tile.plot.log_button, tile.plot.all_button) if button]
    shown += [button for button in buttons if button.isVisible()]
    assert overlapping([*shown, tile.menu_button]) == []
    assert tile.menu_button.geometry().right() < width
    if pointed:
        assert all(name.isVisible() for name in head.names.values())
    else:
        assert head.title.isVisible()
        assert tile.plot.all_button.isVisible() == zoomed
    tile.close()
    tile.deleteLater()


def test_what_is_left_out_comes_back_with_the_room(board):
    tile = board.tiles["loss"]
    head = tile.plot.head
    head.fit(230)
    assert head.caption.isHidden()
    assert head.names["train"].isHidden()
    head.fit(700)
    assert not head.caption.isHidden()
    assert not head.names["train"].isHidden()


def test_the_choice_of_the_metric_is_the_title(board):
    tile = board.tiles["metric"]
    assert tile.plot.head.title is tile.which
    assert tile.heading.isHidden()
    tile.which.setCurrentText("F1, mean of classes")
    _, y = tile.plot._items["train"].getOriginalDataset()
    assert set(y.tolist()) == {0.125}


def test_pointing_says_which_epoch_before_it_keeps_buttons(board):
    plot = board.tiles["loss"].plot
    plot._read_off(12.0)
    assert plot.head.caption.text() == "at epoch 12"
    seen = set()
    for room in range(180, 500, 5):
        plot.head.fit(room)
        seen.add((not plot.head.caption.isHidden(), not plot.log_button.isHidden()))
    assert seen == {(False, False), (True, False), (True, True)}
    plot.head.fit(230)
    plot._read_off(None)
    assert not plot.log_button.isHidden()


@pytest.mark.parametrize("width", [253, 300, 420])
def test_the_caption_of_a_narrow_plot_gives_way_to_its_title(board, width):
    kinds = [kind for kind in all_tiles().values() if not kind.why_not(board.desk.facts)]
    for kind in kinds:
        board.choose(kind.id, True)
    wide = 0
    for kind in kinds:
        tile = board.tiles[kind.id]
        if tile.fits_header:
            tile.caption.setText("some long words about what is shown here")
            tile.resize(width, 200)
            tile.layout().activate()
            assert tile.width() == width
            wanted = tile.heading.fontMetrics().horizontalAdvance(tile.heading.text())
            wide += tile.caption.maximumWidth() >= 40
            assert tile.heading.width() >= min(
                wanted, width - tile.controls.sizeHint().width() - 68
            )
    assert wide or width < 300


def test_a_title_whose_coming_narrows_the_plot_leaves_room_for_no_names(board, monkeypatch):
    head = board.tiles["metric"].plot.head
    head.fit(1000)
    head.title.hide()
    show = head.title.setVisible

    def shown(visible: bool) -> None:
        show(visible)
        head.fit(200)  # as its layout does at once

    monkeypatch.setattr(head.title, "setVisible", shown)
    head.fit(1000)
    assert all(name.isHidden() for name in head.names.values())
