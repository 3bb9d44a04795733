"""What frames of the canvas cost: ``python -m tests.benchmarks.canvas_speed guinet|ruler|plain N``.

Prints one JSON object: per scene of the play a list of milliseconds of processor time, each
what the program spends in one sixtieth of a second, from the event to the painted frame.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.graph.analysis import analyse
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import add_node, remove_edges, set_module
from guinet.graph.flatten import flatten
from guinet.graph.model import Graph
from guinet.gui.app import collect_seldom, make_application
from guinet.gui.canvas.view import CanvasView
from guinet.gui.window import MainWindow
from guinet.modules import modules
from guinet.project.file import save
from guinet.project.project import Project
from guinet.training.messages import Prepared, Telemetry
from tests.benchmarks.drawn_networks import network
from tests.benchmarks.plain_canvas import PlainEdge, PlainView

FRAMES = 60
FRAME_S = 1 / 60
ANIMATED_S = 3.0
_NONE = Qt.MouseButton.NoButton
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Clock:
    """Counts the frames that a view paints."""

    def __init__(self, view_type: type[Any]) -> None:
        self.painted = 0
        self.costs_ms: list[float] = []
        plain = view_type.paintEvent

        def counted(view: Any, event: Any) -> None:
            begin = time.thread_time()
            plain(view, event)
            self.painted += 1
            self.costs_ms.append(1e3 * (time.thread_time() - begin))

        view_type.paintEvent = counted


def let_pass(seconds: float) -> None:
    """Let the program run."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def frames(clock: Clock, act: Callable[[int], object], count: int = FRAMES) -> list[float]:
    """Act sixty times a second, and return what the program spends per frame that it paints.

    All that happens until the next act counts, be it for the frame or not.
    """
    spent: list[float] = []
    for number in range(count):
        begin, used, before = time.perf_counter(), time.thread_time(), clock.painted
        act(number)
        QApplication.processEvents()
        let_pass(max(0.001, FRAME_S - (time.perf_counter() - begin)))
        used = time.thread_time() - used
        spent.append(1e3 * used / max(1, clock.painted - before))
    return spent[2:]


def mouse(view: Any, kind: QEvent.Type, place: QPointF, button: Any, held: Any) -> None:
    """Send one event of the mouse."""
    port = view.viewport()
    screen = QPointF(port.mapToGlobal(place.toPoint()))
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(port, QMouseEvent(kind, place, screen, button, held, keys))


