"""A picture that cannot be painted is told on standard error, and the program lives."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import guinet.gui

FILES = sorted(Path(guinet.gui.__file__).parent.rglob("*.py"))

SURROUNDINGS = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

PROGRAM = """
import numpy as np
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui.app import make_application
from guinet.gui.window import MainWindow

application = make_application(Settings.load())
window = MainWindow(Document(), Settings.load())
type(window.WIDGET).paintEvent = lambda self, event: np.zeros(16).reshape(-1, 10)
window.show()
window.docks["recipe"].raise_()
window.toggle_ruler()
application.processEvents()
window.leave()
print("alive", flush=True)
import os; os._exit(0)
"""


@pytest.mark.parametrize("widget", ["canvas", "ruler", "docks['recipe'].widget().curve"])
def test_compiled_code_that_fails_while_painting_ends_nothing(widget: str, tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("WIDGET", widget)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=SURROUNDINGS | {"GUINET_CONFIG_DIR": str(tmp_path)},
    )
    assert found.stdout.split() == ["alive"], found.stderr[-2000:]


def test_nobody_overrides_what_painting_would_run_within() -> None:
    """It is `hear_first` that lets a widget hear of an event before Qt deals with it."""
    found = [
        f"{file.name}:{node.lineno}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name in ("event", "viewportEvent")
    ]
    assert found == []
