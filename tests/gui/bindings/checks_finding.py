"""Checks of finding one's way: the field that finds nodes, the map, the ports by keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit

from guinet.document.settings import Settings
from guinet.graph.edits import disconnect
from guinet.gui.canvas.port_cursor import PortPlace
from guinet.gui.canvas.scale_popup import ScalePopup
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check


@check("find")
def _(desk: Desk, do: Do) -> None:
    do()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.accessibleName() == "Find a node"


@check("minimap")
def _(desk: Desk, do: Do) -> None:
    before = desk.window.settings.minimap
    do()
    assert Settings.load().minimap != before
    do()
    assert Settings.load().minimap == before


def _stand(desk: Desk, name: str, port: str, *, is_input: bool) -> None:
    desk.view.ports.place = PortPlace(desk.id(name), port, is_input)


def _stands(desk: Desk) -> tuple[str, str]:
    place = desk.view.ports.place
    assert place is not None
    return desk.editor.graph.nodes[place.node].name, place.port


@check("port_left")
def _(desk: Desk, do: Do) -> None:
    _stand(desk, "tanh1", "x", is_input=True)
    do()
    assert _stands(desk) == ("hidden1", "y")


@check("port_right")
def _(desk: Desk, do: Do) -> None:
    _stand(desk, "tanh1", "y", is_input=False)
    do()
    assert _stands(desk) == ("hidden2", "x")


@check("port_down")
def _(desk: Desk, do: Do) -> None:
    _stand(desk, "loss", "prediction", is_input=True)
    do()
    assert _stands(desk) == ("loss", "target")


@check("port_up")
def _(desk: Desk, do: Do) -> None:
    _stand(desk, "loss", "target", is_input=True)
    do()
    assert _stands(desk) == ("loss", "prediction")


@check("wire_here")
def _(desk: Desk, do: Do) -> None:
    edge = desk.edge("x", "hidden1")
    desk.editor.apply_graph(lambda graph: disconnect(graph, edge), "cut")
    _stand(desk, "x", "y", is_input=False)
    do()
    _stand(desk, "hidden1", "x", is_input=True)
    do()
    assert desk.has_edge("x", "hidden1")
    assert desk.document.undo_label == "Connect x → hidden1"


@check("depth_ruler")
def _(desk: Desk, do: Do) -> None:
    assert desk.window.ruler.isHidden()
    do()
    assert not desk.window.ruler.isHidden()
    assert Settings.load().ruler
    do()
    assert desk.window.ruler.isHidden()


@check("gradient_scale")
def _(desk: Desk, do: Do) -> None:
    do()
    popup = desk.window.findChild(ScalePopup)
    assert popup is not None
    assert popup.isVisible()
    popup.close()
