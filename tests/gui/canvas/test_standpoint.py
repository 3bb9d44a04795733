"""The canvas inside a composite."""

from __future__ import annotations

import guinet
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import remove_nodes
from guinet.graph.executed import executed_within
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Node
from guinet.project.project import Project


def a_use(project: Project) -> Node:
    """Return a use of a composite."""
    return next(n for n in project.graph.nodes.values() if isinstance(n.module, CompositeUse))


def test_entering_shows_the_inside_and_edits_it(make_canvas) -> None:
    project = guinet.load("example:transformer")
    canvas = make_canvas(project)
    editor = canvas.editor
    use = a_use(project)
    editor.enter((use.id,))
    inner = project.graph.composites[use.module.definition].graph
    assert set(canvas.view.canvas.cards) == set(inner.nodes)
    assert set(canvas.view.canvas.layer.edges) == set(inner.edges)

    path = editor.path_of(next(iter(editor.graph.nodes.values())))
    assert path.startswith(f"{use.name}.")
    victim = next(id for id, n in inner.nodes.items() if n.module.type_name() == "LayerNorm")
    editor.apply_graph(lambda g: remove_nodes(g, [victim]), "Delete")
    assert victim not in canvas.view.canvas.cards
    assert victim not in editor.project.graph.composites[use.module.definition].graph.nodes
    assert set(editor.project.graph.nodes) == set(project.graph.nodes)

    canvas.document.undo()
    editor.enter(())
    assert set(canvas.view.canvas.cards) == set(project.graph.nodes)


def test_the_wires_inside_carry_their_own_gradients(make_canvas) -> None:
    project = guinet.load("example:transformer")
    canvas = make_canvas(project)
    prepared = canvas.bridge.prepare(project.graph)
    canvas.bridge.report(range(len(prepared.edges)), [e + 1 for e in range(len(prepared.edges))])
    use = a_use(project)
    canvas.editor.enter((use.id,))
    scene = canvas.view.canvas
    for edge in scene.graph.edges:
        flat = executed_within(scene.graph, f"{use.name}.")[edge]
        assert isinstance(flat, FlatEdge)
        row = prepared.edges.index(flat)
        assert scene.traffic.values(scene.graph, edge, f"{use.name}.") == (row, row + 1)


def test_undoing_what_made_the_composite_leads_outside(make_canvas) -> None:
    project = guinet.load("example:transformer")
    canvas = make_canvas(project)
    use = a_use(project)
    canvas.editor.apply_graph(lambda g: remove_nodes(g, [use.id]), "Delete")
    canvas.document.undo()
    canvas.editor.enter((use.id,))
    canvas.document.redo()
    assert canvas.editor.standpoint.uses == ()
    assert set(canvas.view.canvas.cards) == set(canvas.editor.project.graph.nodes)


def test_a_path_inside_is_revealed(make_canvas) -> None:
    project = guinet.load("example:transformer")
    canvas = make_canvas(project)
    use = a_use(project)
    inner = project.graph.composites[use.module.definition].graph
    name = next(n.name for n in inner.nodes.values() if n.module.type_name() == "LayerNorm")
    canvas.view.reveal(f"{use.name}.{name}")
    assert canvas.editor.standpoint.uses == (use.id,)
    assert canvas.editor.selected_node().name == name


def test_coming_back_shows_what_was_seen(make_canvas) -> None:
    project = guinet.load("example:transformer")
    canvas = make_canvas(project)
    use = a_use(project)
    canvas.view.zoom_to(0.7)
    canvas.view.pan(111, -40)
    before = canvas.view.zoom, canvas.view.scene_centre()
    canvas.editor.enter((use.id,))
    assert canvas.view.zoom != before[0]
    canvas.editor.enter(())
    assert canvas.view.zoom == before[0]
    assert (canvas.view.scene_centre() - before[1]).manhattanLength() <= 4
