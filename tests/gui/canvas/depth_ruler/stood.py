"""A canvas and its ruler beside a session that made one observed step, without a process."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from guinet.core.types import Array
from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.document.document import Document
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.executed import executed_within
from guinet.graph.model import Edge, Graph
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.depth_ruler.ruler import DepthRuler
from guinet.gui.canvas.view import CanvasView
from guinet.gui.editor import Editor
from guinet.project.project import Project
from guinet.training.messages import Telemetry
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.gui.fakes import FakeClient
from tests.training.conftest import MOONS


def branching() -> Graph:
    """Return a network with a skip, in which no two gradients but those around Add are equal."""
    b = GraphBuilder()
    x = b.add("Input", name="x")
    first = b.add("Sigmoid", b.add("Linear", x, out_features=6, name="fc1"), name="s1")
    second = b.add("Sigmoid", b.add("Linear", first, out_features=6, name="fc2"), name="s2")
    skip = b.add("Linear", first, out_features=6, name="skip")
    out = b.add("Linear", b.add("Add", second, skip, name="sum"), out_features=2, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


class Stood:
    """The ruler under its canvas."""

    def __init__(self, qtbot: QtBot, graph: Graph | None = None) -> None:
        recipe = Recipe(batch_size=16)
        project = Project(graph=graph or branching(), data=MOONS, recipe=recipe)
        self.editor = Editor(Document(project))
        self.client = FakeClient()
        self.bridge = Bridge(self.editor, make_client=lambda: self.client)  # type: ignore[arg-type, return-value]
        self.view = CanvasView(self.editor, self.bridge)
        self.ruler = DepthRuler(self.view, self.bridge)
        for widget in (self.view, self.ruler):
            qtbot.addWidget(widget)
            widget.resize(1200, 500)
            widget.show()
        self.view.frame_all()
        self.session = Session(project.graph, prepare(project.data), recipe, workers=1)
        self.before = self.session.network.weights

    def advance(self) -> None:
        """Make an observed step, and let the window hear of it."""
        self.session.advance(observe=True)
        self.bridge.prepare()
        self.client.inbox.append(self.session.prepared(1))
        activations, gradients, updates = self.session.observations()  # type: ignore[misc]
        self.client.frame = Telemetry(
            1, 0, 1, self.session.loss, 0.01, 1.0, 0.1, activations, gradients, updates
        )
        self.bridge.poll()
        self.view.canvas.traffic.changed.emit()

    def edge(self, source: str, target: str) -> Edge:
        """Return an edge by the names of its ends."""
        graph = self.editor.graph
        names = {node.name: id for id, node in graph.nodes.items()}
        ends = names[source], names[target]
        return next(edge for edge in graph.edges if (edge.source, edge.target) == ends)

    def reference(self) -> dict[Edge, tuple[float, float]]:
        """Return activation and gradient of all edges as the reference computes them."""
        project = self.editor.project
        network = Network(project.graph, self.session.data.fields, 16, engine="reference")
        network.set_weights(self.before)
        batch = next(Batches(self.session.data.train, 16, project.recipe.seed).epoch())
        network.forward(batch, training=True, step=0)
        network.executor.backward(everything=True, observe=True)
        forward, back = network.executor.activation_sizes(), network.executor.gradient_sizes()
        sizes = zip(forward.tolist(), back.tolist(), strict=True)
        pairs = dict(zip(network.edges, sizes, strict=True))
        executed = executed_within(project.graph, "")
        return {edge: pairs[executed[edge]] for edge in project.graph.edges}

    @property
    def gradients(self) -> dict[Edge, float]:
        """What the ruler shows."""
        reading = self.ruler.reading
        return dict(zip(reading.edges, reading.gradients.tolist(), strict=True))

    def places(self) -> dict[Edge, Array]:
        """Where the ruler shows it."""
        return dict(zip(self.ruler.reading.edges, np.asarray(self.ruler.places()), strict=True))
