"""A window that is used for a long time: ``python -m tests.e2e.soak SECONDS``.

Everything is in sight while networks and data are exchanged, edited, reset, and trained. Prints
one JSON object: memory of the three processes after warming up and at the end, loss points
against steps, and what Qt had to say.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler

from guinet.data.sources.spiral import Spiral
from guinet.data.sources.two_moons import TwoMoons
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.graph.edits import set_module
from guinet.gui.app import make_application
from guinet.gui.plots.choice import all_tiles
from guinet.gui.resets import reset_anew
from guinet.gui.window import MainWindow
from guinet.training.messages import State

_ROUND_S = 12.0
_HARMLESS = ("propagateSizeHints",)


class Soak:
    """One window and what was counted."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.said: list[str] = []
        self.points = 0
        self.step = 0
        self.steps_checked = 0
        self.uncounted: list[tuple[int, int]] = []
        self.rounds = 0
        self.memory: list[tuple[float, dict[str, float]]] = []
        qInstallMessageHandler(lambda kind, context, text: self._hear(text))
        settings = Settings.load()
        self.app = make_application(settings)
        document = Document()
        document.open("example:two-moons")
        self.window = MainWindow(document, settings)
        self.window.resize(1900, 1300)
        self.window.show()
        self.window.bridge.losses.connect(self._count)
        self.window.bridge.heard.connect(self._on_heard)
        self.window.bridge.restarted.connect(self._begin)

    def run(self) -> dict[str, Any]:
        """Use the window, and return what came of it."""
        window = self.window
        window.bridge.prepare()
        self._let_pass(2.0)
        self._show_everything()
        began = time.monotonic()
        while (now := time.monotonic() - began) < self.seconds:
            self._round(self.rounds)
            self.rounds += 1
            self.memory.append((now, self._sizes()))
        window.leave()
        return self._report()

    def _show_everything(self) -> None:
        window = self.window
        window.toggle_ruler()
        window.docks["try_it"].raise_()
        board = window.docks["plots"].widget()
        board.refresh()
        for id, kind in all_tiles().items():
            if not kind.why_not(board.desk.facts):
                board.choose(id, True)
        window.canvas.frame_all()

    def _round(self, number: int) -> None:
        """Train, change something, train on, and hold the counted losses against the steps."""
        window, bridge = self.window, self.window.bridge
        bridge.play()
        self._let_pass(_ROUND_S / 4)
        self._edit(number)
        self._let_pass(_ROUND_S / 4)
        docks = [name for name in window.docks if name != "modules"]
        window.docks[docks[number % len(docks)]].raise_()
        self._change_data(number)
        self._let_pass(_ROUND_S / 4)
        window.docks["plots"].raise_()
        bridge.pause()
        self._let_pass(_ROUND_S / 8)
        self._check()
        if number % 5 == 4:
            reset_anew(window.editor, bridge)
        if number % 7 == 6:
            names = ("two-moons", "spiral", "xor")
            window.editor.document.open(f"example:{names[number % 3]}")
            bridge.prepare()
            window.canvas.frame_all()
        self._let_pass(_ROUND_S / 8)

    def _edit(self, number: int) -> None:
        editor = self.window.editor
        linear = [n for n in editor.graph.nodes.values() if n.module.type_name() == "Linear"]
        node = linear[0]
        width = 4 + number % 9
        if len(linear) > 1:
            module = node.module.replace(out_features=width)
            editor.apply_graph(lambda graph: set_module(graph, node.id, module), "Width")
        if number % 2:
            editor.document.undo()

    def _change_data(self, number: int) -> None:
        kinds = (TwoMoons(noise=0.1 + 0.01 * (number % 9)), Spiral(seed=number % 50))
        spec = self.window.editor.project.data.replace(source=kinds[number % 2])
        self.window.editor.apply(lambda project: replace(project, data=spec), "Other data")

    def _count(self, points: list[Any]) -> None:
        self.points += sum(point.count for point in points)

    def _begin(self) -> None:
        self.points = self.step = 0

    def _check(self) -> None:
        """At rest every step of the run is in a point that was told."""
        # Of the newest numbers those of an older plan are passed over; this is what is done.
        if self.step and self.window.bridge.run_state in ("paused", "finished"):
            self.steps_checked += 1
            if self.points != self.step:
                self.uncounted.append((self.points, self.step))

    def _on_heard(self, message: object) -> None:
        if isinstance(message, State):
            self.step = message.step

    def _sizes(self) -> dict[str, float]:
        pids = {
            "window": os.getpid(),
            "worker": self.window.bridge.pid,
            "observer": self.window.sight.pid,
        }
        return {name: _resident_mb(pid) for name, pid in pids.items() if pid is not None}

    def _report(self) -> dict[str, Any]:
        warm = [sizes for at, sizes in self.memory if at >= self.seconds * 0.25]
        tenth = max(1, len(warm) // 10)
        first, last = warm[:tenth], warm[-tenth:]
        grown = {
            name: _mean(last, name) / _mean(first, name)
            for name in ("window", "worker", "observer")
            if all(name in sizes for sizes in (*first, *last))
        }
        return {
            "rounds": self.rounds,
            "checks": self.steps_checked,
            "uncounted": self.uncounted,
            "qt": sorted(set(self.said)),
            "mb_first": {name: round(_mean(first, name), 1) for name in grown},
            "mb_last": {name: round(_mean(last, name), 1) for name in grown},
            "grown": {name: round(share, 4) for name, share in grown.items()},
        }

    def _let_pass(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()

    def _hear(self, text: str) -> None:
        if not any(known in text for known in _HARMLESS):
            self.said.append(text)


def _mean(sizes: list[dict[str, float]], name: str) -> float:
    return sum(one[name] for one in sizes) / len(sizes)


def _resident_mb(pid: int) -> float:
    words = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    return int(words[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GUINET_CONFIG_DIR"] = folder
        soak = Soak(float(sys.argv[1]))
        print(json.dumps(soak.run()), flush=True)
        os._exit(0)
