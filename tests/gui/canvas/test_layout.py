"""Nodes without a place get a sensible one; nothing overlaps; nobody else moves."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF

from guinet.graph.builder import GraphBuilder
from guinet.graph.edits import add_node, connect, disconnect, insert_on_edge
from guinet.graph.model import Edge, Graph
from guinet.gui.canvas.layout import free_place, move_nodes, place_all, snap
from guinet.gui.canvas.tidy.box import Box
from guinet.modules import modules
from guinet.project.project import Project

SIZE = (112.0, 96.0)


def chain() -> Graph:
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input", name="x"), name="a"), name="t")
    b.add("MSELoss", h, b.add("Target", name="y"), name="loss")
    return b.build()


def placed(graph: Graph, known=None) -> dict[str, tuple[float, float]]:
    places = place_all(graph, known or {}, dict.fromkeys(graph.nodes, Box(*SIZE)))
    assert places.keys() == graph.nodes.keys()
    rects = [QRectF(x, y, *SIZE) for x, y in places.values()]
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])
    return {graph.nodes[id].name: place for id, place in places.items()}


def test_a_graph_without_places_is_laid_out_along_its_edges() -> None:
    places = placed(chain())
    assert places["x"][0] < places["a"][0] < places["t"][0] < places["loss"][0]
    assert places["t"][0] == places["y"][0]
    assert all(x % 8 == 0 and y % 8 == 0 for x, y in places.values())


def test_known_places_are_kept_and_a_new_node_stands_between_its_neighbours() -> None:
    graph = chain()
    known = dict(
        zip(
            graph.nodes,
            [(0.0, 0.0), (200.0, 0.0), (600.0, 40.0), (400.0, 300.0), (900.0, 0.0)],
            strict=True,
        )
    )
    a, t = graph.by_name("a"), graph.by_name("t")
    edge = next(e for e in graph.edges if (e.source, e.target) == (a.id, t.id))
    graph, node = insert_on_edge(graph, edge, modules.get("ReLU")())
    places = placed(graph, known)
    assert {graph.by_name(n).id: places[n] for n in ("x", "a", "t", "y", "loss")} == known
    assert 200 + 112 < places[node.name][0] < 600 - 112
    assert places[node.name][1] in (16.0, 24.0)


def test_a_node_with_sources_only_stands_to_their_right() -> None:
    graph = chain()
    known = {id: (200.0 * number, 0.0) for number, id in enumerate(graph.nodes)}
    last = graph.by_name("t")
    graph, node = add_node(graph, modules.get("ReLU")())
    graph = connect(graph, Edge(last.id, "y", node.id, "x"))
    places = placed(graph, known)
    assert places[node.name][0] >= known[last.id][0] + 112


def test_a_cycle_is_laid_out_too() -> None:
    graph = chain()
    a, t = graph.by_name("a").id, graph.by_name("t").id
    x = graph.by_name("x").id
    edges = [e for e in graph.edges if e.source != x]
    placed(replace(graph, edges=(*edges, Edge(t, "y", a, "x"))))


def test_free_place_moves_down_past_everything() -> None:
    taken = [QRectF(0, 0, *SIZE), QRectF(0, 120, *SIZE)]
    x, y = free_place((3.0, 5.0), SIZE, taken)
    assert x == 0.0
    assert y >= 120 + 96


def test_moving_touches_nothing_else_and_the_same_place_is_no_change() -> None:
    project = Project(layout={"": {"a": (0.0, 0.0), "b": (1.0, 1.0)}, "c1": {"z": (5.0, 5.0)}})
    moved = move_nodes(project, {"a": (8.0, 8.0)})
    assert moved.layout == {"": {"a": (8.0, 8.0), "b": (1.0, 1.0)}, "c1": {"z": (5.0, 5.0)}}
    assert project.layout[""]["a"] == (0.0, 0.0)
    assert move_nodes(project, {"a": (0.0, 0.0)}) is project


def test_snap() -> None:
    assert [snap(v) for v in (0.0, 3.9, 4.1, -3.0, 11.0)] == [0.0, 0.0, 8.0, 0.0, 8.0]


def test_cards_that_were_placed_for_the_person_stay_when_another_is_dragged(
    make_canvas, without_layout
) -> None:
    canvas = make_canvas(without_layout)
    canvas.view.frame_all()
    before = canvas.view.canvas.places()
    canvas.drag(canvas.at("hidden", 30, 60), canvas.at("hidden", 30, 60) + QPoint(0, 80))
    after = canvas.view.canvas.places()
    hidden = canvas.node("hidden").id
    assert after[hidden] != before[hidden]
    assert {id: p for id, p in after.items() if id != hidden} == {
        id: p for id, p in before.items() if id != hidden
    }
    assert canvas.document.project.layout[""] == after
    canvas.document.undo()
    assert canvas.view.canvas.places() == before


def test_cutting_a_wire_moves_no_card_that_was_placed_for_the_person(
    make_canvas, without_layout
) -> None:
    canvas = make_canvas(without_layout)
    before = canvas.view.canvas.places()
    edge = canvas.edge("hidden", "tanh")
    canvas.editor.apply_graph(lambda graph: disconnect(graph, edge), "cut")
    assert canvas.view.canvas.places() == before


def test_free_place_stays_inside_a_room_while_there_is_any() -> None:
    room = QRectF(0, 0, 800, 300)
    taken: list[QRectF] = []
    for _ in range(4):
        place = free_place((160.0, 100.0), SIZE, taken, room)
        rect = QRectF(*place, *SIZE)
        assert room.contains(rect)
        assert not any(rect.intersects(other) for other in taken)
        taken.append(rect)
    full = free_place((160.0, 100.0), SIZE, [QRectF(-500, -500, 1400, 1300)], room)
    assert full[1] > room.bottom()
