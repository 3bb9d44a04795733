"""The data panel chooses, splits and shows data, and says what is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QStyleOptionViewItem

from guinet.core.spec import FieldSpec
from guinet.data.prepare import prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.idx_files import IdxFiles
from guinet.data.sources.image_folder import ImageFolder
from guinet.data.sources.numpy_file import NumpyFile
from guinet.data.sources.sine_wave import SineWave
from guinet.data.spec import DataSpec
from guinet.gui.format import number, unbroken
from guinet.gui.panels.data import DataPanel
from guinet.gui.panels.data_columns import chosen_features
from guinet.gui.panels.data_curves import CurvesView
from guinet.gui.panels.data_facts import (
    balance,
    counts_text,
    fields_of,
    kind_words,
    range_text,
    together,
)
from guinet.gui.panels.data_images import as_image
from tests.gui.panels.data_panels import WAIT_MS, settle

TABLE = "size;colour;price\n1,5;red;10\n2,5;blue;20\n3,5;red;30\n4,5;blue;44\n5,5;red;50\n"


@pytest.fixture
def panel(qtbot, editor, bridge):
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1200, 240)
    made.show()
    settle(made, qtbot)
    yield made
    made.loader.wait()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def use(panel, editor, qtbot, path):
    panel.use_file(str(path))
    settle(panel, qtbot)


def totals(panel):
    """Return the classes with their samples in both parts."""
    return [(name, train + kept) for name, train, kept in panel.summary.balance.counts]


def test_a_plane_is_drawn_with_its_classes(panel, editor):
    assert panel.preview.currentWidget() is panel.preview.plane
    prepared = prepare(editor.project.data)
    assert len(panel.preview.plane._points) == 40
    assert panel.preview.plane._validation.sum() == len(prepared.validation_index)
    assert panel.summary.counts.text() == counts_text(prepared)
    labels = {part: np.bincount(getattr(prepared, part)["y"]) for part in ("train", "validation")}
    assert panel.summary.balance.counts == [
        ("upper moon", labels["train"][0], labels["validation"][0]),
        ("lower moon", labels["train"][1], labels["validation"][1]),
    ]
    low, high = prepared.fields["x"].low, prepared.fields["x"].high
    assert panel.summary.words == [
        "What Input gives",
        unbroken("x: N × 2, numbers"),
        f"scaled to mean 0 and deviation 1: from {number(low, 3)} to {number(high, 3)}",
        "from x1, x2",
        "What Target gives",
        "y: N, one of 2 classes",
    ]


def test_options_of_the_source_are_edited(panel, editor, qtbot):
    line = panel.source_form.editor("samples")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "60")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert editor.project.data.source.samples == 60
    settle(panel, qtbot)
    assert len(panel.preview.plane._points) == 60
    editor.document.undo()
    assert line.text() == "40"


def test_the_split_is_edited(panel, editor, qtbot):
    line = panel.split_form.editor("validation")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert editor.project.data.validation == 0.5
    settle(panel, qtbot)
    assert panel.summary.counts.text() == "20 for training, 20 for validation"


def test_another_set_is_chosen_by_keyboard(panel, editor, qtbot):
    panel.source.setFocus()
    place = panel.source.findData("Iris")
    assert place >= 0
    panel.source.setCurrentIndex(place)
    panel.source.activated.emit(place)
    assert editor.project.data.source.type_name() == "Iris"
    settle(panel, qtbot)
    assert panel.preview.currentWidget() is panel.preview.table
    assert totals(panel) == [("setosa", 50), ("versicolor", 50), ("virginica", 50)]
    names = panel.preview.table._model.names
    assert len(names) == 5
    assert panel.preview.table._model.rows[0] == ["5.1", "3.5", "1.4", "0.2", "setosa"]


def test_images_are_shown_as_images(panel, editor, qtbot):
    place = panel.source.findData("Digits")
    panel.source.setCurrentIndex(place)
    panel.source.activated.emit(place)
    box = panel.source_form.editor("form")
    box.set_value("images")
    box.offered.emit("images")
    settle(panel, qtbot)
    assert panel.preview.currentWidget() is panel.preview.images
    assert panel.preview.images.shown > 5
    assert set(panel.preview.images._captions) <= set("0123456789")


def test_loading_is_announced(panel, editor, qtbot, monkeypatch):
    monkeypatch.setattr(panel.loader, "load", lambda spec: None)
    place = panel.source.findData("Wine")
    panel.source.setCurrentIndex(place)
    panel.source.activated.emit(place)
    assert "Loading" in panel.preview.words.words


@pytest.mark.parametrize(
    ("kind", "what"),
    [(CsvFile, "file"), (NumpyFile, "file"), (IdxFiles, "file"), (ImageFolder, "folder")],
)
def test_without_a_file_there_are_words_and_a_button(panel, qtbot, monkeypatch, kind, what):
    panel._apply("Use a file", "", source=kind())
    assert panel.preview.words.words == f"No data yet. Choose a {what}, or drop one here."
    assert panel.preview.words.button.text() == f"Choose a {what} …"
    asked = []
    answers = {"getOpenFileName": ("", ""), "getExistingDirectory": ""}
    for name, nothing in answers.items():
        monkeypatch.setattr(
            QFileDialog, name, lambda *_, n=name, answer=nothing: asked.append(n) or answer
        )
    QTest.mouseClick(panel.preview.words.button, Qt.MouseButton.LeftButton)
    assert asked == ["getExistingDirectory" if what == "folder" else "getOpenFileName"]


def test_the_file_that_is_chosen_is_shown(panel, editor, qtbot, table, monkeypatch):
    panel._apply("Use a file", "", source=CsvFile())
    monkeypatch.setattr(panel, "ask", lambda: str(table))
    QTest.mouseClick(panel.preview.words.button, Qt.MouseButton.LeftButton)
    settle(panel, qtbot)
    assert editor.project.data.source == CsvFile(path=str(table))
    assert panel.preview.currentWidget() is panel.preview.table


def drop(panel, path):
    """Drop a file or folder on the panel, which must take it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(50, 50).toPoint(), copy, mime, buttons, none)
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.dropEvent(QDropEvent(QPointF(50, 50), copy, mime, buttons, none))


