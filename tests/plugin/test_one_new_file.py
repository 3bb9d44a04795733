"""A module in one new file appears everywhere, and a wrong gradient in it is caught."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.plugin.conftest import RIGHT, WRONG, Install

ROOT = Path(__file__).resolve().parents[2]

SAVE = """
import guinet
from guinet.data.prepare import describe
from guinet.project.project import Project
b = guinet.GraphBuilder()
hidden = b.add("Swish", b.add("Linear", b.add("Input"), out_features=4), name="swish")
target = b.add("Target", encoding="binary")
b.add("BCEWithLogitsLoss", b.add("Linear", hidden, out_features=1), target, name="loss")
guinet.save(Project(graph=b.build()), "swish.guinet")
assert guinet.load("swish.guinet").graph.by_name("swish").module.type_name() == "Swish"
run = guinet.train(guinet.load("swish.guinet"), epochs=2)
assert len(run.history) == 2
"""

WINDOW = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from guinet.document.document import Document
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.panels.inspector import InspectorPanel
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.sight import Sight
document = Document()
document.open("swish.guinet")
editor = Editor(document)
bridge = Bridge(editor)
palette = PalettePanel(editor, bridge)
inspector = InspectorPanel(editor, bridge, Sight(editor, bridge))
palette.resize(200, 900); palette.show()
inspector.resize(288, 900); inspector.show()
node = editor.graph.by_name("swish")
editor.select([node.id])
app.processEvents()
assert "Swish" in palette.shown(), palette.shown()
assert inspector.page is inspector.node_page
bridge.shutdown()
palette.close(); inspector.close()
"""


def python(
    environment: dict[str, str], folder: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with the plugin installed."""
    return subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )


def laws(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the laws for the plugin's module."""
    words = [
        "-m",
        "pytest",
        "tests/modules/test_declarations.py",
        "tests/modules/test_laws.py",
        "-k",
        "Swish",
        "-n",
        "0",
        "-q",
    ]
    return python(environment, ROOT, *words, "-p", "no:cacheprovider")


def test_it_is_in_file_command_line_palette_and_inspector(install: Install, tmp_path: Path) -> None:
    environment = install(RIGHT)

    saved = python(environment, tmp_path, "-c", SAVE)
    assert saved.returncode == 0, saved.stderr

    listed = python(environment, tmp_path, "-m", "guinet", "modules", "--json")
    assert "Swish" in {json.loads(line)["name"] for line in listed.stdout.splitlines()}

    checked = python(environment, tmp_path, "-m", "guinet", "gradcheck", "swish.guinet")
    assert checked.returncode == 0, checked.stdout + checked.stderr

    shown = python(environment, tmp_path, "-c", WINDOW)
    assert shown.returncode == 0, shown.stderr


def test_the_laws_hold_for_it(install: Install) -> None:
    result = laws(install(RIGHT))
    assert result.returncode == 0, result.stdout
    assert "passed" in result.stdout


def test_the_laws_catch_a_wrong_gradient(install: Install) -> None:
    result = laws(install(WRONG))
    assert result.returncode == 1, result.stdout
    assert "gradient" in result.stdout


def test_gradcheck_catches_a_wrong_gradient(install: Install, tmp_path: Path) -> None:
    environment = install(WRONG)
    assert python(environment, tmp_path, "-c", SAVE).returncode == 0

    result = python(environment, tmp_path, "-m", "guinet", "gradcheck", "swish.guinet")

    assert result.returncode == 1
    assert "swish" in result.stderr
    assert "Traceback" not in result.stderr


def test_without_the_plugin_the_file_still_opens(install: Install, tmp_path: Path) -> None:
    environment = install(RIGHT)
    assert python(environment, tmp_path, "-c", SAVE).returncode == 0
    del environment["PYTHONPATH"]

    result = python(environment, tmp_path, "-m", "guinet", "check", "swish.guinet")

    assert result.returncode == 1
    assert "Swish" in result.stdout
    assert "not installed" in result.stdout
