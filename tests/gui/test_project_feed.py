"""What the training process is told of a project that changes."""

from __future__ import annotations

from dataclasses import replace

from guinet.document.diff import project_diff
from guinet.gui.project_feed import ProjectFeed
from guinet.project.project import Project
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS, moons_graph


def test_a_rate_that_was_passed_on_at_once_does_not_come_back_with_an_update() -> None:
    """The process was loaded with 0.01, then told 0.02: an update with 0.01 is new to it."""
    client = FakeClient()
    feed = ProjectFeed(client)  # type: ignore[arg-type]
    first = Project(graph=moons_graph(), data=MOONS)
    first = replace(first, recipe=first.recipe.replace(learning_rate=0.01))
    faster = replace(first, recipe=first.recipe.replace(learning_rate=0.02))
    back = replace(first, recipe=first.recipe.replace(batch_size=7))
    feed.begin(first)
    assert not feed.follow(faster, project_diff(first, faster, ""))
    assert feed.follow(back, project_diff(faster, back, ""))
    assert feed.send(back, can_run=True, running=True)
    assert [call[:2] for call in client.calls if call[0] == "set_learning_rate"] == [
        ("set_learning_rate", 0.02),
        ("set_learning_rate", 0.01),
    ]
    assert client.names()[-1] == "update"
