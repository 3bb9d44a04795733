"""The editor tells its listeners of a state that agrees with itself."""

from __future__ import annotations

import pytest

from guinet.document.document import Document
from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import remove_nodes
from guinet.gui.editor import Editor
from guinet.project.project import Project


@pytest.mark.parametrize("signal", ["project_changed", "analysis_changed", "selection_changed"])
def test_a_deleted_node_is_not_selected_for_anybody(qapp, signal: str) -> None:
    b = GraphBuilder()
    b.add("Tanh", b.add("Input", name="x"), name="tanh")
    editor = Editor(Document(Project(graph=b.build())))
    tanh = editor.graph.by_name("tanh")
    assert tanh is not None
    editor.select([tanh.id])
    seen: list[tuple[object, frozenset[str]]] = []
    getattr(editor, signal).connect(
        lambda *_: seen.append((editor.selected_node(), editor.selected))
    )

    editor.apply_graph(lambda graph: remove_nodes(graph, [tanh.id]), "Delete tanh")

    assert seen == [(None, frozenset())]
