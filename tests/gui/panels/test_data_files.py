"""Large files are read beside the window, and files that change are read again."""

from __future__ import annotations

import importlib
import os
import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.data.prepare import prepare
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.data.tables import table as tables
from guinet.gui.panels import data_loading
from guinet.gui.panels.data_loading import DataLoader
from tests.gui.panels.data_panels import WAIT_MS, panel, settle

__all__ = ["panel"]

csv_file = importlib.import_module("guinet.data.sources.csv_file")

ROWS = "a,b,c,kind\n" + "".join(f"{n}.5,{n},0,{'xy'[n % 2]}\n" for n in range(40))


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "table.csv"
    made.write_text(ROWS, encoding="utf-8")
    return made


@pytest.fixture
def large(path, monkeypatch):
    """Return a file that counts as large."""
    monkeypatch.setattr(csv_file, "LARGE_BYTES", 100)
    monkeypatch.setattr(tables, "_kept", {})
    return path


class Gate:
    """Holds a reading in the middle of a file until the test lets it go on."""

    def __init__(self, monkeypatch) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        self.calls = 0
        report = tables.report

        def held(part: float) -> None:
            self.calls += 1
            report(0.5)
            self.reached.set()
            assert self.opened.wait(WAIT_MS / 1000)
            report(part)

        monkeypatch.setattr(tables, "report", held)


@pytest.fixture
def gate(monkeypatch):
    made = Gate(monkeypatch)
    yield made
    made.opened.set()


def begin(panel, qtbot, gate, path):
    panel.use_file(str(path))
    qtbot.waitUntil(gate.reached.is_set, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: panel.preview.reading.bar.value() == 500, timeout=WAIT_MS)


def test_a_large_file_is_read_with_a_bar_and_its_columns_are_known_after_that(
    panel, editor, qtbot, large, gate
):
    told = []
    editor.project_changed.connect(told.append)
    begin(panel, qtbot, gate, large)
    reading = panel.preview.reading
    assert panel.preview.currentWidget() is reading
    assert reading.title.text() == "Reading table.csv … 50 %"
    assert editor.fields == {}
    assert "has not been read yet" in editor.first_fault
    gate.opened.set()
    settle(panel, qtbot)
    assert panel.preview.currentWidget() is panel.preview.table
    assert editor.fields["x"].shape == (3,)
    assert editor.fields["y"].classes == ("x", "y")
    assert editor.document.data_error == ""
    assert not panel.columns.isHidden()
    # Once for the edit, and once when the columns were known; and it was read once.
    assert len(told) == 2
    assert not panel.loader.loading
    assert gate.calls == 1


def test_a_large_file_is_read_though_nobody_sees_the_panel(panel, editor, qtbot, large):
    panel.hide()
    panel.use_file(str(large))
    settle(panel, qtbot)
    assert editor.fields["x"].shape == (3,)


def test_reading_is_given_up_and_taken_up_again(panel, editor, qtbot, large, gate):
    begin(panel, qtbot, gate, large)
    reading = panel.preview.reading
    QTest.mouseClick(reading.button, Qt.MouseButton.LeftButton)
    assert reading.title.text() == "table.csv was not read."
    assert reading.bar.isHidden()
    gate.opened.set()
    qtbot.waitUntil(lambda: not panel.loader._timer.isActive(), timeout=WAIT_MS)
    assert editor.fields == {}
    assert editor.project.data.source.awaits_reading()
    QTest.mouseClick(reading.button, Qt.MouseButton.LeftButton)
    settle(panel, qtbot)
    assert editor.fields["x"].shape == (3,)


def test_other_data_end_the_reading_of_a_large_file(panel, editor, qtbot, large, gate):
    begin(panel, qtbot, gate, large)
    panel._apply("Use", "", source=TwoMoons(samples=30))
    gate.opened.set()
    settle(panel, qtbot)
    assert panel.preview.currentWidget() is panel.preview.plane
    assert len(panel.preview.plane._points) == 30


def test_an_answer_that_comes_late_is_not_waited_for_again(qapp, qtbot, monkeypatch):
    """A thread that has answered and one that works are not the same."""
    loader = DataLoader()
    first, second = DataSpec(source=TwoMoons(samples=10)), DataSpec(source=TwoMoons(samples=20))
    gate = threading.Event()

    def held(spec):
        if spec == second:
            assert gate.wait(WAIT_MS / 1000)
        return prepare(spec)

    monkeypatch.setattr(data_loading, "prepare", held)
    told = []
    loader.loaded.connect(lambda spec, prepared: told.append(spec))
    loader.load(first)
    loader._thread.join()
    loader.load(second)
    loader._look()  # would wait for the second one without end
    assert told == []
    gate.set()
    qtbot.waitUntil(lambda: told == [second], timeout=WAIT_MS)
    loader.wait()


def change(path, text):
    """Write a file anew, such that its time tells."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(1, 1))


def test_a_file_that_changed_is_told_of_and_read_again(panel, editor, qtbot, path):
    panel.use_file(str(path))
    settle(panel, qtbot)
    assert panel.changed_notice.isHidden()
    panel.watch.look()
    assert panel.changed_notice.isHidden()
    change(path, ROWS + "99.5,99,0,z\n")
    panel.watch.look()
    assert panel.changed_notice.isVisible()
    assert panel.changed_notice.words.text() == "table.csv has changed since it was read."
    assert panel.summary.counts.text() == "32 for training, 8 for validation"
    assert editor.fields["y"].classes == ("x", "y")
    QTest.mouseClick(panel.changed_notice.button, Qt.MouseButton.LeftButton)
    settle(panel, qtbot)
    assert panel.changed_notice.isHidden()
    assert panel.summary.counts.text() == "33 for training, 8 for validation"
    assert editor.fields["y"].classes == ("x", "y", "z")
    assert not editor.document.can_undo or editor.document.undo_label.startswith("Use")


def test_a_file_that_is_gone_and_comes_back(panel, editor, qtbot, path):
    panel.use_file(str(path))
    settle(panel, qtbot)
    path.unlink()
    panel.watch.look()
    assert panel.changed_notice.isVisible()
    panel.read_again.click()
    settle(panel, qtbot)
    assert "There is no file" in panel.preview.words.words
    assert "There is no file" in editor.document.data_error
    change(path, ROWS)
    panel.read_again.click()
    settle(panel, qtbot)
    assert editor.document.data_error == ""
    assert panel.preview.currentWidget() is panel.preview.table


def test_only_what_has_a_file_can_be_read_again(panel, qtbot, path):
    assert panel.read_again.isHidden()
    panel.use_file(str(path))
    settle(panel, qtbot)
    assert not panel.read_again.isHidden()


def test_a_folder_changes_with_what_is_in_it(tmp_path):
    (tmp_path / "cat").mkdir()
    (tmp_path / "dog").mkdir()
    source = CsvFile(path=str(tmp_path))
    before = source.files()
    assert before == source.files()
    (tmp_path / "cat" / "1.png").write_bytes(b"")
    assert source.files() != before


def test_the_numbers_in_the_preview_are_those_of_the_file(panel, editor, qtbot, large):
    panel.use_file(str(large))
    settle(panel, qtbot)
    data = prepare(editor.project.data)
    raw = editor.project.data.source.load().arrays["x"]
    np.testing.assert_allclose(
        data.scaler.inverse("x", data.train["x"]), raw[data.train_index], atol=1e-4
    )
    assert panel.preview.table._model.rows[3][:2] == ["3.5", "3"]
