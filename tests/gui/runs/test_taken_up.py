"""A run that is taken up says how good its weights are, however long it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from guinet.document.document import Document
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.readings import Readings
from guinet.gui.runs.log import RunLog
from guinet.project.checkpoint import read_bytes, unpack_checkpoint
from guinet.project.examples import open_example
from guinet.training.messages import Best, Epoch
from tests.gui.fakes import FakeClient, epoch, snapshot

COUNT = 4000
"""Of epochs: more than the curves of a run that is over hold."""

BEST, LAST = 2345, 3990
"""Epochs whose weights are kept; the process sends the last ones now and then only."""


def told() -> list[Epoch]:
    rng = np.random.default_rng(1)
    losses = rng.uniform(0.2, 0.3, (COUNT, 3))
    losses[BEST - 1, 1] = 0.1
    # Between their neighbours, where no curve needs them.
    losses[[BEST - 1, LAST - 1], 0] = losses[LAST - 1, 1] = 0.2512345
    return [
        epoch(number, *row[:2].tolist(), validation_accuracy=float(row[2]))
        for number, row in enumerate(losses, start=1)
    ]


class Played:
    def __init__(self, qtbot: QtBot) -> None:
        self.client = FakeClient()
        editor = Editor(Document(open_example("two-moons")))
        self.bridge = Bridge(editor, make_client=lambda: self.client)  # type: ignore[arg-type]
        self.log = RunLog(editor, self.bridge)
        self.readings = Readings(self.bridge)
        qtbot.addWidget(self.readings)
        self.epochs = told()
        self.bridge.prepare()
        best = Best({"w": np.zeros(2)}, {}, BEST, 10 * BEST, 0.1)
        self.client.inbox = [
            *self.epochs[:BEST],
            best,
            *self.epochs[BEST:LAST],
            snapshot({"w": np.ones(2)}, LAST, 10 * LAST),
            *self.epochs[LAST:],
        ]
        self.bridge.poll()
        assert len(self.bridge.history) == COUNT

    def shown(self) -> list[str]:
        readings = self.readings
        return [readings.train.text, readings.validation.text, readings.score.text]


@pytest.fixture
def played(qtbot: QtBot) -> Iterator[Played]:
    made = Played(qtbot)
    yield made
    made.bridge.shutdown()


@pytest.mark.parametrize("best", [True, False])
@pytest.mark.parametrize("over", [True, False])
def test_the_numbers_are_those_of_the_weights(played: Played, best: bool, over: bool) -> None:
    if over:
        played.bridge.reset()
        assert played.shown()[:2] == ["–", "–"]
    (run,) = played.log.runs
    wanted = played.epochs[(BEST if best else LAST) - 1]
    assert wanted.epoch not in run.curves["train_loss"][0]
    played.log.take_up(1, best=best)
    assert list(played.bridge.history) == [wanted]
    assert played.shown() == [
        fmt.number(wanted.metrics["train_loss"], 4),
        fmt.number(wanted.metrics["validation_loss"], 4),
        fmt.percent(wanted.metrics["validation_accuracy"]),
    ]


@pytest.mark.parametrize("best", [True, False])
@pytest.mark.parametrize("over", [True, False])
def test_they_are_saved_with_the_weights(
    played: Played, tmp_path: Path, best: bool, over: bool
) -> None:
    if over:
        played.bridge.reset()
    played.log.save_weights(1, tmp_path / "kept.safetensors", best=best)
    _, opened = unpack_checkpoint(read_bytes(tmp_path / "kept.safetensors"))
    reached = BEST if best else LAST
    assert opened.epoch == reached
    assert opened.history[-1] == played.epochs[reached - 1]
    assert list(opened.history) == (
        [each for each in played.epochs if each.epoch in ((BEST,) if best else (BEST, LAST))]
        if over
        else played.epochs[:reached]
    )
