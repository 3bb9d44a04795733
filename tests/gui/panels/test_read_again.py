"""What reads data again when a file has changed: the process that trains, and the observer."""

from __future__ import annotations

import pytest

from guinet.document.diff import ProjectDiff
from guinet.gui.project_feed import ProjectFeed
from guinet.lens.messages import Show


class Client:
    """Takes down what it is told."""

    def __init__(self) -> None:
        self.updates: list[object] = []

    def update(self, graph: object, data: object, recipe: object) -> None:
        """Take the data down."""
        self.updates.append(data)


@pytest.fixture
def feed(project):
    made = ProjectFeed(Client())
    made.begin(project)
    return made


def send(feed, project):
    return feed.send(project, can_run=True, running=False)


def test_the_process_is_told_again_of_data_of_which_a_file_changed(feed, project):
    again = ProjectDiff(data_changed=True)
    assert feed.follow(project, again)
    assert send(feed, project)
    assert feed._client.updates == [project.data]
    assert not send(feed, project)


def test_other_edits_tell_nothing_again(feed, project):
    feed.follow(project, ProjectDiff(layout_changed=True))
    assert not send(feed, project)


def test_the_observer_is_handed_the_data_again(editor, sight, monkeypatch):
    told = []
    monkeypatch.setattr(sight, "_send", told.append)
    sight._tell_network()
    sight._tell_network()
    assert len(told) == 1
    editor.document.refresh_data()
    sight._tell_network()
    assert [type(each) for each in told] == [Show, Show]