def test_a_table_is_dropped(panel, editor, qtbot, table):
    drop(panel, table)
    settle(panel, qtbot)
    assert editor.project.data.source.path == str(table)


@pytest.mark.parametrize(
    ("name", "kind", "option"),
    [
        ("a.npz", "NumpyFile", "path"),
        ("t-images-idx3-ubyte.gz", "IdxFiles", "images"),
        ("folder", "ImageFolder", "path"),
    ],
)
def test_other_data_are_dropped(panel, editor, qtbot, tmp_path, name, kind, option):
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"")
    drop(panel, path)
    settle(panel, qtbot)
    source = editor.project.data.source
    assert source.type_name() == kind
    assert getattr(source, option) == str(path)


def test_what_is_no_data_is_not_welcome(panel):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/picture.png")])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(
        QPointF(50, 50).toPoint(), Qt.DropAction.CopyAction, mime, buttons, none
    )
    enter.ignore()
    panel.dragEnterEvent(enter)
    assert not enter.isAccepted()


def cells(panel):
    """Return what the editor of columns says: name, role and kind of each."""
    items = [panel.columns.list.topLevelItem(row) for row in range(len(panel.columns._columns))]
    return [tuple(item.text(section) for section in range(3)) for item in items]


def choose(panel, row, section, words):
    """Choose in the list of a cell, as its editor does."""
    editor = panel.columns.list
    index = editor.model().index(row, section)
    assert words in index.data(Qt.ItemDataRole.UserRole)
    box = editor.itemDelegate().createEditor(editor.viewport(), QStyleOptionViewItem(), index)
    editor.itemDelegate().setEditorData(box, index)
    assert box.currentText() == index.data()
    box.setCurrentText(words)
    editor.itemDelegate().setModelData(box, editor.model(), index)
    box.deleteLater()


