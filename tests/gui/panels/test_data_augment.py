"""Images are seen in the data panel as they are, or as the run is trained on them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.data.sources.digits import Digits
from guinet.gui.panels.data_augment import as_trained_on
from tests.gui.panels.data_panels import panel, settle

__all__ = ["panel"]


@pytest.fixture
def shown(panel, editor, qtbot, monkeypatch):
    """Return the panel with moved images, and the pictures that it was given to show."""
    given = []
    show = panel.preview.images.show_images
    monkeypatch.setattr(
        panel.preview.images,
        "show_images",
        lambda samples, captions: (given.append(samples), show(samples, captions)),
    )
    panel._apply("Put", "", source=Digits(form="images"), shift=1, rotation=25.0, limit=200)
    settle(panel, qtbot)
    return given


def trained_on(editor, epoch):
    """Return the images of an epoch in the order of the training part, in original units."""
    data, recipe = prepare(editor.project.data), editor.project.recipe
    batches = Batches.of_training(data, recipe.batch_size, recipe.seed)
    result = np.empty_like(data.train["x"])
    result[batches.order(epoch)] = np.concatenate([b["x"] for b in batches.epoch(epoch)])
    return data.scaler.inverse("x", result)


def test_images_are_seen_as_they_are_and_as_the_run_sees_them(panel, editor, qtbot, shown):
    raw = Digits(form="images").load().arrays["x"][prepare(editor.project.data).train_index]
    np.testing.assert_allclose(shown[-1], raw[: len(shown[-1])], atol=1e-4)
    assert not panel.moved.following.isEnabled()
    panel.moved.box.click()
    for epoch in range(3):
        assert panel.moved.words.text() == f"Epoch {epoch + 1}"
        expected = trained_on(editor, epoch)[: len(shown[-1])]
        np.testing.assert_allclose(shown[-1], expected, atol=1e-5)
        QTest.mouseClick(panel.moved.following, Qt.MouseButton.LeftButton)
    panel.moved.box.click()
    np.testing.assert_allclose(shown[-1], raw[: len(shown[-1])], atol=1e-4)


def test_the_settings_are_there_for_images_and_for_what_is_set(panel, editor, qtbot, shown):
    assert not panel.augmentation.isHidden()
    assert panel.moved.isVisible()
    panel._apply("Put", "", shift=0, rotation=0.0)
    settle(panel, qtbot)
    assert panel.moved.isHidden()
    assert panel.moved.epoch is None
    assert not panel.augmentation.isHidden()
    panel._apply("Put", "", source=Digits(form="vectors"))
    settle(panel, qtbot)
    assert panel.augmentation.isHidden()


def test_a_setting_is_one_step(panel, editor, shown):
    line = panel.augment_form.editor("shift")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "3")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert editor.project.data.shift == 3
    editor.document.undo()
    assert editor.project.data.shift == 1


def test_each_sample_is_moved_as_in_the_run_whichever_are_shown(editor, panel, shown):
    data = prepare(editor.project.data)
    rows = np.array([7, 100, 3])
    seen = as_trained_on(data, "x", rows, editor.project.recipe.seed, 4)
    np.testing.assert_allclose(seen, trained_on(editor, 4)[rows], atol=1e-5)


def test_in_a_very_wide_dock_the_options_stand_in_two_columns(panel, shown):
    panel.resize(1600, 260)
    assert panel._more.isVisible()
    assert panel._more.isAncestorOf(panel.augmentation)
    panel.resize(900, 260)
    assert panel._more.isHidden()
    assert panel._options.isAncestorOf(panel.augmentation)
    panel.resize(300, 900)
    assert panel._options.isAncestorOf(panel.augmentation)
