"""Where nothing can be tried, the dock says what is missing, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from guinet.data.base import DataSource
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.graph.edits import add_node, connect, remove_nodes
from guinet.graph.model import Edge, Graph
from guinet.modules.loss.l2_penalty import L2Penalty
from tests.gui.try_it.test_panel import Desk


def without(*names: str) -> Callable[[Graph], Graph]:
    return lambda graph: remove_nodes(graph, [graph.by_name(name).id for name in names])


def penalised(graph: Graph) -> Graph:
    graph, penalty = add_node(without("loss", "y")(graph), L2Penalty())
    return connect(graph, Edge(graph.by_name("out").id, "y", penalty.id, "x"))


def said(desk: Desk) -> str:
    panel = desk.panel
    assert panel.trial is None
    assert panel.column.isHidden()
    assert panel.empty.isVisible()
    assert panel.reason in panel.empty.words
    return panel.reason


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (CsvFile(), "No file is chosen yet; choose a CSV file. See the dock Data."),
        (
            CsvFile(path="/nowhere/of.csv"),
            "There is no file /nowhere/of.csv; choose the file again. See the dock Data.",
        ),
        (
            DrawnPoints(),
            "No points are drawn yet; draw some, or choose another data set. See the dock Data.",
        ),
    ],
)
@pytest.mark.parametrize("left_out", [(), ("loss",)])
def test_missing_data_are_named_even_where_the_loss_is_missing_too(
    qtbot, source: DataSource, words: str, left_out: tuple[str, ...]
) -> None:
    desk = Desk(qtbot, "two-moons")
    before = desk.editor.project.data
    desk.editor.apply_graph(without(*left_out), "Remove")
    desk.editor.apply(lambda p: replace(p, data=before.replace(source=source)), "Choose data")
    assert said(desk) == words
    desk.editor.apply(lambda p: replace(p, data=before), "Choose data")
    assert "Data" not in desk.panel.reason


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            without("loss"),
            (
                "There is no loss, so nothing says what the network should learn. "
                "End with a loss: what the network says and a Target go into it."
            ),
        ),
        (
            without("y"),
            (
                "Nothing arrives at the input target of loss. "
                "Every input needs a wire; draw one from the output of another node."
            ),
        ),
        (
            without("x"),
            (
                "There is no Input, so no data enter the network. "
                "Add an Input and wire it to the first module."
            ),
        ),
        (
            without("hidden1"),
            (
                "Nothing arrives at the input x of tanh1. "
                "Every input needs a wire; draw one from the output of another node."
            ),
        ),
        (
            lambda graph: Graph(),
            (
                "The graph is empty. "
                "Begin with an Input, add modules, and end with a loss and its Target."
            ),
        ),
        (
            penalised,
            "No loss compares what the network says with a Target; add one and wire both to it.",
        ),
    ],
)
def test_what_the_network_lacks_is_named(qtbot, edit: Callable[[Graph], Graph], words: str) -> None:
    desk = Desk(qtbot, "two-moons")
    desk.editor.apply_graph(edit, "Change")
    assert said(desk) == words
    desk.editor.document.undo()
    assert desk.panel.reason == ""
    assert desk.panel.trial is not None
    assert desk.panel.empty.isHidden()
