"""Checks of the menus Edit and Graph."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit

from guinet.graph.edits import set_learning_rate_factor
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


def _add_relu(desk: Desk) -> None:
    desk.view.add_module("ReLU")
    assert "relu1" in desk.names()


@check("undo")
def _(desk: Desk, do: Do) -> None:
    _add_relu(desk)
    do()
    assert "relu1" not in desk.names()


@check("redo")
def _(desk: Desk, do: Do) -> None:
    _add_relu(desk)
    desk.document.undo()
    do()
    assert "relu1" in desk.names()


@check("cut")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert "tanh1" not in desk.names()
    assert "Tanh" in QApplication.clipboard().text()
    desk.only_step("Cut tanh1")


@check("copy")
def _(desk: Desk, do: Do) -> None:
    QApplication.clipboard().clear()
    desk.select("tanh1")
    do()
    assert "Tanh" in QApplication.clipboard().text()
    assert not desk.document.can_undo


@check("paste")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    desk.view.commands.copy()
    do()
    assert desk.selected() == {"tanh3"}
    desk.only_step("Paste tanh3")


@check("duplicate")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert desk.selected() == {"tanh3"}
    desk.only_step("Duplicate tanh3")


@check("delete")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert "tanh1" not in desk.names()
    desk.only_step("Delete tanh1")
    desk.view.canvas.select_edges([desk.edge("x", "hidden1")])
    do()
    assert not desk.has_edge("x", "hidden1")


@check("rename")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("bend")
    desk.keys("Return", field)
    assert "bend" in desk.names()


@check("select_all")
def _(desk: Desk, do: Do) -> None:
    do()
    assert desk.selected() == desk.names()
    assert desk.view.canvas.selected_edges == set(desk.editor.graph.edges)


@check("select_none")
def _(desk: Desk, do: Do) -> None:
    desk.view.select_all()
    do()
    assert not desk.view.has_selection()


@check("select_upstream")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh1")
    do()
    assert desk.selected() == {"x", "hidden1", "tanh1"}
    assert not desk.document.can_undo


@check("select_downstream")
def _(desk: Desk, do: Do) -> None:
    desk.select("tanh2", "y")
    do()
    assert desk.selected() == {"tanh2", "out", "loss", "y"}
    assert not desk.document.can_undo


@check("find_module")
def _(desk: Desk, do: Do) -> None:
    do()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName() == "Search modules"


def _factors(desk: Desk) -> dict[str, float]:
    nodes = desk.editor.graph.nodes.values()
    return {node.name: node.learning_rate_factor for node in nodes}


@check("freeze")
def _(desk: Desk, do: Do) -> None:
    slow = desk.id("hidden2")
    desk.editor.apply_graph(lambda graph: set_learning_rate_factor(graph, slow, 0.5), "slow")
    before = _factors(desk)
    desk.select("hidden1", "tanh1", "hidden2")
    do()
    assert _factors(desk) == before | {"hidden1": 0.0, "hidden2": 0.0}
    assert desk.document.undo_label == "Freeze 2 nodes"
    do()
    assert _factors(desk) == before | {"hidden1": 1.0, "hidden2": 1.0}
    assert desk.document.undo_label == "Unfreeze 2 nodes"
    desk.document.undo()
    desk.document.undo()
    assert _factors(desk) == before
