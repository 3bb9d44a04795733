"""A canvas with a small network, and a hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtTest import QTest

from guinet.core.loss import Loss
from guinet.document.document import Document
from guinet.graph.builder import GraphBuilder
from guinet.graph.flatten import flatten
from guinet.graph.model import Edge, Graph, Node
from guinet.gui.canvas.card_instruments import matrix
from guinet.gui.canvas.card_instruments.unit_maps import InputMaps, UnitMapGrid
from guinet.gui.canvas.view import CanvasView
from guinet.gui.editor import Editor
from guinet.project.project import Project
from guinet.training.messages import Prepared, Snapshot, Telemetry

PLACES = {
    "x": (0.0, 0.0),
    "hidden": (160.0, 0.0),
    "tanh": (320.0, 0.0),
    "out": (512.0, 0.0),
    "y": (512.0, 160.0),
    "loss": (680.0, 0.0),
}


class FakeBridge(QObject):
    """What the canvas knows of the bridge, steered by the test."""

    telemetry = Signal(object)
    prepared = Signal(object)
    snapshot = Signal(object)
    effect = Signal(object)
    losses = Signal(list)
    state_changed = Signal(str)
    restarted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.run_state = "idle"
        self.last_snapshot: Snapshot | None = None
        self.preparation: Prepared | None = None
        self.plan = 0

    def prepare(self, graph: Graph) -> Prepared:
        """Say that the graph is ready to run."""
        self.plan += 1
        flat = flatten(graph)
        losses = [path for path, node in flat.nodes.items() if isinstance(node.module, Loss)]
        self.preparation = Prepared(
            self.plan, tuple(flat.edges), (), {}, 320, 80, losses=tuple(losses)
        )
        self.prepared.emit(self.preparation)
        return self.preparation

    def report(self, activations, gradients, *, plan: int | None = None, losses=(0.25,)) -> None:
        """Send the sizes of one observed step."""
        self.telemetry.emit(
            Telemetry(
                plan=self.plan if plan is None else plan,
                epoch=1,
                step=10,
                loss=sum(losses),
                learning_rate=0.01,
                steps_per_s=1000.0,
                epoch_fraction=0.5,
                activations=np.asarray(activations, dtype=float),
                gradients=np.asarray(gradients, dtype=float),
                updates=np.empty(0),
                losses=np.array(losses),
            )
        )

    def set_state(self, state: str) -> None:
        """Change the run's state."""
        self.run_state = state
        self.state_changed.emit(state)


class Canvas:
    """A view with its project, and a mouse that acts through real events."""

    def __init__(self, project: Project) -> None:
        self.document = Document(project)
        self.editor = Editor(self.document)
        self.bridge = FakeBridge()
        self.view = CanvasView(self.editor, self.bridge)
        self.messages: list[str] = []
        self.view.status_message.connect(self.messages.append)

    @property
    def graph(self) -> Graph:
        return self.editor.graph

    def node(self, name: str) -> Node:
        node = self.graph.by_name(name)
        assert node is not None
        return node

    def place(self, name: str) -> tuple[float, float]:
        return self.document.project.layout[""][self.node(name).id]

    def names(self) -> list[str]:
        return [node.name for node in self.graph.nodes.values()]

    def edges(self) -> set[str]:
        nodes = self.graph.nodes
        return {
            f"{nodes[e.source].name}.{e.source_port}>{nodes[e.target].name}.{e.target_port}"
            for e in self.graph.edges
        }

    def edge(self, source: str, target: str) -> Edge:
        ends = self.node(source).id, self.node(target).id
        return next(e for e in self.graph.edges if (e.source, e.target) == ends)

    def port(self, name: str, port: str) -> QPoint:
        card = self.view.card(self.node(name).id)
        is_input = any(face.name == port for face in card.face.inputs)
        return self.view.port_position(card.node_id, port, is_input)

    def at(self, name: str, dx: float = 30, dy: float = 56) -> QPoint:
        """Return a point of the viewport on a card, off its name and its ports."""
        card = self.view.card(self.node(name).id)
        return self.view.viewportTransform().map(card.pos() + QPointF(dx, dy)).toPoint()

    def on_edge(self, source: str, target: str) -> QPoint:
        layer = self.view.canvas.layer
        row = layer.edges.index(self.edge(source, target))
        x, y = layer.table[row, layer.table.shape[1] // 2].tolist()
        return self.view.viewportTransform().map(QPointF(x, y)).toPoint()

    def move(self, to: QPoint, button=Qt.MouseButton.NoButton, keys=Qt.KeyboardModifier.NoModifier):
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        port = self.view.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(to),
            QPointF(port.mapToGlobal(to)),
            Qt.MouseButton.NoButton,
            button,
            keys,
        )
        QApplication.sendEvent(port, event)

    def press(
        self, at: QPoint, keys=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton
    ):
        QTest.mousePress(self.view.viewport(), button, keys, at)

    def release(
        self, at: QPoint, keys=Qt.KeyboardModifier.NoModifier, button=Qt.MouseButton.LeftButton
    ):
        QTest.mouseRelease(self.view.viewport(), button, keys, at)

    def drag(
        self,
        begin: QPoint,
        end: QPoint,
        keys=Qt.KeyboardModifier.NoModifier,
        button=Qt.MouseButton.LeftButton,
        *,
        then: Callable[[], None] | None = None,
        press_keys=None,
    ) -> None:
        """Press, move in steps, look (``then``), release."""
        self.press(begin, keys if press_keys is None else press_keys, button)
        for step in range(1, 7):
            self.move(begin + (end - begin) * (step / 6), button, keys)
        if then is not None:
            then()
        self.release(end, keys, button)

    def click(self, at: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, keys, at)


def small_network() -> Project:
    """Return x, hidden, tanh, out, y and an MSELoss, with places, 8 px grid."""
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input", name="x"), out_features=8, name="hidden")
    p = b.add("Linear", b.add("Tanh", h, name="tanh"), out_features=1, name="out")
    b.add("MSELoss", p, b.add("Target", name="y", encoding="binary"), name="loss")
    graph = b.build()
    layout = {id: PLACES[node.name] for id, node in graph.nodes.items()}
    return Project(graph=graph, layout={"": layout})


@pytest.fixture
def make_canvas(qtbot):
    """Return a maker of shown canvases at 100 % with the scene's origin at (40, 120)."""

    def make(project: Project | None = None) -> Canvas:
        canvas = Canvas(small_network() if project is None else project)
        qtbot.addWidget(canvas.view)
        canvas.view.resize(960, 560)
        canvas.view.show()
        qtbot.waitExposed(canvas.view)
        canvas.view.zoom_reset()
        origin = canvas.view.viewportTransform().map(QPointF(0, 0))
        canvas.view.pan(40 - origin.x(), 120 - origin.y())
        canvas.view.setFocus()
        return canvas

    return make


@pytest.fixture
def canvas(make_canvas) -> Canvas:
    """A canvas with the small network."""
    return make_canvas()


@pytest.fixture
def without_layout() -> Project:
    """The small network without any place."""
    return replace(small_network(), layout={})


@pytest.fixture(autouse=True)
def small_cards(monkeypatch):
    """Leave out maps of units and gradients of weights, which make cards several times as high.

    What tests here say of places is about cards of moderate size; maps have tests of their own.
    """
    for maps in (UnitMapGrid, InputMaps):
        monkeypatch.setattr(maps, "fits", staticmethod(lambda path, analysis: False))
    monkeypatch.setattr(matrix, "_TALLEST_TWICE", 0.0)
