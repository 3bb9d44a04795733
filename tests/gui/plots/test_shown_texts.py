"""The text that is written is what the network finds most likely."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.gui.plots.test_tiles import Shown
from tests.lens.test_scene import network_like


def test_the_text_is_what_the_network_finds_most_likely(qtbot) -> None:
    shown = Shown(qtbot, "transformer", "continuation")
    tile, scene = shown.tile, shown.scene
    tile.temperature.setCurrentIndex(0)
    tile.prompt.setText("The lamp")
    tile.button.click()
    classes = scene.data.fields["x"].classes
    assert classes is not None
    letters = ["\n" if name == "⏎" else name for name in classes]
    path, network = scene.judged[0].prediction.partition(":")[0], network_like(scene)
    width = scene.data.fields["x"].shape[0]
    text = "The lamp"
    for _ in range(12):
        read = [letters.index(one) for one in text[-width:]]
        window = np.array([read + [read[-1]] * (width - len(read))])
        scores = network.predict({"x": window}, [path])[path][0, len(read) - 1]
        text += letters[int(scores.argmax())]
    assert tile.text.toPlainText().startswith(text)
    assert tile.rows()[1] == ["The lamp", tile.text.toPlainText()[len("The lamp") :]]


def test_of_beginnings_typed_while_a_text_is_written_the_last_is_answered(qtbot) -> None:
    shown = Shown(qtbot, "transformer", "continuation")
    tile = shown.tile
    held: list[Any] = []
    tile.desk.sight.ask = lambda view, answer: held.append((view, answer))
    tile.ask()
    for words in ("One", "Two", "Three"):
        tile.prompt.setText(words)
        tile.button.click()
    assert len(held) == 1
    view, answer = held.pop()
    answer(shown.see(view))
    ((view, answer),) = held
    assert view.prompt == "Three"
    answer(shown.see(view))
    assert tile.text.toPlainText().startswith("Three")
    assert len(held) == 1
