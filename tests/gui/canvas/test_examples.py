"""The examples lie on the canvas such that every wire can be seen."""

from __future__ import annotations

import pytest

from guinet.document.document import Document
from guinet.gui.canvas.view import CanvasView
from guinet.gui.editor import Editor
from guinet.project.examples import examples
from tests.gui.canvas.conftest import FakeBridge

ROOM_PX = 20.0


@pytest.mark.parametrize("name", [example.name for example in examples()])
def test_no_card_hides_a_wire_or_another_card(name, qtbot):
    document = Document()
    document.open(f"example:{name}")
    editor = Editor(document)
    view = CanvasView(editor, FakeBridge())
    qtbot.addWidget(view)
    graph = editor.graph
    qtbot.waitUntil(lambda: editor.analysis.flat is not None)
    places = {node: view.card(node).scene_rect() for node in graph.nodes}
    for edge in graph.edges:
        gap = places[edge.target].left() - places[edge.source].right()
        assert gap >= ROOM_PX, (graph.nodes[edge.source].name, graph.nodes[edge.target].name)
    pairs = [(a, b) for a in places for b in places if a < b and places[a].intersects(places[b])]
    assert pairs == []