def test_columns_are_chosen(panel, editor, qtbot, table):
    use(panel, editor, qtbot, table)
    assert cells(panel) == [
        ("size", "feature", "numbers"),
        ("colour", "feature", "category"),
        ("price", "target", "a number"),
    ]
    choose(panel, 1, 1, "ignored")
    assert editor.project.data.source.features == ("size",)
    choose(panel, 0, 1, "ignored")
    assert editor.project.data.source.features == ("size",)
    assert "at least one" in panel.columns.refusal.text()
    assert cells(panel)[0] == ("size", "feature", "numbers")
    choose(panel, 1, 1, "feature")
    assert editor.project.data.source.features == ()
    settle(panel, qtbot)


def test_the_target_is_chosen(panel, editor, qtbot, table):
    use(panel, editor, qtbot, table)
    choose(panel, 1, 1, "target")
    source = editor.project.data.source
    assert (source.target, source.features) == ("colour", ())
    settle(panel, qtbot)
    assert totals(panel) == [("blue", 2), ("red", 3)]
    assert cells(panel)[1:] == [("colour", "target", "classes"), ("price", "feature", "numbers")]
    choose(panel, 2, 1, "ignored")
    choose(panel, 2, 1, "target")
    source = editor.project.data.source
    # Of the features that were chosen by name, what is left stays chosen.
    assert (source.target, source.features) == ("", ("size",))
    assert editor.document.undo_label == "Change target"
    settle(panel, qtbot)


def test_numbers_are_taken_for_names(panel, editor, qtbot, table):
    use(panel, editor, qtbot, table)
    choose(panel, 0, 2, "category")
    settle(panel, qtbot)
    assert editor.project.data.source.categories == ("size",)
    assert prepare(editor.project.data).fields["x"].shape == (7,)
    assert cells(panel)[0] == ("size", "feature", "category")
    choose(panel, 0, 2, "numbers")
    assert editor.project.data.source.categories == ()
    choose(panel, 2, 2, "classes")
    settle(panel, qtbot)
    assert editor.project.data.source.task == "classification"
    assert prepare(editor.project.data).fields["y"].is_label
    # A column of texts cannot be numbers.
    index = panel.columns.list.model().index(1, 2)
    view = panel.columns.list
    assert view.itemDelegate().createEditor(view.viewport(), QStyleOptionViewItem(), index) is None


