"""Checks of what is done with composites."""

from __future__ import annotations

from guinet.gui.canvas.composites import commands as composite_commands
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


def _grouped(desk: Desk) -> str:
    """Group two nodes; return the name of the composite's card, which is selected then."""
    desk.select("hidden1", "tanh1")
    desk.view.composites.group()
    desk.view.setFocus()
    (name,) = desk.selected()
    return name


@check("group")
def _(desk: Desk, do: Do) -> None:
    desk.select("hidden1", "tanh1")
    do()
    assert {"hidden1", "tanh1"} & desk.names() == set()
    (name,) = desk.selected()
    assert desk.has_edge("x", name)
    assert desk.has_edge(name, "hidden2")
    desk.only_step("Group 2 nodes")


@check("ungroup")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    do()
    assert {"hidden1", "tanh1"} <= desk.names()
    assert name not in desk.names()
    assert desk.selected() == {"hidden1", "tanh1"}
    assert desk.has_edge("tanh1", "hidden2")


@check("enter")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    do()
    assert desk.editor.standpoint.names == (name,)
    assert {"hidden1", "tanh1"} <= desk.names()


@check("enter_here")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    do(desk.on_card(name))
    assert desk.editor.standpoint.names == (name,)


@check("leave")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    desk.view.composites.enter_selected()
    do()
    assert desk.editor.standpoint.uses == ()
    assert desk.selected() == {name}


@check("make_own")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    desk.view.commands.duplicate()
    (copy,) = desk.selected()
    nodes = {node.name: node.module for node in desk.editor.graph.nodes.values()}
    assert nodes[name].definition == nodes[copy].definition
    do()
    nodes = {node.name: node.module for node in desk.editor.graph.nodes.values()}
    assert nodes[name].definition != nodes[copy].definition


@check("save_composite")
def _(desk: Desk, do: Do) -> None:
    _grouped(desk)
    shown: list[str] = []
    plain = composite_commands.SaveCompositeDialog.exec
    composite_commands.SaveCompositeDialog.exec = lambda self: shown.append(self.windowTitle())
    try:
        do()
    finally:
        composite_commands.SaveCompositeDialog.exec = plain
    assert len(shown) == 1


def _added_port(desk: Desk, do: Do, kind: str) -> None:
    _grouped(desk)
    desk.view.composites.enter_selected()
    before = desk.names()
    do()
    (new,) = desk.names() - before
    assert desk.editor.graph.by_name(new).module.type_name() == kind
    assert desk.selected() == {new}


@check("add_input")
def _(desk: Desk, do: Do) -> None:
    _added_port(desk, do, "Inlet")


@check("add_output")
def _(desk: Desk, do: Do) -> None:
    _added_port(desk, do, "Outlet")
