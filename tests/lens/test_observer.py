"""The process that looks answers what it is asked, from the weights it was given."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from guinet.engine.network import Network
from guinet.lens.client import ObserverClient
from guinet.lens.messages import Answer, Ask, Look, Seen, Show, Unable, Weigh
from guinet.lens.observer import Observer
from guinet.lens.scene import Scene
from guinet.lens.view import Moment, Unseen, View
from guinet.lens.views.unit_histogram import Histogram, HistogramOf
from tests.lens.conftest import scene_of
from tests.training.conftest import MOONS, moons_graph

SHOW = Show(moons_graph(), MOONS, 16, 3)
VIEW = HistogramOf("hidden")


def weights(seed: int, step: int, *, at_rest: bool = True) -> Weigh:
    """Return the weights that some seed begins with."""
    network = Network(SHOW.graph, scene_of(SHOW.graph, MOONS).data.fields, seed=seed)
    return Weigh(network.weights, network.state, Moment(0, step), at_rest)


@dataclass(frozen=True)
class Broken(View):
    """A view with a defect."""

    def compute(self, scene: Scene) -> Any:
        raise ZeroDivisionError("a defect")


class Desk:
    """An observer in this process, and what it sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.observer = Observer(self.sent.append)

    def tell(self, *told: Any) -> None:
        for one in told:
            self.observer.obey(one)
        while self.observer.has_work:
            self.observer.work()


def test_each_change_of_the_weights_is_looked_at_once() -> None:
    desk = Desk()
    desk.tell(SHOW, weights(1, 5), Look((VIEW,)))
    desk.tell(weights(2, 6))
    steps = [seen.moment.step for seen in desk.sent]
    assert steps == [5, 6]
    first, second = (seen.result.counts for seen in desk.sent)
    assert (first != second).any()


def test_a_view_of_something_that_is_gone_says_so() -> None:
    desk = Desk()
    desk.tell(SHOW, Look((HistogramOf("nowhere"),)))
    (seen,) = desk.sent
    assert isinstance(seen.result, Unseen)
    assert "nowhere" in seen.result.message


def test_without_a_network_nothing_is_seen() -> None:
    desk = Desk()
    desk.tell(Ask(1, VIEW))
    assert isinstance(desk.sent[0].result, Unseen)


def test_data_that_cannot_be_read_are_told() -> None:
    from guinet.data.sources.csv_file import CsvFile

    desk = Desk()
    missing = MOONS.replace(source=CsvFile(path="/nowhere/at-all.csv"))
    desk.tell(Show(SHOW.graph, missing, 16, 3), Look((VIEW,)))
    (unable,) = desk.sent
    assert isinstance(unable, Unable)
    assert "at-all.csv" in unable.message


def test_a_defect_is_told_and_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk()
    desk.tell(SHOW, Look((Broken(), VIEW)))
    first, second = desk.sent
    assert "ZeroDivisionError" in first.result.message
    assert isinstance(second.result, Histogram)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_no_view_starves_while_weights_hurry_by() -> None:
    desk = Desk()
    others = tuple(HistogramOf(path) for path in ("hidden", "norm", "out"))
    observer = desk.observer
    for told in (SHOW, Look(others)):
        observer.obey(told)
    for step in range(6):
        observer.obey(weights(step, step))
        observer.work()
    assert {seen.view for seen in desk.sent} == set(others)


def until(client: ObserverClient, count: int) -> list[Any]:
    """Wait for so many replies."""
    found: list[Any] = []
    end = time.monotonic() + 30
    while len(found) < count:
        assert time.monotonic() < end, found
        found += client.poll()[0]
        time.sleep(0.01)
    return found


def test_the_process_answers() -> None:
    client = ObserverClient()
    client.start()
    try:
        given = weights(4, 7)
        client.tell(SHOW)
        client.tell(given)
        client.tell(Look((VIEW,)))
        client.tell(Ask(9, VIEW))
        seen, answer = sorted(until(client, 2), key=lambda one: isinstance(one, Answer))
    finally:
        client.close()
    scene = scene_of(SHOW.graph, MOONS, moved=False)
    scene.set_weights(given.weights, given.state, given.moment)
    wanted = VIEW.compute(scene)
    assert isinstance(seen, Seen)
    assert answer.number == 9
    for result in (seen.result, answer.result):
        np.testing.assert_array_equal(result.counts, wanted.counts)
        np.testing.assert_array_equal(result.edges, wanted.edges)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system knows no SIGKILL")
def test_a_killed_process_is_told_once() -> None:
    client = ObserverClient()
    client.start()
    client.tell(SHOW)
    client.tell(Ask(1, VIEW))
    until(client, 1)
    pid = client.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    reasons: list[str] = []
    end = time.monotonic() + 30
    while not reasons and time.monotonic() < end:
        reasons += filter(None, [client.poll()[1]])
        time.sleep(0.01)
    assert "SIGKILL" in reasons[0]
    assert client.poll() == ([], "")
    assert not client.started