def test_a_faulty_table_is_answered_in_one_sentence(panel, editor, qtbot, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text("a,b\n1,2\n3\n", encoding="utf-8")
    use(panel, editor, qtbot, path)
    words = panel.preview.words.words
    assert panel.preview.currentWidget() is panel.preview.words
    assert words.startswith("These data cannot be used")
    assert "broken.csv" in words
    assert panel.summary.counts.isHidden()


def test_a_hidden_panel_loads_nothing(qtbot, editor, bridge):
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.refresh()
    assert not made.loader.loading
    with qtbot.waitSignal(made.loader.loaded, timeout=WAIT_MS):
        made.show()
    made.hide()
    made.show()
    made.hide()
    qtbot.waitUntil(lambda: not made._soon.isActive(), timeout=WAIT_MS)
    assert not made.loader.loading


def test_narrow_and_wide_fit(panel, qtbot):
    panel.resize(288, 700)
    qtbot.wait(1)
    for part in (panel._options, panel._middle, panel._summary_column):
        assert part.width() <= 288
        assert part.isVisible()
    assert panel._options.geometry().bottom() <= panel._middle.geometry().top()


def test_some_samples_are_brought_back_as_all_are():
    prepared = prepare(DataSpec())
    every, marks = together(prepared, "x")
    rows = np.array([399, 0, 320, 5])
    some, some_marks = together(prepared, "x", rows)
    np.testing.assert_allclose(some, every[rows], atol=1e-4)
    assert some_marks.tolist() == marks[rows].tolist() == [True, False, True, False]


def test_original_units_come_back_from_standardised_ones():
    prepared = prepare(DataSpec())
    values, validation = together(prepared, "x")
    raw = DataSpec().source.load().arrays["x"]
    index = np.concatenate([prepared.train_index, prepared.validation_index])
    np.testing.assert_allclose(values, raw[index], atol=1e-5)
    assert validation.sum() == len(prepared.validation_index)
    assert fields_of(prepared).target == "y"
    counted = balance(prepared, "y")
    assert sum(train for _, train, _ in counted) == len(prepared.train_index)
    assert sum(kept for _, _, kept in counted) == len(prepared.validation_index)


@pytest.mark.parametrize(
    ("checked", "target", "expected"),
    [
        ({"a", "b"}, "", ()),
        ({"a"}, "", ("a",)),
        ({"a", "c"}, "a", ("c",)),
        ({"b", "c"}, "a", ()),
        ({"c"}, "a", ("c",)),
    ],
)
def test_features_are_named_only_where_they_are_not_all(checked, target, expected):
    assert chosen_features(("a", "b", "c"), checked, target) == expected


def test_images_keep_rows_columns_and_brightness(qapp):
    sample = np.array([[[0.0, 8.0], [16.0, 4.0]]])
    image = as_image(sample, 0.0, 16.0)
    assert (image.width(), image.height()) == (2, 2)
    assert image.pixelColor(0, 0).red() == 0
    assert image.pixelColor(0, 1).red() == 255
    assert image.pixelColor(1, 0).red() == 127


def test_a_text_is_shown_as_pieces_of_text(panel, editor, qtbot):
    place = panel.source.findData("Characters")
    panel.source.setCurrentIndex(place)
    panel.source.activated.emit(place)
    settle(panel, qtbot)
    shown = panel.preview.table
    assert panel.preview.currentWidget() is shown
    assert shown._model.names == ["x"]
    assert shown._model.rows[0] == ["The lighthouse on the rock⏎⏎Ther"]
    assert shown.columnWidth(0) > shown.fontMetrics().horizontalAdvance(shown._model.rows[0][0])
    alignment = shown._model.data(shown._model.index(0, 0), Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignLeft
    assert range_text(prepare(editor.project.data).fields["x"]) == "from 0 to 41"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (FieldSpec((4,)), "numbers"),
        (FieldSpec((1,)), "a number"),
        (FieldSpec((1, 8, 8)), "images of 8 × 8 pixels in grey"),
        (FieldSpec((3, 32, 24)), "images of 32 × 24 pixels in colour"),
        (FieldSpec((5, 9, 9)), "images of 9 × 9 pixels of 5 channels"),
        (FieldSpec((25, 1)), "sequences of 25 steps, 1 number each"),
        (FieldSpec((10, 3)), "sequences of 10 steps, 3 numbers each"),
        (FieldSpec((), "class", ("a", "b", "c")), "one of 3 classes"),
        (FieldSpec((30,), "index", tuple("abc")), "pieces of 30 signs, each one of 3"),
        (FieldSpec((30,), "index"), "whole numbers"),
        (FieldSpec((2, 3, 4, 5)), "numbers"),
    ],
)
def test_what_a_field_holds_is_said_in_words(spec, words):
    assert kind_words(spec) == words


def test_sequences_are_shown_as_curves_with_what_follows(panel, editor, qtbot):
    panel._apply("Put", "", source=SineWave(noise=0.1))
    settle(panel, qtbot)
    shown = panel.preview.curves
    assert panel.preview.currentWidget() is shown
    assert shown.shown > 4
    raw = SineWave(noise=0.1).load().arrays
    # In the order of the source, in its own units.
    np.testing.assert_allclose(shown.curves, raw["x"][: len(shown.curves)], atol=1e-5)
    np.testing.assert_allclose(shown.following, raw["y"][: len(shown.curves), 0], atol=1e-5)
    low, high = shown.bounds()
    assert low == min(shown.curves.min(), shown.following.min())
    assert high == max(shown.curves.max(), shown.following.max())


def test_a_class_of_a_sequence_is_its_caption_and_not_a_dot(qtbot):
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show_curves(np.ones((3, 4, 2)), ["a", "b", "a"], ("left", "right"), None)
    view.show()
    assert view.following is None
    assert view.toolTip() == "left, right"
    assert view.bounds() == (0.0, 2.0)
    view.grab()
