"""Laid out by the program, every graph that comes with it shows all of its wires."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from guinet.core.resources import resource
from guinet.document.document import Document
from guinet.graph.scopes import inside, walk_scopes
from guinet.graph.standpoint import locate
from guinet.gui import theme
from guinet.gui.canvas.curves import along
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.editor import Editor
from guinet.project.examples import examples
from guinet.project.library import read_library
from guinet.project.project import Project
from tests.gui.canvas.conftest import FakeBridge

MARGIN_PX = 64
NEAR_PORT_PX = 12.0

SOURCES = [f"example:{example.name}" for example in examples()] + [
    f"composites/{entry.path.name}" for entry in read_library().entries if entry.origin == "guinet"
]


def opened(source: str) -> Project:
    document = Document()
    if source.startswith("example:"):
        document.open(source)
    else:
        document.open(str(resource(*source.split("/"))))
    return document.project


def scenes(project: Project) -> Iterator[tuple[str, CanvasScene, Editor]]:
    """Yield the scene of each graph of a project: the outermost one, then inside composites."""
    editor = Editor(Document(project))
    scene = CanvasScene(editor, FakeBridge())
    for scope, prefix in walk_scopes(project.graph):
        node = next(iter(inside(project.graph, scope).nodes.values()))
        found = locate(project.graph, prefix + node.name)
        assert found is not None
        editor.enter(found[0].uses)
        assert editor.scope == scope
        yield prefix.rstrip(".") or "outermost", scene, editor


def check(scene: CanvasScene) -> None:
    """Assert that no card hides a card or a wire."""
    while scene.layer.searching:
        scene.layer.go_on(1.0)
    rects = scene.rects()
    for a, b in itertools.combinations(rects, 2):
        assert not rects[a].intersects(rects[b]), (a, b)
    for row, edge in enumerate(scene.layer.edges):
        way = scene.layer.ways[row]
        table, lengths = along([way], 2000)
        away = np.linspace(0.0, lengths[0], 2000)
        away = np.minimum(away, away[::-1])
        x, y = table[0].T
        for id, rect in rects.items():
            within = (x > rect.left() + 1) & (x < rect.right() - 1)
            within &= (y > rect.top() + 1) & (y < rect.bottom() - 1)
            if id in (edge.source, edge.target):
                within &= away > NEAR_PORT_PX
            assert not within.any(), (edge, id)


def picture(scene: CanvasScene, path: Path) -> None:
    area = QRectF()
    for rect in scene.rects().values():
        area = area.united(rect)
    area.adjust(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
    scale = min(1.0, 2400 / area.width())
    pixmap = QPixmap((area.size() * scale).toSize())
    pixmap.fill(theme.colour("canvas"))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(pixmap.rect()), area)
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    assert pixmap.save(str(path))


@pytest.mark.parametrize("source", SOURCES)
def test_a_graph_that_the_program_lays_out_shows_every_wire(source, qtbot, tmp_path) -> None:
    folder = Path(os.environ.get("GUINET_PICTURES", tmp_path)) / "auto-layout"
    name = source.replace("example:", "").replace("composites/", "library-")
    project = opened(source)
    assert not project.layout
    for scope, scene, editor in scenes(project):
        picture(scene, folder / f"{name.removesuffix('.guinet')}-{scope}.png")
        check(scene)
        assert len(scene.cards) == len(editor.graph.nodes)
