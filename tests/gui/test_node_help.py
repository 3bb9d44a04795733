"""The help on a node says what its module declares, as its settings are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QTextDocument

from guinet.document.document import Document
from guinet.graph.edits import add_node, set_module
from guinet.graph.placeholder import Placeholder
from guinet.gui.dialogs.node_help import NodeHelp, node_help_html
from guinet.gui.editor import Editor
from guinet.modules import modules
from guinet.project.library import read_library
from guinet.project.project import Project


def words(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


@pytest.fixture
def editor(qapp) -> Editor:
    document = Document()
    document.open("example:digits-cnn")
    return Editor(document)


# Inlet and Outlet stand inside composites only.
PLACEABLE = [name for name in modules.names() if name not in ("Inlet", "Outlet")]


@pytest.mark.parametrize("name", PLACEABLE)
def test_every_module_has_a_page_with_its_settings_and_ports(qapp, name: str) -> None:
    editor = Editor(Document(Project()))
    module_type = modules.types()[name]
    editor.apply_graph(lambda graph: add_node(graph, module_type())[0], "add")
    (node,) = editor.graph.nodes.values()
    text = words(node_help_html(editor, node))
    assert text.startswith(name)
    assert module_type.summary().split("``")[0].strip() in text
    assert [f for f in module_type.fields if f not in text] == []
    assert [p.name for p in node.module.input_ports() if p.name not in text] == []


def test_the_page_says_what_the_node_is_now(editor: Editor) -> None:
    node = editor.graph.by_name("conv1")
    channels = node.module.out_channels + 5
    module = node.module.replace(out_channels=channels)
    editor.apply_graph(lambda graph: set_module(graph, node.id, module), "change")
    node = editor.graph.by_name("conv1")
    html = node_help_html(editor, node)
    text = words(html)
    assert html.count("<img") == len(module.formulas().forward) + len(module.formulas().backward)
    assert f"conv1 = nn.Conv2d(1, {channels}" in text
    assert "y = conv1(x)" in text
    assert f"{channels} × 1 × " in text
    spec = editor.analysis.outputs_of(editor.path_of(node))[0]
    assert spec.text() in text


def test_composites_tell_their_description_and_settings(qapp) -> None:
    from guinet.project.library import add_definition

    entry = next(iter(read_library().entries))
    project, module = add_definition(Project(), entry)
    editor = Editor(Document(project))
    editor.apply_graph(lambda graph: add_node(graph, module)[0], "add")
    (node,) = editor.graph.nodes.values()
    text = words(node_help_html(editor, node))
    assert text.startswith(entry.name)
    assert " ".join(entry.description.split()) in " ".join(text.split())


def test_a_module_that_is_not_installed_is_told(editor: Editor) -> None:
    node = editor.graph.by_name("conv1")
    lost = replace(node, module=Placeholder(missing="Quux"))
    assert "Quux is not installed" in words(node_help_html(editor, lost))


def test_the_page_turns_to_another_node(editor: Editor, qtbot) -> None:
    page = NodeHelp(editor, editor.graph.by_name("conv1"))
    qtbot.addWidget(page)
    assert page.windowTitle() == "Help on Conv2d"
    page.show_node(editor.graph.by_name("loss"))
    assert page.windowTitle() == "Help on CrossEntropyLoss"
