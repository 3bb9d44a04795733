"""The inspector shows and edits one node, sums up several, and describes the project."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import (
    add_node,
    connect,
    disconnect,
    remove_nodes,
    set_learning_rate_factor,
    set_module,
    set_share,
)
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.gui.cells import as_matrix, shrink
from guinet.gui.panels.heat_map import HeatMap, statistics
from guinet.gui.panels.inspector import InspectorPanel
from guinet.modules import modules
from guinet.modules.activation.expression import Expression
from guinet.project.library import add_definition, read_library
from guinet.training.messages import Notice, Prepared, Snapshot


@pytest.fixture
def inspector(qtbot, editor, bridge, sight):
    panel = InspectorPanel(editor, bridge, sight)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    panel.show()
    return panel


def type_into(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_nothing_selected_shows_the_project(inspector, editor):
    page = inspector.overview_page
    assert inspector.page is page
    assert page.title.text() == "Small"
    assert page.description.toPlainText() == "A test."
    assert page.table.value("Nodes") == "6"
    assert page.table.value("Weights") == str(8 * 2 + 8 + 2 * 8 + 2)
    assert page.table.value("Data") == "Two moons"
    assert "play" in page.hint.text()


def test_memory_and_processes_are_shown_once_they_are_known(
    inspector, editor, node, bridge, client
):
    page = inspector.overview_page
    assert "Processes" not in page.table.names
    bridge.preparation = Prepared(1, (), (), {}, 32, 8, workers=2, plan_bytes=12_400)
    bridge.prepared.emit(bridge.preparation)
    assert page.table.value("Processes") == "2"
    assert page.table.value("Memory of a step") == "12.4 kB"
    client.inbox.append(Notice("One is lost.", 1))
    bridge.poll()
    assert page.table.value("Processes") == "1"
    editor.apply_graph(lambda graph: remove_nodes(graph, [node("loss").id]), "Remove")
    assert not bridge.can_run
    assert "Processes" not in page.table.names  # of the network as it was


def test_the_project_can_be_described(inspector, editor):
    type_into(inspector.overview_page.title, "Better")
    assert editor.project.title == "Better"
    description = inspector.overview_page.description
    description.setFocus()
    description.selectAll()
    QTest.keyClicks(description, "Longer words")
    inspector.overview_page.title.setFocus()
    description.clearFocus()
    assert editor.project.description == "Longer words"
    editor.document.undo()
    assert description.toPlainText() == "A test."


def test_an_empty_project_is_told_how_to_begin(inspector, editor):
    editor.document.new()
    assert "palette" in inspector.overview_page.hint.text()


def test_while_it_trains_nobody_is_told_to_press_play(inspector, bridge):
    hint = inspector.overview_page.hint
    bridge.play()
    bridge.poll()
    assert bridge.running
    assert "play" not in hint.text()
    bridge.pause()
    bridge.poll()
    assert "play" in hint.text()


def test_a_node_shows_its_settings_and_takes_edits(inspector, editor, node):
    editor.select([node("hidden").id])
    page = inspector.node_page
    assert inspector.page is page
    assert page.header.name.text() == "hidden"
    type_into(page.form.editor("out_features"), "5")
    assert node("hidden").module.out_features == 5
    type_into(page.form.editor("out_features"), "6")
    assert node("hidden").module.out_features == 6
    editor.document.undo()  # edits of one field in a row are one step
    assert node("hidden").module.out_features == 8
    assert page.form.editor("out_features").text() == "8"


def test_edits_of_different_fields_are_steps_of_their_own(inspector, editor, node):
    editor.select([node("hidden").id])
    page = inspector.node_page
    type_into(page.form.editor("out_features"), "5")
    box = page.form.editor("bias")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert not node("hidden").module.bias
    editor.document.undo()
    assert node("hidden").module.bias
    assert node("hidden").module.out_features == 5


def test_shapes_weights_and_cost_are_those_of_the_network(inspector, editor, node):
    editor.select([node("hidden").id])
    facts = inspector.node_page.facts.values
    # A shape is not torn apart where a line ends.
    assert facts["Shape"][1].text().replace("\N{NO-BREAK SPACE}", "_") == "N_×_2 → N_×_8"
    assert facts["Weights"][1].text() == "24"
    assert facts["Cost"][1].text() == "16 multiply-adds per sample"
    type_into(inspector.node_page.form.editor("out_features"), "3")
    assert facts["Shape"][1].text().replace("\N{NO-BREAK SPACE}", "_") == "N_×_2 → N_×_3"
    assert facts["Weights"][1].text() == "9"


def test_weights_learn_slower_or_are_frozen_by_a_lock(inspector, editor, node):
    editor.select([node("hidden").id])
    learning = inspector.node_page.learning
    box = learning.editor
    assert learning.isVisible()
    assert box.text() == "1"
    type_into(box, "0.5")
    assert node("hidden").learning_rate_factor == 0.5
    type_into(box, "-1")
    assert "must be at least 0" in learning.refusal
    assert node("hidden").learning_rate_factor == 0.5
    learning.lock.click()
    assert node("hidden").learning_rate_factor == 0.0
    assert learning.lock.isChecked()
    assert box.text() == "0"
    assert "as they are" in learning.words.text()
    assert editor.document.undo_label == "Freeze hidden"
    learning.lock.click()
    assert node("hidden").learning_rate_factor == 1.0
    assert not learning.lock.isChecked()
    editor.document.undo()
    editor.document.undo()
    assert node("hidden").learning_rate_factor == 0.5
    assert not learning.words.isVisible()


def test_what_has_no_weights_has_no_lock(inspector, editor, node):
    editor.select([node("tanh1").id])
    assert not inspector.node_page.learning.isVisible()


def test_shared_weights_say_whose_factor_counts(inspector, editor, node):
    editor.apply_graph(lambda graph: set_share(graph, node("hidden").id, "t"), "share")
    twin = None

    def add_twin(graph):
        nonlocal twin
        graph, twin = add_node(graph, node("hidden").module)
        source = graph.edge_into(node("hidden").id, "x")
        graph = connect(graph, Edge(source.source, source.source_port, twin.id, "x"))
        return set_learning_rate_factor(set_share(graph, twin.id, "t"), twin.id, 0.0)

    editor.apply_graph(add_twin, "add")
    editor.select([node("hidden").id])
    assert "smallest factor" in inspector.node_page.learning.words.text()
    editor.select([twin.id])
    assert inspector.node_page.learning.lock.isChecked()


def test_renaming_keeps_to_the_rules_of_names(inspector, editor, node):
    editor.select([node("hidden").id])
    header = inspector.node_page.header
    type_into(header.name, "first")
    assert node("first")
    type_into(header.name, "out")
    assert editor.graph.by_name("first") is not None
    assert "out" in header.refusal.text()
    assert header.refusal.isVisible()
    type_into(header.name, "a.b")
    assert "dot" in header.refusal.text()


def test_problems_stand_on_top_with_their_fixes(inspector, editor, node):
    out = node("out")
    edge = editor.graph.edge_into(out.id, "x")
    editor.apply_graph(lambda g: disconnect(g, edge), "Cut")
    editor.select([out.id])
    part = inspector.node_page._problem_part
    assert part.isVisible()
    buttons = part.findChildren(QPushButton)
    assert buttons
    before = editor.graph
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert editor.graph is not before
    editor.document.undo()
    editor.document.undo()
    assert not part.isVisible()


def test_the_formula_is_rendered(inspector, editor, node):
    editor.select([node("hidden").id])
    page = inspector.node_page
    assert page.forward.formulas == node("hidden").module.formula.forward
    assert len(page.backward.formulas) == 3
    page.backward.grab()
    assert page.backward.heightForWidth(240) > 60


def test_a_typed_formula_is_shown_as_mathematics(inspector, editor):
    def place(graph):
        graph, made = add_node(graph, Expression(), "gate")
        source = graph.by_name("hidden")
        return connect(graph, Edge(source.id, "y", made.id, "x"))

    editor.apply_graph(place, "Place")
    editor.select([editor.graph.by_name("gate").id])
    page = inspector.node_page
    assert page.forward.formulas == (r"y = x\, \sigma\left( \beta x \right)",)
    line = page.form.editor("expression")
    type_into(line, "a * tanh(x)")
    assert editor.graph.by_name("gate").module.expression == "a * tanh(x)"
    assert page.forward.formulas == (r"y = a\, \tanh\left( x \right)",)
    assert len(page.backward.formulas) == 2
    type_into(line, "a * sigmoyd(x)")
    sentence = "expression has an unknown function sigmoyd at character 5 (did you mean sigmoid?)."
    assert page.form.refusal("expression") == sentence
    assert any(
        label.text() == sentence and label.isVisible() for label in page.form.findChildren(QLabel)
    )
    assert editor.graph.by_name("gate").module.expression == "a * tanh(x)"
    assert page.forward.formulas == (r"y = a\, \tanh\left( x \right)",)
    type_into(line, "a * b")
    assert "has no input" in page.form.refusal("expression")
    type_into(line, "x^2")
    assert page.form.refusal("expression") == ""
    assert page.forward.formulas == (r"y = x^{2}",)


def test_the_field_of_an_input_is_chosen_from_the_data(inspector, editor, node):
    editor.select([node("x").id])
    box = inspector.node_page.form.editor("field")
    assert [box.itemText(i) for i in range(box.count())] == ["x", "y"]


def test_weights_are_shown_in_numbers_that_numpy_confirms(inspector, editor, bridge, client, node):
    network = Network(editor.graph, editor.fields, batch_size=4, seed=3)
    editor.select([node("hidden").id])
    assert "No values yet" in inspector.node_page.weights.words.text()
    bridge.prepare()
    client.inbox.append(Snapshot(network.weights, network.state, 0, 0))
    bridge.poll()
    views = [view for view in inspector.node_page.weights.views if view.isVisible()]
    assert len(views) == 2
    weight = network.weights["hidden.weight"].astype(float)
    shown = views[0].numbers
    assert shown["mean"].text() == four(weight.mean())
    assert shown["std"].text() == four(weight.std())
    assert shown["RMS"].text() == four(np.sqrt((weight**2).mean()))
    assert views[0].picture.reach == pytest.approx(np.abs(weight).max())


def four(value):
    from guinet.gui.format import number

    return number(float(value))


def test_a_module_without_weights_has_no_such_section(inspector, editor, node):
    editor.select([next(n.id for n in editor.graph.nodes.values() if n.name.startswith("tanh"))])
    assert not inspector.node_page._weights_part.isVisible()
    assert "has no hyperparameters" in inspector.node_page.no_settings.text()


def test_several_nodes_are_summed_up(inspector, editor, node):
    editor.select([node("hidden").id, node("out").id])
    page = inspector.selection_page
    assert inspector.page is page
    assert page.title.text() == "2 nodes"
    assert page.table.value("Weights") == str(24 + 18)
    assert page.types.value("Linear") == "2"


def test_a_composite_shows_what_it_exposes(inspector, editor):
    inner = GraphBuilder()
    linear = inner.add("Linear", inner.add("Inlet", name="in"), out_features=4, name="linear")
    inner.add("Outlet", linear, name="out")
    block = Composite("c1", "Block", inner.build(), (Exposed("width", linear.id, "out_features"),))
    graph = Graph({"n1": Node("n1", "block", CompositeUse(definition="c1"))}, (), {"c1": block})
    editor.apply_graph(lambda _: graph, "Composite")
    editor.select(["n1"])
    page = inspector.node_page
    assert page.exposed.isVisible()
    assert page.exposed.editor("width").text() == "4"
    type_into(page.exposed.editor("width"), "6")
    assert dict(editor.graph.nodes["n1"].module.values) == {"width": 6}
    assert page.exposed.editor("width").text() == "6"
    type_into(page.exposed.editor("width"), "0")
    assert "at least 1" in page.exposed.refusal("width")


def test_a_composite_of_the_library_is_explained_by_its_file(inspector, editor):
    entry = next(e for e in read_library().entries if e.name == "ResidualBlock")
    project, module = add_definition(editor.project, entry)
    graph, node = add_node(project.graph, module)
    editor.apply_graph(lambda _: graph, "Add ResidualBlock")
    editor.select([node.id])
    page = inspector.node_page
    assert page.help.text() == entry.description
    assert page.exposed.editor("channels").text() == "16"
    type_into(page.exposed.editor("channels"), "12")
    assert dict(editor.graph.nodes[node.id].module.values) == {"channels": 12}
    changed = replace(graph.composites[module.definition], exposed=())
    composites = {**graph.composites, module.definition: changed}
    editor.apply_graph(lambda graph: replace(graph, composites=composites), "Change")
    assert "Stands for a whole graph" in page.help.text()


def test_a_vector_is_a_row_and_filters_are_a_mosaic():
    assert as_matrix(np.zeros(5)).shape == (1, 5)
    filters = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    mosaic = as_matrix(filters)
    assert mosaic.shape == (8, 15)
    np.testing.assert_array_equal(mosaic[4:8, 5:10], filters[1, 1])


def test_shrinking_never_loses_the_largest_weight():
    matrix = np.random.default_rng(0).normal(size=(300, 500))
    matrix[123, 321] = -9.0
    small = shrink(matrix, 20, 30)
    assert small.shape == (20, 30)
    assert small.min() == -9.0
    np.testing.assert_array_equal(shrink(matrix[:3, :3], 20, 30), matrix[:3, :3])


def test_statistics_are_those_of_numpy():
    values = np.random.default_rng(1).normal(size=(7, 3)).astype(np.float32)
    wide = values.astype(float)
    assert statistics(values) == (
        pytest.approx(wide.mean()),
        pytest.approx(wide.std()),
        pytest.approx(np.sqrt((wide**2).mean())),
    )


def test_pointing_at_a_cell_tells_its_number(qtbot):
    picture = HeatMap()
    qtbot.addWidget(picture)
    picture.resize(200, 200)
    picture.show_values(np.array([[0.1, -0.2], [0.3, 0.4]]))
    assert picture.words_at(2, 2) == "row 1, column 1: 0.1000"
    assert picture.words_at(20, 20) == "row 2, column 2: 0.4000"
    assert picture.words_at(199, 2) == ""
    picture.show_values(np.array([0.5, 0.25]))
    assert picture.words_at(20, 2) == "element 2: 0.2500"


def test_the_help_is_set_as_it_is_meant(inspector, editor, node):
    editor.select([node("hidden").id])
    text = inspector.node_page.help.text()
    assert text.startswith("<p>Weighted sums")
    assert "<p>Source: Rosenblatt" in text
    editor.apply_graph(
        lambda graph: set_module(graph, node("hidden").id, modules.get("GELU")()), ""
    )
    text = inspector.node_page.help.text()
    assert "<code>torch.nn.GELU</code>" in text
    assert "`" not in text


def test_many_problems_leave_the_form_in_sight(inspector, editor, qtbot):
    inspector.resize(280, 420)
    graph, concat = add_node(editor.graph, modules.get("Concat")())
    editor.apply_graph(lambda _: graph, "Add")
    editor.select([concat.id])
    page = inspector.node_page
    field = page.form.editor("input_count")
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    type_into(field, "8")
    qtbot.waitUntil(lambda: not field.visibleRegion().isEmpty())
    qtbot.wait(20)  # until Qt has deleted those of before
    words = [each.text() for each in page.findChildren(QLabel)]
    count = len(editor.analysis.problems_of(concat.name))
    assert count >= 8
    assert f"And {count - 2} more, see Problems." in words
    assert len([each for each in words if each.startswith("Nothing arrives")]) == 2
