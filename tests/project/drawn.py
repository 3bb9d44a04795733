"""Projects drawn at random for the property tests, and one with everything in it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from guinet.core.module import Module
from guinet.data import sources
from guinet.data.spec import DataSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Composite, Edge, Exposed, Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import input_ports, output_ports
from guinet.modules import modules
from guinet.project.project import Project
from guinet.training.recipe import Recipe

LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=".:/")
WORDS = st.text(LETTERS, min_size=1, max_size=12)
IDS = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def known_modules(draw: st.DrawFn) -> Module:
    """A module of the library with settings under which its author tests it."""
    kind = draw(st.sampled_from(list(modules.types().values())))
    settings = draw(st.sampled_from([{}, *(example.settings for example in kind.examples)]))
    return kind(**settings)


@st.composite
def placeholders(draw: st.DrawFn) -> Module:
    """A module that is not installed, some of its ports without an edge."""
    names = st.lists(WORDS, max_size=2, unique=True)
    return Placeholder(
        missing=draw(WORDS.filter(lambda name: modules.get(name) is None)),
        raw=draw(st.dictionaries(WORDS, JSON, max_size=3)),
        raw_version=draw(st.integers(1, 9)),
        input_names=draw(names),
        output_names=draw(names),
    )


@st.composite
def graphs(draw: st.DrawFn, composites: dict[str, Composite] | None = None) -> Graph:
    """A graph, not necessarily a sound one: cycles and missing inputs are in it."""
    composites = composites or {}
    kinds = [known_modules(), known_modules(), placeholders()]
    if composites:
        definitions = st.sampled_from([*composites, "gone"])
        kinds.append(
            st.builds(
                CompositeUse,
                definition=definitions,
                values=st.dictionaries(WORDS, JSON, max_size=2),
            )
        )
    ids = draw(st.lists(IDS, max_size=6, unique=True))
    names = draw(st.lists(WORDS, min_size=len(ids), max_size=len(ids), unique=True))
    nodes = {
        node_id: Node(
            node_id, name, draw(st.one_of(kinds)), draw(st.none() | WORDS), 1.0, draw(st.booleans())
        )
        for node_id, name in zip(ids, names, strict=True)
    }
    graph = Graph(nodes, composites=composites)
    starts = [(n.id, p.name) for n in nodes.values() for p in output_ports(graph, n)]
    ends = [(n.id, p.name) for n in nodes.values() for p in input_ports(graph, n)]
    edges = []
    if starts:
        chosen = draw(st.lists(st.sampled_from(ends), unique=True)) if ends else []
        edges = [Edge(*draw(st.sampled_from(starts)), *end) for end in chosen]
    return Graph(nodes, tuple(edges), composites)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project with composites, placeholders, share tags and a layout."""
    composites: dict[str, Composite] = {}
    for node_id in draw(st.lists(IDS, max_size=2, unique=True)):
        inner = draw(graphs(composites))
        # Some under one name, which then sets several.
        names = draw(st.lists(WORDS, min_size=len(inner.nodes), max_size=len(inner.nodes)))
        exposed = tuple(
            Exposed(name, node, "out_features")
            for name, node in zip(names, inner.nodes, strict=True)
        )
        bare = Graph(inner.nodes, inner.edges)
        composites[node_id] = Composite(node_id, draw(WORDS), bare, exposed[:3])
    graph = draw(graphs(composites))
    scopes = {"": graph, **{scope: entry.graph for scope, entry in composites.items()}}
    layout = {
        scope: {node_id: (draw(NUMBERS), draw(NUMBERS)) for node_id in inner.nodes}
        for scope, inner in scopes.items()
        if inner.nodes and draw(st.booleans())
    }
    data = DataSpec(
        source=draw(st.sampled_from(list(sources.types().values())))(),
        validation=draw(st.floats(0, 0.9)),
    )
    recipe = Recipe(
        optimizer=draw(st.sampled_from(["SGD", "Adam"])),
        learning_rate=draw(st.floats(1e-9, 10)),
        seed=draw(st.integers(0, 2**31 - 1)),
    )
    lines = st.text(LETTERS | st.just("\n"), max_size=30)
    return Project(graph, layout, data, recipe, draw(WORDS | st.just("")), draw(lines))


def everything() -> Project:
    """Return one project that uses every part of the format."""
    linear, tanh = modules.types()["Linear"], modules.types()["Tanh"]
    inlet, outlet = modules.types()["Inlet"], modules.types()["Outlet"]
    inner = Graph(
        {
            "n1": Node("n1", "in", inlet()),
            "n2": Node("n2", "linear", linear(out_features=4)),
            "n3": Node("n3", "tanh", tanh(), bypassed=True),
            "n4": Node("n4", "out", outlet()),
        },
        (Edge("n1", "y", "n2", "x"), Edge("n2", "y", "n3", "x"), Edge("n3", "y", "n4", "x")),
    )
    outer = Graph({"n1": Node("n1", "in", inlet()), "n2": Node("n2", "out", outlet())})
    block = Composite("c1", "block", inner, (Exposed("width", "n2", "out_features"),))
    exotic = Placeholder(
        missing="Wavelet",
        raw={"levels": 3, "basis": "haar", "deep": {"list": [1, None, True]}},
        raw_version=2,
        input_names=["x"],
        output_names=["low", "high"],
    )
    graph = Graph(
        {
            "n1": Node("n1", "x", modules.types()["Input"]()),
            "n2": Node(
                "n2", "block1", CompositeUse(definition="c1", values={"width": 5}), "twin", 0.25
            ),
            "n3": Node("n3", "wavelet", exotic),
            "n4": Node("n4", "größe", linear(out_features=1, bias=False), "shared", 0.0),
            "n5": Node("n5", "y", modules.types()["Target"]()),
            "n6": Node("n6", "loss", modules.types()["MSELoss"]()),
        },
        (
            Edge("n1", "y", "n2", "in"),
            Edge("n2", "out", "n3", "x"),
            Edge("n3", "low", "n4", "x"),
            Edge("n4", "y", "n6", "prediction"),
            Edge("n5", "y", "n6", "target"),
        ),
        {"c1": block, "c2": Composite("c2", "empty", outer)},
    )
    layout = {"": {"n1": (0.0, 0.0), "n2": (192.0, 8.5)}, "c1": {"n2": (-64.0, 0.0)}}
    return Project(graph, layout, title="Everything", description="Line one.\nLine two.")
