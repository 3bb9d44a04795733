"""A card is painted anew when it shows something else, and only then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from guinet.gui.canvas.card import Card
from guinet.gui.canvas.looking import Looking
from guinet.gui.sight import Sight
from guinet.lens.messages import Seen
from guinet.lens.view import Moment
from guinet.lens.views.activation_state import ActivationState, ActivationStateOf
from tests.gui.canvas.conftest import Canvas


@pytest.fixture
def painted(monkeypatch) -> list[str]:
    """Names of the cards that were painted."""
    names: list[str] = []
    plain = Card.paint

    def noted(self, *args):
        names.append(self.face.name)
        plain(self, *args)

    monkeypatch.setattr(Card, "paint", noted)
    return names


def test_a_result_that_says_the_same_repaints_no_card(qtbot, canvas: Canvas, painted) -> None:
    view = canvas.view
    sight = Sight(view.editor, canvas.bridge)
    sight.look = lambda owner, views: None
    sight._has_told_network = lambda: True
    looking = Looking(view, sight)
    looking.look()
    states = [view for view in looking._views if isinstance(view, ActivationStateOf)]
    (wanted,) = [each for each in states if each.path == "tanh"]
    sight._told = (wanted,)
    readings = view.canvas.readings
    state = ActivationState(np.linspace(-4, 4, 33), np.arange(32.0), 0.25, 0.25)

    def take(step: int, result: ActivationState) -> list[str]:
        painted.clear()
        sight._take(Seen(wanted, result, Moment(0, step)))
        if readings._views_soon._timer:
            readings._views_soon.due.emit()
        qtbot.waitUntil(lambda: view.at_rest)
        view.grab()
        return list(painted)

    assert take(1, state) == ["tanh"]
    assert take(2, replace(state, counts=state.counts.copy())) == []
    assert take(3, replace(state, saturated=0.5)) == ["tanh"]
