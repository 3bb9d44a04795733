"""The client with a real process at its other end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.engine.network import Network
from guinet.graph import edits
from guinet.modules import modules
from guinet.training.client import TrainingClient
from guinet.training.loop import run
from guinet.training.messages import Epoch, Failed, Finished, Prepared, Snapshot, State
from guinet.training.recipe import Recipe
from tests.training.conftest import LINE, MOONS, PATIENCE_S, Told, line_graph, moons_graph

ENDLESS = Recipe(epochs=1_000_000)


def gone(pid: int) -> bool:
    """Whether no process of that number is left, not even a dead one waiting for its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def assert_gone(pid: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while not gone(pid):
        assert time.monotonic() < end, "the process is still there"
        time.sleep(0.01)


def weights_equal(one, other):
    assert one.keys() == other.keys()
    return all(np.array_equal(value, other[name]) for name, value in one.items())


def test_it_trains_exactly_as_the_loop_does(told: Told):
    recipe = Recipe(epochs=3, batch_size=100)
    told.client.start(moons_graph(), MOONS, recipe)
    assert told.client.state == "starting"
    told.client.play()
    finished = told.wait(Finished)
    told.reach("finished")
    expected = list(run(moons_graph(), MOONS, recipe))
    here = [(m.epoch, m.metrics) for m in expected if isinstance(m, Epoch)]
    assert [(m.epoch, m.metrics) for m in told.of(Epoch)] == here
    assert weights_equal(told.snapshot.weights, expected[-2].weights)
    assert weights_equal(told.snapshot.state, expected[-2].state)
    assert finished.reason == "epochs"
    assert told.failures == []
    # Play goes on for as many epochs again.
    told.client.play()
    assert told.wait(Finished).epochs == 6


def test_play_pause_step_and_epoch(told: Told):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    client.step()
    client.step()
    state = told.settle()
    assert state == State("paused", 0, 2)
    assert told.snapshot.step == 2
    client.step_epoch()
    told.wait(Epoch)
    assert told.reach("paused") == State("paused", 1, 3)
    client.play()
    told.wait(Epoch, 200)
    assert client.state == "running"
    client.pause()
    told.settle()
    assert client.state == "paused"
    still = told.settle().step
    telemetry = client.telemetry()
    assert (telemetry.step, telemetry.epoch) == (still, told.of(Epoch)[-1].epoch)
    counted = sum(point.count for point in client.loss_points())
    assert counted == still == told.snapshot.step
    time.sleep(0.05)
    client.pause()
    told.wait(State)
    assert told.settle().step == still


def test_telemetry_equals_the_engine(told: Told):
    told.client.watch(True)
    told.client.start(line_graph(), LINE, Recipe(batch_size=80, learning_rate=0.02))
    told.client.step()
    told.settle()
    data = prepare(LINE)
    network = Network(line_graph(), data.fields, 256, seed=0)
    trainer = network.trainer("adam", 0.02)
    loss = trainer.step(next(Batches(data.train, 80, 0).epoch(0)), observe=True)
    telemetry = told.client.telemetry()
    prepared = told.of(Prepared)[-1]
    assert telemetry is not None
    assert prepared.edges == network.edges
    assert prepared.nodes == network.weighted_nodes
    assert (telemetry.plan, telemetry.step, telemetry.epoch) == (prepared.plan, 1, 1)
    assert (telemetry.loss, telemetry.learning_rate) == (loss, 0.02)
    assert dict(zip(prepared.losses, telemetry.losses, strict=True)) == trainer.losses()
    np.testing.assert_array_equal(telemetry.activations, trainer.edge_activations())
    np.testing.assert_array_equal(telemetry.gradients, trainer.edge_gradients())
    np.testing.assert_array_equal(telemetry.updates, trainer.update_ratios())
    assert np.isfinite(telemetry.gradients).any()
    told.client.play()
    told.wait(Epoch, 20)
    told.client.pause()
    step = told.settle().step
    telemetry = told.client.telemetry()
    assert telemetry.step == step
    assert np.isfinite(telemetry.gradients).any()
    told.client.watch(False)
    told.client.step()
    told.settle()
    assert np.isnan(told.client.telemetry().gradients).all()


def test_old_numbers_never_land_on_a_new_plan(told: Told):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    client.step()
    told.settle()
    graph = edits.rename(line_graph(), line_graph().by_name("out").id, "last")
    client.update(graph, LINE, ENDLESS)
    assert told.wait(Prepared).plan == 2
    assert client.telemetry() is None
    client.step()
    told.settle()
    assert client.telemetry().plan == 2


def test_a_slow_reader_counts_every_step(told: Told):
    client = told.client
    client.start(line_graph(), LINE, Recipe(epochs=2000, batch_size=80))
    client.play()
    assert told.reach("finished").step == 2000
    assert client.telemetry().epoch == 2000
    points = client.loss_points()
    assert sum(point.count for point in points) == 2000
    assert [point.count for point in points[:200]] == [1] * 200
    assert points[0].low == points[0].mean == points[0].high
    firsts = [point.first_step for point in points]
    assert firsts == sorted(firsts)


def test_reset_begins_anew_and_nothing_old_is_told_after_it(told: Told):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    told.settle()
    begun = told.snapshot.weights
    client.play()
    told.wait(Epoch, 3)
    told.messages.clear()
    client.reset()
    assert told.settle() == State("paused", 0, 0)
    assert told.of(Epoch) == []
    assert all(snapshot.step == 0 for snapshot in told.of(Snapshot))
    assert weights_equal(told.snapshot.weights, begun)
    client.step()
    told.settle()
    assert [point.first_step for point in client.loss_points()] == [1]
    client.reset(seed=11)
    told.settle()
    assert not weights_equal(told.snapshot.weights, begun)


def test_the_learning_rate_changes_while_it_runs(told: Told):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    client.play()
    told.wait(Epoch)
    client.set_learning_rate(0.125)
    told.settle()
    assert told.wait(Epoch, 2).learning_rate == 0.125
    client.set_learning_rate(-1.0)
    told.wait(Failed)
    assert "above 0" in told.failures[0]
    assert told.wait(Epoch).learning_rate == 0.125
    assert client.state == "running"


def test_rewiring_while_it_runs_loses_nothing(told: Told):
    client, graph = told.client, line_graph()
    client.start(graph, LINE, ENDLESS)
    client.play()
    told.wait(Epoch, 2)
    (edge,) = [e for e in graph.edges if e.target == graph.by_name("out").id]
    client.update(edits.disconnect(graph, edge), LINE, ENDLESS)
    told.wait(Failed)
    state = told.settle()
    assert state.state == "paused"
    assert told.of(Failed)[-1].node == "out"
    kept = told.snapshot
    client.play()
    told.wait(Failed)
    assert told.settle().step == state.step
    longer, _ = edits.insert_on_edge(graph, edge, modules.get("ReLU")())
    client.update(longer, LINE, ENDLESS)
    assert told.wait(Prepared).carried == ("hidden", "out")
    assert told.settle() == state
    assert weights_equal(told.snapshot.weights, kept.weights)
    client.play()
    told.wait(Epoch)
    client.update(graph, LINE, ENDLESS)
    told.settle()
    assert client.state == "running"
    assert told.wait(Epoch).epoch > state.epoch


def test_a_graph_that_cannot_begin_is_told_and_a_mended_one_begins(told: Told):
    client, graph = told.client, line_graph()
    trained = Network(graph, {"x": (1,), "y": (1,)}, seed=9).weights
    broken = edits.remove_nodes(graph, [graph.by_name("loss").id])
    client.start(broken, LINE, ENDLESS, weights=trained)
    told.wait(Failed)
    told.settle()
    assert client.state == "failed"
    assert not told.of(Failed)[-1].died
    client.update(graph, LINE, ENDLESS)
    assert told.wait(Prepared).carried == ("hidden", "out")
    told.settle()
    assert client.state == "paused"
    assert weights_equal(told.snapshot.weights, trained)


def test_history_goes_on_where_it_ended(told: Told):
    history = [Epoch(number, {"train_loss": 1.0}, 0.01, 0.1) for number in (1, 2, 3)]
    told.client.start(line_graph(), LINE, Recipe(epochs=3), history=history)
    assert told.settle() == State("paused", 3, 9)
    told.client.step_epoch()
    assert told.wait(Epoch).epoch == 4


def test_divergence_names_the_node(told: Told):
    recipe = Recipe(optimizer="SGD", learning_rate=1e6, epochs=1000)
    told.client.start(line_graph(), LINE, recipe)
    told.client.play()
    finished = told.wait(Finished)
    assert finished.reason == "diverged"
    assert finished.node in {"hidden", "out", "loss"}
    assert finished.node in finished.message
    told.reach("finished")
    assert all(np.isfinite(point.high) for point in told.client.loss_points())


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_process_is_told_once_and_another_goes_on(told: Told):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    client.play()
    told.wait(Epoch, 3)
    client.request_snapshot()
    told.wait(Snapshot)
    last, pid = client.last_snapshot, client.pid
    os.kill(pid, signal.SIGKILL)
    failed = told.wait(Failed)
    assert failed.died
    assert "SIGKILL" in failed.message
    assert client.state == "failed"
    assert client.pid is None
    assert gone(pid)
    client.play()
    client.set_learning_rate(0.1)
    assert sum(point.count for point in client.loss_points()) >= last.step
    assert client.poll() == client.loss_points() == []
    assert client.telemetry() is None
    assert weights_equal(client.last_snapshot.weights, last.weights)
    client.start(line_graph(), LINE, ENDLESS, weights=last.weights, state=last.state)
    assert told.wait(Prepared).carried == ("hidden", "out")
    told.settle()
    assert weights_equal(told.snapshot.weights, last.weights)
    client.play()
    told.wait(Epoch)
    assert len(told.failures) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_hangs_is_closed_and_leaves_nothing(told: Told, shared_folder: Path):
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    told.settle()
    pid = client.pid
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 2.0
    assert client.state == "idle"
    assert_gone(pid)
    assert list(shared_folder.iterdir()) == []
    client.start(line_graph(), LINE, ENDLESS)
    told.settle()
    assert client.state == "paused"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_does_not_answer_is_told(told: Told, monkeypatch):
    monkeypatch.setattr("guinet.training.client._PATIENCE_S", 0.2)
    client = told.client
    client.start(line_graph(), LINE, ENDLESS)
    told.settle()
    pid = client.pid
    os.kill(pid, signal.SIGSTOP)
    client.play()
    assert "not answered" in told.wait(Failed).message
    client.start(line_graph(), LINE, ENDLESS)
    assert client.pid != pid
    told.settle()
    assert client.state == "paused"
    assert_gone(pid)


def test_what_cannot_be_sent_is_told(told: Told):
    class Local(modules.get("ReLU")):
        """Not importable by name."""

    graph = line_graph()
    odd = edits.set_module(graph, graph.by_name("tanh1").id, Local())
    told.client.start(odd, LINE, ENDLESS)
    told.wait(Failed)
    assert "importable" in told.failures[0]
    assert told.client.state == "failed"
    told.client.start(graph, LINE, ENDLESS)
    told.settle()
    assert told.client.state == "paused"


def test_closing_at_once_and_twice_is_fine(told: Told, shared_folder: Path):
    told.client.start(line_graph(), LINE, ENDLESS)
    told.client.close()
    told.client.close()
    assert list(shared_folder.iterdir()) == []
    assert told.client.poll() == []
    assert told.client.state == "idle"


def test_nothing_is_left_of_a_closed_process(told: Told, shared_folder: Path):
    told.client.start(line_graph(), LINE, ENDLESS)
    told.client.play()
    told.wait(Epoch)
    pid, link = told.client.pid, told.client._link
    assert list(shared_folder.iterdir()) == [] or sys.platform == "win32"
    told.client.close()
    assert_gone(pid)
    assert link.reason == "it ended by itself (exit code 0)"
    assert list(shared_folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("play", [True, False])
def test_the_process_ends_with_its_parent(tmp_path: Path, play: bool):
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys, time
            sys.path[:0] = {[str(Path(__file__).parents[2])]!r}
            from guinet.training.client import TrainingClient
            from tests.training.conftest import start_and_wait
            start_and_wait(TrainingClient(), play={play})
            """
        )
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    with parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    assert_gone(pid)


def test_the_client_imports_nothing_heavy():
    code = (
        "import sys, guinet.training.client as c;"
        "heavy = {'sklearn', 'pandas', 'networkx', 'PySide6', 'guinet.engine', "
        "'guinet.training.session', 'guinet.training.loop', 'guinet.training.worker'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_before_the_start_everything_is_answered():
    client = TrainingClient()
    client.play()
    client.request_snapshot()
    client.update(line_graph(), LINE, ENDLESS)
    assert client.poll() == []
    assert client.telemetry() is None
    assert client.loss_points() == []
    assert (client.state, client.pid) == ("idle", None)
    client.close()


def test_numbers_that_come_before_their_plan_was_heard_of_are_not_lost(told: Told):
    """The board is quicker than the pipe, and after a single step no other numbers follow."""
    client = told.client
    client.watch(True)
    client.start(moons_graph(), MOONS, Recipe())
    client.step()
    end = time.monotonic() + PATIENCE_S
    while client._early is None:  # nothing is polled: what the process says lies in the pipe
        assert client.telemetry() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    told.wait(Prepared)
    frame = client.telemetry()
    assert frame is not None
    assert frame.step == 1
    assert np.isfinite(frame.gradients).any()
    assert client.telemetry() is None, "told once"
