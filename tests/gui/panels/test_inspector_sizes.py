"""Size, gradient and step of a node's weights are the engine's own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QObject

from guinet.data.prepare import prepare
from guinet.graph.edits import set_learning_rate_factor
from guinet.gui.format import number, short
from guinet.gui.panels.inspector import InspectorPanel
from guinet.lens.client import ObserverClient
from guinet.lens.scene import Scene
from guinet.lens.view import Moment, Unseen
from guinet.lens.views.weight_gradients import WeightGradients
from guinet.training.messages import Snapshot, Telemetry
from guinet.training.recipe import Recipe
from guinet.training.session import Session


@pytest.fixture
def session(project):
    return Session(project.graph, prepare(project.data), Recipe(batch_size=8), workers=1)


@pytest.fixture
def inspector(qtbot, editor, bridge, sight, client, session, node):
    panel = InspectorPanel(editor, bridge, sight)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    panel.show()
    editor.select([node("out").id])
    bridge.prepare()
    client.inbox.append(session.prepared(1))
    client.inbox.append(Snapshot(session.network.weights, session.network.state, 0, 0))
    bridge.poll()
    return panel


def joined(weights, name):
    return np.concatenate([w.ravel() for n, w in weights.items() if n.startswith(f"{name}.")])


def step(session, bridge, client, *, plan=1):
    """Make a step, let the window hear of it; return the weights before and after."""
    before = session.network.weights
    session.advance(observe=True)
    activations, gradients, updates = session.observations()
    client.frame = Telemetry(
        plan, 0, 1, session.loss, 0.01, 1.0, 0.1, activations, gradients, updates
    )
    client.inbox.append(Snapshot(session.network.weights, session.network.state, 0, 1))
    bridge.poll()
    return before, session.network.weights


def shown(inspector, name):
    return inspector.node_page.sizes.numbers[name].text()


def test_the_size_is_the_norm_of_all_weights(inspector, session):
    wanted = np.linalg.norm(joined(session.network.weights, "out").astype(float))
    assert shown(inspector, "size") == number(wanted)
    assert shown(inspector, "step / size") == "–"


def test_the_step_is_that_of_the_trainer(inspector, session, bridge, client, qtbot, editor, node):
    def percent(name, before, after):
        old, new = (joined(weights, name).astype(float) for weights in (before, after))
        return f"{short(100 * np.linalg.norm(new - old) / np.linalg.norm(old))} %"

    weights = step(session, bridge, client)
    assert percent("out", *weights) != percent("hidden", *weights)
    qtbot.waitUntil(lambda: shown(inspector, "step / size") == percent("out", *weights))
    editor.select([node("hidden").id])
    assert shown(inspector, "step / size") == percent("hidden", *weights)
    # The next one arrives by itself.
    later = step(session, bridge, client)
    assert percent("hidden", *later) != percent("hidden", *weights)
    qtbot.waitUntil(lambda: shown(inspector, "step / size") == percent("hidden", *later))


def test_a_step_of_another_plan_is_not_shown(inspector, session, bridge, client, editor, node):
    step(session, bridge, client, plan=7)
    editor.select([node("hidden").id])
    assert shown(inspector, "step / size") == "–"


@pytest.mark.parametrize("observer", [ObserverClient])
def test_the_gradient_is_that_of_the_weights_together(inspector, session, sight, editor, qtbot):
    """As the observer computes it, while something else looks into the network."""
    inspector.node_page.live.set_folded(True)
    assert not any(sight._looks.values()), "one number is not worth a process"
    elsewhere = QObject()
    sight.look(elsewhere, [WeightGradients("hidden")])
    qtbot.waitUntil(lambda: sight.pid is not None, timeout=30_000)
    inspector.node_page.refresh_weights()
    project = editor.project
    scene = Scene(project.graph, prepare(project.data), project.recipe.batch_size, 0)
    scene.set_weights(session.network.weights, session.network.state, Moment(0, 0))
    wanted = np.linalg.norm(joined(dict(scene.batch.weight_gradients), "out").astype(float))
    qtbot.waitUntil(lambda: shown(inspector, "gradient") == number(wanted), timeout=30_000)
    sight.seen.emit(WeightGradients("hidden"), Unseen("Of another node."))
    assert shown(inspector, "gradient") == number(wanted)
    sight.seen.emit(WeightGradients("out"), Unseen("There is no loss."))
    assert shown(inspector, "gradient") == "–"
    inspector.hide()
    sight.look(elsewhere, [])
    assert not any(sight._looks.values()), "a hidden panel looks at nothing"


def test_odd_steps_are_red_and_explained(inspector, bridge, client, session, qtbot):
    nothing = np.full(len(session.network.edges), np.nan)
    updates = np.array([1e-3, 0.4])
    client.frame = Telemetry(1, 0, 1, 0.5, 0.01, 1.0, 0.1, nothing, nothing, updates)
    bridge.poll()
    label = inspector.node_page.sizes.numbers["step / size"]
    qtbot.waitUntil(lambda: label.text() == "40 %")
    assert label.property("role") == "error"
    assert "jump" in label.toolTip()


def test_a_frozen_node_says_so(inspector, session, bridge, client, editor, node):
    step(session, bridge, client)
    editor.apply_graph(lambda g: set_learning_rate_factor(g, node("out").id, 0.0), "Freeze")
    assert shown(inspector, "step / size") == "frozen"


def test_a_node_without_weights_has_no_sizes(inspector, editor, node):
    editor.select([node("loss").id])
    assert inspector.node_page.sizes.isHidden()
