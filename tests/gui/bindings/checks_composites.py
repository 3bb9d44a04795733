"""Checks of composites: made, taken apart, entered, left, given ports."""

from __future__ import annotations

import pytest

from guinet.graph.composite import CompositeUse
from guinet.gui.dialogs.save_composite import SaveCompositeDialog
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check

INSIDE = ("hidden1", "tanh1")


def _grouped(desk: Desk) -> str:
    """Make a composite of two nodes; return the name of its use, which is selected."""
    desk.select(*INSIDE)
    desk.view.composites.group()
    desk.view.setFocus()  # its name is asked for at once
    node = desk.editor.selected_node()
    assert node is not None
    assert isinstance(node.module, CompositeUse)
    return node.name


@check("group")
def _(desk: Desk, do: Do) -> None:
    before = desk.names()
    desk.select(*INSIDE)
    do()
    (name,) = desk.selected()
    assert desk.names() == before - set(INSIDE) | {name}
    assert desk.has_edge("x", name)
    assert desk.has_edge(name, "hidden2")
    desk.document.undo()
    assert desk.names() == before
    assert not desk.document.can_undo


@check("ungroup")
def _(desk: Desk, do: Do) -> None:
    before = desk.names()
    _grouped(desk)
    do()
    assert desk.names() == before
    assert desk.has_edge("tanh1", "hidden2")


@check("enter")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    do()
    assert desk.editor.standpoint.names == (name,)


@check("enter_here")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    desk.view.canvas.sync()
    do(desk.on_card(name))
    assert desk.editor.standpoint.names == (name,)


@check("leave")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    desk.view.composites.enter_selected()
    do()
    assert desk.editor.standpoint.names == ()
    assert desk.selected() == {name}


@check("make_own")
def _(desk: Desk, do: Do) -> None:
    name = _grouped(desk)
    desk.view.commands.duplicate()
    definitions = desk.editor.project.graph.composites.keys()
    desk.select(name)
    do()
    assert len(desk.editor.project.graph.composites) == len(definitions) + 1
    used = {
        node.module.definition
        for node in desk.editor.graph.nodes.values()
        if isinstance(node.module, CompositeUse)
    }
    assert len(used) == 2


@check("save_composite")
def _(desk: Desk, do: Do) -> None:
    _grouped(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SaveCompositeDialog, "exec", lambda self: desk.calls.append("asked"))
        do()
    assert desk.calls == ["asked"]


def _ports(desk: Desk) -> list[str]:
    return [node.module.type_name() for node in desk.editor.graph.nodes.values()]


@check("add_input")
def _(desk: Desk, do: Do) -> None:
    _grouped(desk)
    desk.view.composites.enter_selected()
    before = _ports(desk).count("Inlet")
    do()
    assert _ports(desk).count("Inlet") == before + 1


@check("add_output")
def _(desk: Desk, do: Do) -> None:
    _grouped(desk)
    desk.view.composites.enter_selected()
    before = _ports(desk).count("Outlet")
    do()
    assert _ports(desk).count("Outlet") == before + 1