def wheel(view: Any, place: QPointF, delta: int) -> None:
    """Turn the wheel."""
    port = view.viewport()
    event = QWheelEvent(
        place,
        QPointF(port.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, delta),
        _NONE,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


@contextmanager
def held(view: Any, begin: QPointF, button: Any) -> Iterator[Callable[[int], None]]:
    """Press a button, and hand out a way to go round in a circle with it."""
    mouse(view, QEvent.Type.MouseMove, begin, _NONE, _NONE)
    mouse(view, QEvent.Type.MouseButtonPress, begin, button, button)

    def place(number: int) -> QPointF:
        angle = 2 * np.pi * number / FRAMES
        return begin + QPointF(140 * np.sin(angle), 70 - 70 * np.cos(angle)).toPoint()

    def step(number: int) -> None:
        mouse(view, QEvent.Type.MouseMove, place(number + 1), _NONE, button)

    yield step
    mouse(view, QEvent.Type.MouseMove, begin, _NONE, button)
    mouse(view, QEvent.Type.MouseButtonRelease, begin, button, _NONE)


class Stage:
    """A window with a large network in it, whose beads run."""

    def __init__(self, project: Project) -> None:
        settings = Settings.load()
        self.app = make_application(settings)
        collect_seldom()
        self.document = Document(small())
        self.window = MainWindow(self.document, settings)
        self.window.resize(1600, 960)
        self.window.show()
        self.clock = Clock(CanvasView)
        let_pass(0.5)
        self.view = self.window.canvas
        self.project = project

    def open(self) -> float:
        """Open the network from a file; return the milliseconds until it is seen."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.guinet"
            save(self.project, path)
            self.clock.painted = 0
            begin = time.thread_time()
            self.document.open(path)
            while not self.clock.painted:
                QApplication.processEvents()
        QApplication.processEvents()
        return 1e3 * (time.thread_time() - begin)

    def run(self) -> None:
        """Let something flow on every edge, without a process that trains."""
        bridge = self.window.bridge
        edges = flatten(self.document.project.graph).edges
        analysis = self.window.editor.analysis
        weighted = tuple(path for path in analysis.order if analysis.weight_count(path))
        prepared = Prepared(1, edges, weighted, self.document.fields, 100, 20)
        bridge.preparation = prepared
        bridge.prepared.emit(prepared)
        rng = np.random.default_rng(0)
        exponents = rng.uniform(-4, 0, len(edges))

        def report() -> None:
            gradients = 10 ** (exponents + rng.normal(0, 0.05, len(edges)))
            activations = 10 ** rng.normal(0, 0.05, len(edges))
            updates = 10 ** rng.normal(-3, 1, len(weighted))
            frame = Telemetry(1, 1, 1, 0.5, 0.01, 100, 0.5, activations, gradients, updates)
            bridge.telemetry_frame = frame
            bridge.telemetry.emit(frame)

        self._reports = QTimer()
        self._reports.timeout.connect(report)
        self._reports.start(33)
        report()
        bridge.state_changed.emit("running")
        let_pass(0.5)

    def rest(self) -> None:
        """Let nothing flow any more."""
        self._reports.stop()
        self.window.bridge.state_changed.emit("paused")
        let_pass(0.5)

    def animate(self) -> dict[str, Any]:
        """Watch the beads for a while."""
        self.clock.costs_ms.clear()
        used, begin = time.thread_time(), time.perf_counter()
        let_pass(ANIMATED_S)
        used, passed = time.thread_time() - used, time.perf_counter() - begin
        costs = list(self.clock.costs_ms)
        return {"frames per second": len(costs) / passed, "core": used / passed, "paint": costs}

    def gestures(self) -> dict[str, list[float]]:
        """Pan, zoom and drag."""
        view, port = self.view, QRectF(self.view.viewport().rect())
        found: dict[str, list[float]] = {}
        with held(view, port.center(), _MIDDLE) as step:
            found["pan"] = frames(self.clock, step)
        let_pass(0.4)
        turns = cycle([120] * 5 + [-120] * 5)
        found["zoom"] = frames(self.clock, lambda _: wheel(view, port.center(), next(turns)))
        let_pass(0.4)
        ids = self.central()
        for name, moved in (("drag 1", ids[:1]), ("drag 20", ids[:20])):
            view.select_none()
            self.window.editor.select(moved)
            let_pass(0.3)
            with held(view, self.grip(moved[0]), _LEFT) as step:
                found[name] = frames(self.clock, step)
            let_pass(0.4)
        view.select_none()
        found["hover"] = frames(
            self.clock,
            lambda n: mouse(view, QEvent.Type.MouseMove, QPointF(100 + 9 * n, 300), _NONE, _NONE),
        )
        return found

    def central(self) -> list[str]:
        """Return the nodes, those nearest to the middle of what is seen first."""
        middle = self.view.event_point(QRectF(self.view.viewport().rect()).center())
        rects = self.view.canvas.rects()
        return sorted(rects, key=lambda id: (rects[id].center() - middle).manhattanLength())

    def grip(self, id: str) -> QPointF:
        """Return where a card is taken: off its ports and its name."""
        card = self.view.card(id)
        return self.view.viewportTransform().map(card.pos() + QPointF(50, 60))

    def edits(self) -> dict[str, list[float]]:
        """Edit, and take it back: check and shapes alone, then until every view was told."""
        found: dict[str, list[float]] = {}
        for name, change in EDITS.items():
            found[name] = [self._checked(change) for _ in range(9)][2:]
            found[f"{name}, shown"] = [self._timed(change) for _ in range(9)][2:]
        return found

    def _checked(self, change: Callable[[Graph], Graph]) -> float:
        begin = time.thread_time()
        found = analyse(change(self.window.editor.graph), self.document.fields)
        spent = 1e3 * (time.thread_time() - begin)
        assert found.order
        return spent

    def _timed(self, change: Callable[[Graph], Graph]) -> float:
        begin = time.thread_time()
        self.window.editor.apply_graph(change, "Edit")
        spent = 1e3 * (time.thread_time() - begin)
        let_pass(0.05)
        self.document.undo()
        let_pass(0.05)
        return spent


def small() -> Project:
    """Return a network of two nodes."""
    builder = GraphBuilder()
    builder.add("Linear", builder.add("Input"))
    return Project(builder.build())


def _late(graph: Graph, type_name: str) -> str:
    """Return a node of a type, from the later half."""
    ids = [id for id, node in graph.nodes.items() if node.module.type_name() == type_name]
    return ids[3 * len(ids) // 4]


def _widen(graph: Graph) -> Graph:
    id = _late(graph, "Linear")
    module = graph.nodes[id].module
    return set_module(graph, id, module.replace(out_features=module.out_features + 1))  # type: ignore[attr-defined]


def _add(graph: Graph) -> Graph:
    linear = modules.get("Linear")
    assert linear is not None
    return add_node(graph, linear())[0]


def _unplug(graph: Graph) -> Graph:
    return remove_edges(graph, [graph.edges[3 * len(graph.edges) // 4]])


EDITS = {"set a size": _widen, "add a node": _add, "remove a wire": _unplug}


def guinet(nodes: int, *, ruler: bool = False) -> dict[str, Any]:
    """Measure the canvas, with or without the depth ruler below it."""
    stage = Stage(network(nodes))
    stage.window.ruler.setVisible(ruler)
    result: dict[str, Any] = {"open": stage.open()}
    let_pass(1.0)
    stage.run()
    view = stage.view
    result["far"] = {"animate": stage.animate(), **stage.gestures()}
    view.zoom_to(1.0)
    let_pass(0.5)
    result["near"] = {"animate": stage.animate(), **stage.gestures()}
    stage.rest()
    result["edits"] = stage.edits()
    stage.window.leave()
    return result


def plain(nodes: int) -> dict[str, Any]:
    """Measure plain painting item by item."""
    app = make_application(Settings.load())
    project = network(nodes)
    clock = Clock(PlainView)
    view = PlainView(project)
    view.resize(1100, 620)
    view.show()
    box = view.kept.itemsBoundingRect()
    result: dict[str, Any] = {}
    for name in ("far", "near"):
        if name == "far":
            view.fitInView(box, Qt.AspectRatioMode.KeepAspectRatio)
        else:
            view.resetTransform()
            view.centerOn(box.center())
        let_pass(0.5)
        result[name] = _plain_scenes(view, clock)
    app.quit()
    return result


def _plain_scenes(view: PlainView, clock: Clock) -> dict[str, Any]:
    count = max(8, FRAMES // 5)

    def animate(_: int) -> None:
        PlainEdge.phase += 0.005
        view.viewport().update()

    def pan(number: int) -> None:
        animate(number)
        bar = view.horizontalScrollBar()
        bar.setValue(bar.value() + (4 if number % 20 < 10 else -4))

    def zoom(number: int) -> None:
        animate(number)
        factor = 1.2 if number % 10 < 5 else 1 / 1.2
        view.scale(factor, factor)

    middle = view.mapToScene(view.viewport().rect().center())
    nearest = sorted(view.nodes.values(), key=lambda n: (n.pos() - middle).manhattanLength())

    def drag(number: int) -> None:
        animate(number)
        for node in nearest[:moved]:
            node.setPos(node.pos() + QPointF(3, 1) * (1 if number % 10 < 5 else -1))

    found: dict[str, Any] = {"animate": {"paint": frames(clock, animate, count)}}
    found["pan"] = frames(clock, pan, count)
    found["zoom"] = frames(clock, zoom, count)
    for moved in (1, 20):
        found[f"drag {moved}"] = frames(clock, drag, count)
    return found


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    kinds = {"guinet": guinet, "ruler": partial(guinet, ruler=True), "plain": plain}
    measured = kinds[sys.argv[1]](int(sys.argv[2]))
    print(json.dumps(measured))
