"""The end of a run that the window announces is the one at which it stops."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from guinet.data.prepare import prepare
from guinet.gui.bridge import Bridge
from guinet.gui.run_reach import epochs_of_run
from guinet.optim.sgd import SGD
from guinet.training.messages import Finished
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import LINE, line_graph


def standing(epochs: int, *, running: bool) -> Bridge:
    return cast(
        "Bridge", SimpleNamespace(telemetry_frame=None, epochs_done=epochs, running=running)
    )


def run_to_its_end(session: Session) -> int:
    while True:
        for message in session.advance():
            if isinstance(message, Finished):
                return message.epochs


@pytest.mark.parametrize("planned", [1, 2, 3, 4])
def test_a_run_played_on_ends_where_it_is_said_to(planned: int) -> None:
    data, recipe = prepare(LINE), Recipe(optimizer=SGD(), learning_rate=0.01, epochs=3)
    session = Session(line_graph(), data, recipe)
    assert run_to_its_end(session) == epochs_of_run(standing(0, running=True), 3) == 3
    session = session.changed(session.graph, data, recipe.replace(epochs=planned))
    session.extend()
    said = epochs_of_run(standing(3, running=True), planned)
    assert run_to_its_end(session) == said > 3
