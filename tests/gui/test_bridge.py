# ruff: noqa: F811 (fixtures are imported and asked for by name)
"""The bridge follows the project, turns messages into signals, and survives the process."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from guinet.document.document import Document
from guinet.graph.edits import disconnect, rename, set_module
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.recipe_edits import edit_recipe
from guinet.modules import modules
from guinet.training.messages import (
    Failed,
    Finished,
    LossPoint,
    Notice,
    Prepared,
    Snapshot,
    State,
    Telemetry,
)
from tests.gui.fakes import epoch, snapshot
from tests.gui.panels.conftest import bridge, client, editor, node, project  # noqa: F401

WAIT_MS = 30_000


def telemetry(step: int = 1) -> Telemetry:
    nothing = np.zeros(0)
    return Telemetry(1, 0, step, 0.7, 0.01, 100.0, 0.1, nothing, nothing, nothing)


def test_nothing_is_started_before_it_is_needed(bridge, client):
    assert client.calls == []
    assert not bridge._timer.isActive()


def test_prepare_starts_once_and_watches(bridge, client, editor):
    bridge.prepare()
    bridge.prepare()
    assert client.names() == ["start", "watch"]
    assert client.calls[0][1] is editor.graph
    assert client.calls[1] == ("watch", True)
    assert bridge.run_state == "starting"


def test_play_starts_then_plays_and_toggle_pauses(bridge, client):
    bridge.toggle()
    assert client.names() == ["start", "watch", "play"]
    bridge.poll()
    assert bridge.running
    bridge.toggle()
    assert client.names()[-1] == "pause"
    bridge.poll()
    assert bridge.run_state == "paused"


def test_a_broken_network_is_not_started_and_says_why(bridge, client, editor):
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    assert not bridge.can_run
    assert bridge.blocked_reason
    bridge.play()
    bridge.step()
    bridge.reset()
    assert client.calls == []


def test_prepare_waits_for_the_network_to_be_whole(bridge, client, editor):
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    bridge.prepare()
    assert client.calls == []
    editor.document.undo()
    assert client.names() == ["start", "watch"]


def test_messages_become_signals_and_are_kept(bridge, client, qtbot):
    bridge.prepare()
    seen = []
    for name in ("epoch", "snapshot", "finished", "failed", "prepared", "telemetry"):
        getattr(bridge, name).connect(lambda message, name=name: seen.append((name, message)))
    messages = [
        Prepared(1, (), (), {}, 32, 8),
        epoch(1),
        snapshot({"w": np.ones(2)}),
        Failed("Something is wrong."),
        Finished("epochs", 1, "Done."),
    ]
    client.inbox = list(messages)
    client.frame = telemetry()
    bridge.poll()
    assert [name for name, _ in seen] == [
        "prepared",
        "epoch",
        "snapshot",
        "failed",
        "finished",
        "telemetry",
    ]
    assert bridge.history == [messages[1]]
    assert bridge.last_snapshot is messages[2]
    assert bridge.preparation is messages[0]
    assert bridge.telemetry_frame is seen[-1][1]


def test_processes_that_are_left_are_known(bridge, client):
    bridge.prepare()
    client.inbox += [Prepared(1, (), (), {}, 32, 8, workers=2), Notice("One is lost.", 1)]
    heard = []
    bridge.noticed.connect(heard.append)
    bridge.poll()
    assert heard == ["One is lost."]
    assert bridge.preparation.workers == 1


def test_of_many_epochs_in_a_frame_the_last_is_told_and_all_are_kept(bridge, client):
    bridge.prepare()
    told = []
    bridge.epoch.connect(lambda message: told.append((message.epoch, len(bridge.history))))
    client.inbox = [*map(epoch, (1, 2, 3)), snapshot({"w": np.ones(2)}), *map(epoch, (4, 5))]
    bridge.poll()
    assert told == [(3, 3), (5, 5)]
    assert [e.epoch for e in bridge.history] == [1, 2, 3, 4, 5]


def test_a_new_process_is_told_where_to_count_on_and_not_the_whole_history(bridge, client):
    bridge.prepare()
    client.inbox = [*map(epoch, range(1, 9)), snapshot({"w": np.ones(2)}, epoch=8)]
    bridge.poll()
    client.inbox = [Failed("It is gone.", died=True)]
    bridge.poll()
    bridge.restart()
    assert client.calls[-2][-1]["history"] == [epoch(8)]
    assert len(bridge.history) == 8


def test_losses_arrive_together_and_none_is_lost(bridge, client):
    bridge.prepare()
    batches = []
    bridge.losses.connect(batches.append)
    client.inbox = [Prepared(1, (), (), {}, 32, 8), State("running", 0, 0)]
    for step in range(1, 6):
        client.points = [LossPoint(step, 1, 0.5, 0.5, 0.5)]
        bridge.poll()
    client.inbox = [State("paused", 0, 0)]
    bridge.poll()
    assert [point.first_step for batch in batches for point in batch] == [1, 2, 3, 4, 5]
    assert len(batches) < 5


def test_losses_wait_until_it_is_known_how_many_steps_an_epoch_has(bridge, client):
    bridge.prepare()
    batches = []
    bridge.losses.connect(batches.append)
    client.points = [LossPoint(1, 1, 0.5, 0.5, 0.5)]
    bridge.poll()
    assert batches == []
    client.inbox = [Prepared(1, (), (), {}, 32, 8)]
    bridge.poll()
    assert [point.first_step for batch in batches for point in batch] == [1]


def test_a_change_of_the_learning_rate_goes_out_at_once(bridge, client, editor):
    bridge.prepare()
    edit_recipe(editor, "Change learning rate", "", learning_rate=0.3)
    assert client.calls[-1] == ("set_learning_rate", 0.3)
    assert editor.project.recipe.learning_rate == 0.3
    bridge.send_edits()
    assert "update" not in client.names()


def test_edits_in_a_row_are_sent_together(bridge, client, editor, node, qtbot):
    bridge.prepare()
    hidden = node("hidden")
    for width in (3, 4, 5):
        module = hidden.module.replace(out_features=width)
        editor.apply_graph(lambda g, m=module: set_module(g, hidden.id, m), "Width")
    assert "update" not in client.names()
    qtbot.waitUntil(lambda: "update" in client.names(), timeout=WAIT_MS)
    updates = [call for call in client.calls if call[0] == "update"]
    assert len(updates) == 1
    assert updates[0][1].nodes[hidden.id].module.out_features == 5


def test_moving_cards_concerns_nobody(bridge, client, editor):
    bridge.prepare()
    editor.apply(lambda p: replace(p, layout={"": {"n1": (1.0, 2.0)}}, title="New"), "Move")
    assert not bridge._edit_timer.isActive()
    bridge.send_edits()
    assert "update" not in client.names()


def test_training_pauses_while_the_network_is_broken_and_goes_on_after(bridge, client, editor):
    bridge.play()
    bridge.poll()
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    bridge.send_edits()
    assert client.names()[-1] == "pause"
    bridge.poll()
    editor.document.undo()
    edit_recipe(editor, "Batch", "", batch_size=7)
    bridge.send_edits()
    assert client.names()[-2:] == ["update", "play"]


def test_a_pause_by_hand_stays(bridge, client, editor):
    bridge.play()
    bridge.poll()
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    bridge.send_edits()
    bridge.pause()
    editor.document.undo()
    bridge.send_edits()
    assert client.names()[-1] == "pause"


def test_reset_forgets_the_run(bridge, client, editor):
    edit_recipe(editor, "Seed", "", seed=11)
    bridge.prepare()
    client.inbox = [epoch(1), snapshot({"w": np.ones(1)})]
    bridge.poll()
    told = []
    bridge.restarted.connect(lambda: told.append(True))
    bridge.reset()
    assert client.calls[-1] == ("reset", 11)
    assert bridge.history == []
    assert bridge.last_snapshot is None
    assert told


def test_a_dead_process_is_told_and_started_again_from_the_last_weights(bridge, client):
    bridge.play()
    bridge.poll()
    weights = {"hidden.weight": np.ones((8, 2))}
    client.inbox = [epoch(1), epoch(2), snapshot(weights, epoch=2), epoch(3)]
    bridge.poll()
    failures = []
    bridge.failed.connect(failures.append)
    client.inbox = [Failed("It is gone.", died=True)]
    bridge.poll()
    assert failures[0].died
    assert bridge.run_state == "failed"
    assert not bridge._timer.isActive()
    client.calls.clear()
    bridge.restart()
    assert client.names() == ["start", "watch", "play"]
    options = client.calls[0][4]
    assert options["weights"] is weights
    assert [e.epoch for e in options["history"]] == [2]  # where to count on
    assert [e.epoch for e in bridge.history] == [1, 2]


def test_another_project_is_another_run(bridge, client, editor, project):
    bridge.prepare()
    client.inbox = [epoch(1)]
    bridge.poll()
    editor.document.new(project)
    assert bridge.history == []
    assert client.names() == ["start", "watch", "pause", "start", "watch"]


def test_weights_set_by_hand_are_saved_though_nothing_was_trained(bridge, client, editor):
    bridge.prepare()
    prepared = Prepared(1, (), (), dict(editor.fields), 32, 8)
    weights = {"out.bias": np.array([1.0, 2.0])}
    client.inbox = [prepared, Snapshot(weights, {}, 0, 0)]
    bridge.poll()
    assert bridge.checkpoint() is None
    client.inbox = [Snapshot(weights, {}, 0, 0, edits=1)]
    bridge.poll()
    assert bridge.checkpoint().weights is weights


def test_saving_and_opening_carries_weights_and_history(bridge, client, editor, tmp_path):
    bridge.prepare()
    assert bridge.checkpoint() is None  # nothing was trained
    fields = dict(editor.fields)
    scaler = {"x.mean": np.zeros(2), "x.scale": np.ones(2)}
    weights = {
        "hidden.weight": np.arange(16.0).reshape(8, 2),
        "hidden.bias": np.zeros(8),
        "out.weight": np.zeros((2, 8)),
        "out.bias": np.zeros(2),
    }
    client.inbox = [
        State("paused", 2, 10),
        Prepared(1, (), (), fields, 32, 8, scaler=scaler),
        epoch(1),
        epoch(2, train=0.25),
        snapshot(weights, epoch=2, step=10),
        epoch(3),
    ]
    bridge.poll()
    saved = bridge.checkpoint()
    assert saved is not None
    assert [e.epoch for e in saved.history] == [1, 2]  # the third has no weights yet
    assert saved.classes["y"] == fields["y"].classes
    editor.document.save(tmp_path / "net.guinet", saved)

    document = Document()
    document.open(tmp_path / "net.guinet")
    other = Bridge(Editor(document), make_client=lambda: client)
    np.testing.assert_array_equal(
        other.last_snapshot.weights["hidden.weight"], weights["hidden.weight"]
    )
    assert [e.metrics["train_loss"] for e in other.history] == [0.5, 0.25]
    assert other.checkpoint() is document.checkpoint
    client.calls.clear()
    other.prepare()
    np.testing.assert_array_equal(
        client.calls[0][4]["weights"]["hidden.weight"], weights["hidden.weight"]
    )
    assert client.calls[0][4]["history"] == other.history[-1:]
    other.shutdown()


def test_saving_while_it_trains_asks_for_the_newest_weights(bridge, client, monkeypatch):
    bridge.play()
    bridge.poll()
    newest = snapshot({"w": np.ones(1)}, epoch=1, step=5)

    def answer() -> None:
        client.calls.append(("request_snapshot",))
        client.inbox = [newest]

    monkeypatch.setattr(client, "request_snapshot", answer)
    client.inbox = [Prepared(1, (), (), {}, 32, 8), epoch(1)]
    bridge.poll()
    saved = bridge.checkpoint()
    assert "request_snapshot" in client.names()
    assert saved.weights is newest.weights


@pytest.fixture
def real(editor):
    edit_recipe(editor, "", "", epochs=10_000, batch_size=8)
    made = Bridge(editor)
    yield made
    made.shutdown()


def test_a_real_process_trains_and_comes_back_after_its_death(real, editor, qtbot):
    real.play()
    qtbot.waitUntil(
        lambda: len(real.history) >= 3 and real.telemetry_frame is not None, timeout=WAIT_MS
    )
    real.pause()
    qtbot.waitUntil(lambda: real.run_state == "paused", timeout=WAIT_MS)
    saved = real.checkpoint()
    assert saved.weights["hidden.weight"].shape == (8, 2)
    assert saved.step > 0
    assert saved.scaler["x.mean"].shape == (2,)
    project = editor.project
    with qtbot.waitSignal(real.failed, timeout=WAIT_MS) as told:
        os.kill(real.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    assert told.args[0].died
    assert editor.project is project
    before = real.last_snapshot.weights["hidden.weight"]
    real.restart()
    qtbot.waitUntil(lambda: real.run_state == "paused", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: real.last_snapshot.weights is not saved.weights, timeout=WAIT_MS)
    np.testing.assert_array_equal(real.last_snapshot.weights["hidden.weight"], before)


def test_an_edit_while_it_trains_keeps_the_weights_that_fit(real, editor, node, qtbot):
    real.play()
    qtbot.waitUntil(lambda: len(real.history) >= 2, timeout=WAIT_MS)
    hidden = node("hidden").id
    with qtbot.waitSignal(real.prepared, timeout=WAIT_MS) as told:
        editor.apply_graph(lambda g: rename(g, hidden, "first"), "Rename")
        tanh = next(n.id for n in editor.graph.nodes.values() if n.module.type_name() == "Tanh")
        editor.apply_graph(lambda g: set_module(g, tanh, modules.get("ReLU")()), "Exchange")
    assert set(told.args[0].carried) == {"first", "out"}
    qtbot.waitUntil(lambda: real.running, timeout=WAIT_MS)


def test_training_waits_for_a_whole_network_in_words_and_goes_on_after_an_undo(
    bridge, client, editor
):
    said = []
    bridge.waits.connect(said.append)
    bridge.play()
    bridge.poll()
    editor.apply_graph(lambda g: disconnect(g, g.edges[0]), "Cut")
    bridge.send_edits()
    bridge.poll()
    assert client.names()[-1] == "pause"
    assert len(said) == 1
    assert said[0].startswith("Training waits until the network is whole. ")
    assert bridge.blocked_reason in said[0]
    editor.document.undo()
    assert bridge._edit_timer.isActive(), "an undo to what the process has was not told"
    bridge.send_edits()
    assert client.names()[-1] == "play"
    assert said[1:] == ["Training goes on."]
