"""Under each wire stands that wire's own gradient, as the engine computes it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.document.document import Document
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.executed import executed_within
from guinet.graph.model import Graph
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.ruler import DepthRuler
from guinet.gui.canvas.view import CanvasView
from guinet.gui.editor import Editor
from guinet.project.project import Project
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS


def branching() -> Graph:
    b = GraphBuilder()
    x = b.add("Input", name="x")
    first = b.add("Sigmoid", b.add("Linear", x, out_features=6, name="fc1"), name="s1")
    second = b.add("Sigmoid", b.add("Linear", first, out_features=6, name="fc2"), name="s2")
    skip = b.add("Linear", first, out_features=6, name="skip")
    out = b.add("Linear", b.add("Add", second, skip, name="sum"), out_features=2, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


class Stood:
    def __init__(self, qtbot: QtBot) -> None:
        recipe = Recipe(batch_size=16)
        project = Project(graph=branching(), data=MOONS, recipe=recipe)
        self.editor = Editor(Document(project))
        self.bridge = Bridge(self.editor, make_client=FakeClient)  # type: ignore[arg-type]
        self.view = CanvasView(self.editor, self.bridge)
        self.ruler = DepthRuler(self.view, self.bridge)
        for widget in (self.view, self.ruler):
            qtbot.addWidget(widget)
            widget.resize(1200, 500)
            widget.show()
        self.view.frame_all()
        self.session = Session(project.graph, prepare(project.data), recipe, workers=1)
        self.weights = self.session.network.weights
        self.session.advance(observe=True)
        client = self.bridge._client
        self.bridge.prepare()
        client.inbox.append(self.session.prepared(1))  # type: ignore[attr-defined]
        activations, gradients, updates = self.session.observations()  # type: ignore[misc]
        from guinet.training.messages import Telemetry

        client.frame = Telemetry(  # type: ignore[attr-defined]
            1, 0, 1, self.session.loss, 0.01, 1.0, 0.1, activations, gradients, updates
        )
        self.bridge.poll()
        self.ruler._on_traffic()


@pytest.fixture
def stood(qtbot: QtBot) -> Iterator[Stood]:
    made = Stood(qtbot)
    yield made
    made.bridge.shutdown()


def test_each_dot_is_the_gradient_of_its_own_wire(stood: Stood) -> None:
    """Held against the reference with the same weights and the same first batch."""
    project = stood.editor.project
    network = Network(project.graph, stood.session.data.fields, 16, engine="reference")
    network.set_weights(stood.weights)
    batch = next(Batches(stood.session.data.train, 16, project.recipe.seed).epoch())
    network.forward(batch, training=True, step=0)
    network.executor.backward(everything=True, observe=True)
    sizes = dict(zip(network.edges, network.executor.gradient_sizes().tolist(), strict=True))
    executed = executed_within(project.graph, "")
    dots = {dot.edge: dot.gradient for dot in stood.ruler.dots()}
    assert len(dots) == len(project.graph.edges)
    wanted = {edge: sizes[executed[edge]] for edge in dots}
    names = {id: node.name for id, node in project.graph.nodes.items()}
    for edge, gradient in dots.items():
        told = f"{names[edge.source]} to {names[edge.target]}"
        np.testing.assert_allclose(gradient, wanted[edge], rtol=1e-4, err_msg=told)
    flowing = [value for value in wanted.values() if value > 0]
    # The two inputs of Add, and what leaves it, have the same gradient; all others differ.
    assert len({f"{value:.6e}" for value in flowing}) >= len(flowing) - 2


def test_the_way_back_shrinks_through_sigmoids(stood: Stood) -> None:
    names = [stood.editor.graph.nodes[edge.target].name for edge in stood.ruler.path]
    assert names == ["fc1", "s1", "fc2", "s2", "sum", "out", "loss"]
    dots = {dot.edge: dot.gradient for dot in stood.ruler.dots()}
    layers = [edge for edge in stood.ruler.path if edge.target_port == "x"]
    first = dots[layers[0]]
    last = next(
        dots[edge] for edge in layers if stood.editor.graph.nodes[edge.target].name == "out"
    )
    assert stood.ruler.factor() == pytest.approx((first / last) ** (1 / 2))
    assert "shrink" in stood.ruler.words


def test_dots_stand_under_their_wires_and_follow_the_view(stood: Stood) -> None:
    def places() -> dict[object, float]:
        return {dot.edge: dot.x for dot in stood.ruler.dots()}

    before = places()
    for edge, x in before.items():
        source = stood.view.canvas.cards[edge.source].scene_rect()  # type: ignore[attr-defined]
        target = stood.view.canvas.cards[edge.target].scene_rect()  # type: ignore[attr-defined]
        left = stood.view.mapFromScene(source.topLeft()).x()
        right = stood.view.mapFromScene(target.topRight()).x()
        assert left < x < right + 2
    bar = stood.view.horizontalScrollBar()
    bar.setValue(bar.value() + 37)
    for edge, x in places().items():
        assert x == pytest.approx(before[edge] - 37, abs=1.0)


def test_higher_is_larger(stood: Stood) -> None:
    dots = [dot for dot in stood.ruler.dots() if dot.gradient > 0]
    ordered = sorted(dots, key=lambda dot: dot.gradient)
    heights = [stood.ruler.place_of(dot).y() for dot in ordered]
    assert heights == sorted(heights, reverse=True)


def test_steps_are_those_of_the_trainer(stood: Stood) -> None:
    found = {step.name: step.ratio for step in stood.ruler.steps()}
    after = stood.session.network.weights
    for name, ratio in found.items():
        old = np.concatenate(
            [w.ravel() for n, w in stood.weights.items() if n.startswith(f"{name}.")]
        )
        new = np.concatenate([w.ravel() for n, w in after.items() if n.startswith(f"{name}.")])
        moved = np.linalg.norm(new - old)
        assert ratio == pytest.approx(moved / np.linalg.norm(old), rel=2e-2)
    assert found.keys() == {"fc1", "fc2", "skip", "out"}


def test_words_and_painting(stood: Stood) -> None:
    dot = next(dot for dot in stood.ruler.dots() if dot.gradient > 0)
    words = stood.ruler.words_at(QPointF(dot.x, 80))
    assert "gradient" in words
    step = stood.ruler.steps()[0]
    assert step.name in stood.ruler.words_at(QPointF(step.x, stood.ruler.height() - 10))
    assert not stood.ruler.grab().isNull()
