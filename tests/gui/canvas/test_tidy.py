"""The layered layout: nothing overlaps, wires run to the right, the main chain is straight."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping

import pytest

from guinet.graph.model import Edge, Graph, Node
from guinet.gui.canvas.tidy.arrange import tidy
from guinet.gui.canvas.tidy.box import Box, Link, Point
from guinet.gui.canvas.tidy.cycles import forward
from guinet.gui.canvas.tidy.layered import layered
from guinet.gui.canvas.tidy.order import crossings, put_in_order
from guinet.gui.canvas.tidy.ranks import ranks_of
from guinet.modules import modules

Boxes = dict[str, Box]
Places = Mapping[str, Point]


def graph_of(text: str, **types: str) -> Graph:
    """Return a graph from lines such as ``a > b > c``, or ``a > c.x2`` for a certain port."""
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for chain in text.split(","):
        ends = [end.strip().partition(".") for end in chain.split(">")]
        for id, _, _ in ends:
            nodes.setdefault(id, Node(id, id, modules.get(types.get(id, "ReLU"))()))
        edges += [
            Edge(source[0], "y", target[0], target[2] or "x")
            for source, target in itertools.pairwise(ends)
        ]
    return Graph(nodes, tuple(edges))


def boxes_of(graph: Graph, seed: int | None = None) -> Boxes:
    """Return cards as they are drawn: one port at 24, several from 60 every 20."""
    rng = random.Random(seed)
    boxes: Boxes = {}
    for id in graph.nodes:
        ports = sorted({edge.target_port for edge in graph.edges if edge.target == id})
        width, height = 112.0, 96.0
        if seed is not None:
            width, height = 16.0 * rng.randint(6, 12), 8.0 * rng.randint(9, 30)
        if len(ports) > 1:
            inputs = {port: 60.0 + 20.0 * row for row, port in enumerate(ports)}
            height = max(height, 72.0 + 20.0 * len(ports))
        else:
            inputs = dict.fromkeys(ports, 24.0)
        boxes[id] = Box(width, height, inputs, {"y": 24.0})
    return boxes


def random_graph(seed: int, count: int, *, cyclic: bool = False) -> Graph:
    rng = random.Random(seed)
    nodes = {f"n{i}": Node(f"n{i}", f"n{i}", modules.get("ReLU")()) for i in range(count)}
    edges = []
    for target in range(1, count):
        for port in range(rng.choice((0, 1, 1, 1, 2, 3))):
            source = rng.randrange(max(0, target - 8), target)
            edges.append(Edge(f"n{source}", "y", f"n{target}", f"x{port}"))
    if cyclic:
        edges += [
            Edge(f"n{rng.randrange(count)}", "y", f"n{rng.randrange(count)}", f"back{i}")
            for i in range(4)
        ]
    return Graph(nodes, tuple(edges))


def overlapping(places: Places, boxes: Boxes, gap: float = 0.0) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, b in itertools.combinations(places, 2)
        if places[a][0] < places[b][0] + boxes[b].width + gap
        and places[b][0] < places[a][0] + boxes[a].width + gap
        and places[a][1] < places[b][1] + boxes[b].height + gap
        and places[b][1] < places[a][1] + boxes[a].height + gap
    ]


def rise(edge: Edge, places: Places, boxes: Boxes) -> float:
    begin = places[edge.source][1] + boxes[edge.source].output_y(edge.source_port)
    return places[edge.target][1] + boxes[edge.target].input_y(edge.target_port) - begin


def laid(text: str, **types: str) -> tuple[Graph, Boxes, dict[str, Point]]:
    graph = graph_of(text, **types)
    boxes = boxes_of(graph)
    return graph, boxes, tidy(graph, boxes)


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_cards_of_any_graph_keep_their_distance_and_stand_on_the_grid(seed, cyclic) -> None:
    graph = random_graph(seed, 60, cyclic=cyclic)
    boxes = boxes_of(graph, seed)
    places = tidy(graph, boxes)
    assert places.keys() == graph.nodes.keys()
    assert overlapping(places, boxes, 31.0) == []
    # Ports of several inputs stand between lines of the grid, and straight wires come first.
    assert all(x % 8 == 0 and y % 4 == 0 for x, y in places.values())
    if not cyclic:
        for edge in graph.edges:
            gap = places[edge.target][0] - places[edge.source][0] - boxes[edge.source].width
            assert gap >= 48


@pytest.mark.parametrize("seed", range(6))
def test_tidying_twice_changes_nothing_and_the_same_comes_out_every_time(seed) -> None:
    graph = random_graph(seed, 50, cyclic=seed % 2 == 0)
    boxes = boxes_of(graph, seed)
    rng = random.Random(seed)
    scattered = {id: (rng.uniform(-900, 900), rng.uniform(-900, 900)) for id in graph.nodes}
    once = tidy(graph, boxes, scattered)
    assert tidy(graph, boxes, scattered) == once
    assert tidy(graph, boxes, once) == once
    some = [id for id in graph.nodes if rng.random() < 0.4]
    part = scattered | tidy(graph, boxes, scattered, some)
    assert part | tidy(graph, boxes, part, some) == part


def test_wires_of_a_chain_are_straight_from_port_to_port() -> None:
    graph, boxes, places = laid("x > a > b > c > loss.prediction, y > loss.target", y="Target")
    chain = [edge for edge in graph.edges if edge.source != "y"]
    assert [rise(edge, places, boxes) for edge in chain] == [0.0] * 4
    # The loss has its first port lower down than the others: its card stands higher.
    assert places["loss"][1] == places["c"][1] - 36


def test_a_side_way_leaves_the_main_chain_straight() -> None:
    graph, boxes, places = laid("x > a > b > c > add.x1 > out, x > add.x2")
    straight = {(e.source, e.target) for e in graph.edges if rise(e, places, boxes) == 0}
    assert straight >= {("x", "a"), ("a", "b"), ("b", "c"), ("c", "add"), ("add", "out")}


def test_what_nothing_feeds_stands_just_before_what_reads_it() -> None:
    _, boxes, places = laid(
        "x > a > b > c > d > loss.prediction, y > loss.target, z > e > f > d.second", y="Target"
    )
    right = {id: places[id][0] + boxes[id].width for id in places}
    assert right["y"] == right["d"]
    assert right["f"] == right["c"]
    assert right["e"] == right["b"]
    assert right["z"] == right["a"]


def test_inlets_stand_at_the_left_and_outlets_at_the_right() -> None:
    graph, boxes, places = laid(
        "i > a > b > c.x1 > o, j > c.x2, a > early",
        i="Inlet",
        j="Inlet",
        o="Outlet",
        early="Outlet",
    )
    lefts = {id: place[0] for id, place in places.items()}
    assert lefts["i"] == lefts["j"] == min(lefts.values())
    assert lefts["o"] == lefts["early"] == max(lefts.values())
    assert overlapping(places, boxes) == []
    assert graph.nodes.keys() == places.keys()


def test_branches_stand_in_the_order_of_the_ports_where_they_meet() -> None:
    # The first port's branch was drawn last.
    _, _, places = laid("x > c > cat.x3, x > b > cat.x2, x > a > cat.x1")
    assert places["a"][1] < places["b"][1] < places["c"][1]


def ordered(graph: Graph) -> int:
    """Return how many wires cross between the columns of a graph when it is in order."""
    boxes = boxes_of(graph)
    position = {id: number for number, id in enumerate(graph.nodes)}
    links = [
        Link(
            position[e.source],
            boxes[e.source].output_y("y"),
            position[e.target],
            boxes[e.target].input_y(e.target_port),
        )
        for e in graph.edges
    ]
    ahead = forward(len(boxes), links)
    drawing = layered(list(boxes.values()), ahead, ranks_of(len(boxes), ahead))
    put_in_order(drawing)
    return crossings(drawing)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("x > a > b > c", 0),
        ("x > a > j.x1, x > b > j.x2, x > c > j.x3", 0),
        # Drawn the wrong way round on purpose.
        ("x > c > j.x3, x > b > j.x2, x > a > j.x1", 0),
        ("x > a > b > add.x2, x > add.x1, add > c > sum.x2, add > sum.x1", 0),
        # Each of two with each of two: one crossing cannot be helped.
        ("x > a, x > b, a > c.x1, a > d.x1, b > c.x2, b > d.x2", 1),
        # Three with three: nine at least of any order (K3,3 in two columns).
        (
            ",".join(f"{s} > {t}.x{s}" for s in "abc" for t in "def"),
            9,
        ),
    ],
)
def test_no_more_wires_cross_than_must(text, least) -> None:
    assert ordered(graph_of(text)) == least


def test_neighbours_that_cross_change_places() -> None:
    """Sweeps alone leave 68 crossings in these graphs."""
    assert sum(ordered(random_graph(seed, 24)) for seed in range(8)) <= 61


def test_crossings_are_counted_as_drawn() -> None:
    graph = graph_of("a > d.x, b > c.x")
    links = [Link(0, 24.0, 1, 24.0), Link(2, 24.0, 3, 24.0)]
    drawing = layered([Box(96, 96)] * 4, links, [0, 1, 0, 1])
    drawing.columns[:] = [[0, 2], [3, 1]]
    assert crossings(drawing) == 1
    drawing.columns[:] = [[0, 2], [1, 3]]
    assert crossings(drawing) == 0
    assert len(graph.edges) == 2


def test_only_what_is_selected_moves_and_it_stays_where_it_is() -> None:
    graph = graph_of("x > a > b > c > d")
    boxes = boxes_of(graph)
    places = {"x": (0.0, 0.0), "a": (400.0, 80.0), "b": (240.0, 200.0), "c": (320.0, 400.0)}
    places["d"] = (2000.0, 0.0)
    moved = tidy(graph, boxes, places, ["a", "b", "c"])
    assert moved.keys() == {"a", "b", "c"}
    assert min(x for x, _ in moved.values()) == 240
    assert min(y for _, y in moved.values()) == 80
    assert len({y for _, y in moved.values()}) == 1


def test_what_is_tidied_does_not_land_upon_others() -> None:
    graph = graph_of("a > b > c, other")
    boxes = boxes_of(graph)
    places = {"a": (0.0, 0.0), "b": (0.0, 200.0), "c": (0.0, 400.0), "other": (200.0, 0.0)}
    after = places | tidy(graph, boxes, places, ["a", "b", "c"])
    assert after["other"] == (200.0, 0.0)
    assert overlapping(after, boxes) == []
    assert after["a"][1] == after["b"][1] == after["c"][1]


def holds(places: Places, boxes: Boxes, inside: Iterable[str]) -> set[str]:
    """Return whose card touches the rectangle around some cards."""
    inside = set(inside)
    left = min(places[id][0] for id in inside)
    top = min(places[id][1] for id in inside)
    right = max(places[id][0] + boxes[id].width for id in inside)
    bottom = max(places[id][1] + boxes[id].height for id in inside)
    return {
        id
        for id, (x, y) in places.items()
        if x < right and y < bottom and x + boxes[id].width > left and y + boxes[id].height > top
    }


@pytest.mark.parametrize("seed", range(6))
def test_no_other_card_stands_in_a_frame(seed) -> None:
    graph = random_graph(seed, 40)
    boxes = boxes_of(graph, seed)
    ids = list(graph.nodes)
    groups = [ids[5:12], ids[20:34:2], ids[6:9]]
    places = tidy(graph, boxes, None, (), groups)
    assert places.keys() == graph.nodes.keys()
    assert overlapping(places, boxes) == []
    for group in groups:
        assert holds(places, boxes, group) == set(group)
    assert tidy(graph, boxes, places, (), groups) == places


def test_frames_that_overlap_part_what_both_claim() -> None:
    graph = graph_of("a > b > c > d")
    boxes = boxes_of(graph)
    places = tidy(graph, boxes, None, (), [["a", "b", "c"], ["c", "d"], ["d"], []])
    assert overlapping(places, boxes) == []
    assert holds(places, boxes, "abc") == set("abc")


def test_parts_stand_below_each_other_and_keep_their_order() -> None:
    graph = graph_of("a > b > c, p > q, lone, other")
    boxes = boxes_of(graph)
    places = tidy(graph, boxes)
    assert places["p"][0] == places["a"][0]
    assert places["a"][1] < places["p"][1] < places["lone"][1] == places["other"][1]
    upside_down = {"p": (0.0, 0.0), "q": (0.0, 0.0)} | dict.fromkeys("abc", (0.0, 500.0))
    upside_down |= {"lone": (0.0, 900.0), "other": (0.0, 900.0)}
    turned = tidy(graph, boxes, upside_down)
    assert turned["p"][1] < turned["a"][1] < turned["lone"][1]


def test_a_wire_that_runs_back_does_not_bend_the_others() -> None:
    graph, boxes, places = laid("x > a > b > c > d, c > a.back")
    forwards = [edge for edge in graph.edges if edge.target_port == "x"]
    assert all(places[e.source][0] < places[e.target][0] for e in forwards)
    assert all(rise(e, places, boxes) == 0 for e in forwards if e.target != "a")


def test_a_card_wired_to_itself_and_an_empty_graph_are_laid_out() -> None:
    graph, _, places = laid("x > a, a > a.back")
    assert places.keys() == graph.nodes.keys()
    assert tidy(Graph(), {}) == {}
