"""Training with and without a window: ``python -m tests.benchmarks.live_window HOW [EXAMPLE]``.

HOW is ``alone``, ``window`` (as it opens) or ``all`` (every plot that fits, the depth ruler, and
the network tried out). Without an example, 200 nodes are trained. Prints one JSON object: steps
per second, and with a window what a frame takes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.optim.sgd import SGD
from guinet.project.examples import open_example
from guinet.project.project import Project
from guinet.training.client import TrainingClient
from guinet.training.recipe import Recipe

NODES = 200
COLUMNS = 20
WARM_UP_S = 2.0
MEASURED_S = 5.0


def project() -> Project:
    """Return a chain of 200 nodes that trains for ever, laid out in rows."""
    builder = GraphBuilder()
    last = builder.add("Input")
    for _ in range((NODES - 4) // 2):
        last = builder.add("Tanh", builder.add("Linear", last, out_features=8))
    target = builder.add("Target", encoding="binary")
    builder.add("BCEWithLogitsLoss", builder.add("Linear", last, out_features=1), target)
    graph = builder.build()
    assert len(graph.nodes) == NODES
    layout = {
        node: (184.0 * (number % COLUMNS), 232.0 * (number // COLUMNS))
        for number, node in enumerate(graph.nodes)
    }
    recipe = Recipe(optimizer=SGD(), learning_rate=0.01, batch_size=32, epochs=1_000_000)
    return Project(graph, {"": layout}, DataSpec(source=TwoMoons()), recipe, "200 nodes")


def chosen(name: str) -> Project:
    """Return an example that trains for ever in one process, or the 200 nodes."""
    if not name:
        return project()
    found = open_example(name)
    return replace(found, recipe=found.recipe.replace(epochs=1_000_000, workers=1))


def alone(name: str) -> dict[str, Any]:
    """Measure the worker while nobody looks."""
    drawn = chosen(name)
    client = TrainingClient()
    client.start(drawn.graph, drawn.data, drawn.recipe)
    client.play()
    marks: list[tuple[float, int]] = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < WARM_UP_S + MEASURED_S:
        time.sleep(0.1)
        client.poll()
        frame = client.telemetry()
        if frame is not None and time.perf_counter() - begin > WARM_UP_S:
            marks.append((time.perf_counter(), frame.step))
    client.close()
    return {"steps_per_s": speed(marks)}


def window(name: str, *, everything: bool) -> dict[str, Any]:
    """Measure the worker and the frames while the window shows every edge."""
    from PySide6.QtCore import QEventLoop, QTimer

    from guinet.document.document import Document
    from guinet.document.settings import Settings
    from guinet.gui.app import make_application
    from guinet.gui.canvas.view import CanvasView
    from guinet.gui.window import MainWindow

    painted: list[tuple[float, float]] = []
    plain = CanvasView.paintEvent

    def timed(self: CanvasView, event: Any) -> None:
        start = time.perf_counter()
        plain(self, event)
        painted.append((start, time.perf_counter()))

    CanvasView.paintEvent = timed  # type: ignore[method-assign]
    settings = Settings.load()
    app = make_application(settings)
    document = Document(chosen(name))
    main = MainWindow(document, settings)
    main.resize(2400, 1500) if everything else main.resize(1600, 960)
    main.show()
    main.canvas.frame_all()
    marks: list[tuple[float, int]] = []
    main.bridge.telemetry.connect(lambda f: marks.append((time.perf_counter(), f.step)))
    main.bridge.prepare()

    def let_pass(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    while not main.bridge.can_run:
        let_pass(0.05)
    main.bridge.play()
    if everything:
        show_everything(main, let_pass)
    let_pass(WARM_UP_S)
    looked_at = sum(len(views) for views in main.sight._looks.values())
    marks.clear()
    painted.clear()
    used_s = time.process_time()
    let_pass(MEASURED_S)
    used_s = time.process_time() - used_s
    starts = np.array([start for start, _ in painted])
    costs_ms = 1e3 * np.array([end - start for start, end in painted])
    intervals_ms = 1e3 * np.diff(starts)
    result = {
        "views": looked_at,
        "steps_per_s": speed(marks),
        "share_of_a_core": used_s / MEASURED_S,
        "frames_per_s": len(painted) / MEASURED_S,
        "interval_p95_ms": float(np.percentile(intervals_ms, 95)),
        "paint_p50_ms": float(np.percentile(costs_ms, 50)),
        "paint_p95_ms": float(np.percentile(costs_ms, 95)),
    }
    main.close()
    app.quit()
    return result


def show_everything(main: Any, let_pass: Callable[[float], None]) -> None:
    """Bring all there is to see into sight."""
    from PySide6.QtCore import Qt

    from guinet.gui.plots.board import PlotBoard
    from guinet.gui.plots.choice import all_tiles

    let_pass(1.0)
    main.toggle_ruler()
    main.docks["try_it"].raise_()
    main.resizeDocks([main.docks["plots"]], [760], Qt.Orientation.Vertical)
    board = main.docks["plots"].widget()
    assert isinstance(board, PlotBoard)
    board.refresh()
    for id, kind in all_tiles().items():
        if not kind.why_not(board.desk.facts):
            board.choose(id, True)
    main.canvas.frame_all()
    main.docks["try_it"].widget().take_sample()


def speed(marks: list[tuple[float, int]]) -> float:
    """Return the steps per second between the first and the last mark."""
    (begin, first), (end, last) = marks[0], marks[-1]
    return (last - first) / (end - begin)


if __name__ == "__main__":
    how, example = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if how == "alone":
        print(json.dumps(alone(example)))
    else:
        print(json.dumps(window(example, everything=how == "all")))
