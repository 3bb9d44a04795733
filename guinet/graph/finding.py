"""Finding nodes by what is known of them, in composites too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guinet.graph.analysis import Analysis
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph, Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.scopes import inside, walk_scopes

__all__ = ["Found", "find"]


@dataclass(frozen=True)
class Found:
    """A node that matches.

    Attributes
    ----------
    path
        Names from the outside in.
    node
        The node as it is drawn.
    type_name
        What its module or composite is called.
    shape
        Of its first output, empty where it is not known.
    problem
        The problem that matches, or else the first that the node has; empty if it has none.
    """

    path: str
    node: Node
    type_name: str
    shape: str
    problem: str


def find(graph: Graph, analysis: Analysis, text: str) -> list[Found]:
    """Return the nodes whose name, type, family, shape or problems hold all the words.

    The nearest come first: called so, beginning so, holding it in the name, then in the type,
    then elsewhere; among equals in the order of the graph, the outermost first. Signs of
    multiplication and spaces in shapes may be left out: ``8x8`` finds ``N × 1 × 8 × 8``. The
    word ``problem`` (``error``, ``warning``) finds all nodes that have one.

    Parameters
    ----------
    graph
        The outermost graph.
    analysis
        What is known about it.
    text
        What a person typed; empty finds nothing.
    """
    words = text.casefold().split()
    if not words:
        return []
    ranked: list[tuple[int, int, Found]] = []
    for number, (path, node) in enumerate(_nodes(graph)):
        entry, texts = _described(graph, analysis, path, node, words)
        ranks = [_rank(word, texts) for word in words]
        if all(rank is not None for rank in ranks):
            ranked.append((max(rank for rank in ranks if rank is not None), number, entry))
    return [entry for _, _, entry in sorted(ranked, key=lambda item: item[:2])]


def _nodes(graph: Graph) -> Iterator[tuple[str, Node]]:
    for scope, prefix in walk_scopes(graph):
        for node in inside(graph, scope).nodes.values():
            yield prefix + node.name, node


def _described(
    graph: Graph, analysis: Analysis, path: str, node: Node, words: list[str]
) -> tuple[Found, tuple[str, ...]]:
    """Return what is shown of a node, and by falling importance the texts to look in."""
    type_name = _type_name(graph, node)
    outputs = analysis.outputs_of(path)
    shape = outputs[0].text() if outputs else ""
    own = [problem for problem in analysis.problems if problem.path == path]
    told = [f"problem {p.severity} {p.message} {p.rule}".casefold() for p in own]
    matching = [
        p for p, words_of in zip(own, told, strict=True) if any(w in words_of for w in words)
    ]
    problem = next((p.message for p in matching or own), "")
    texts = (
        node.name.casefold(),
        type_name.casefold(),
        node.module.category.value.casefold(),
        shape.casefold().replace(" ", "").replace("×", "x") if shape else "",
        " ".join(told),
    )
    return Found(path, node, type_name, shape, problem), texts


def _rank(word: str, texts: tuple[str, ...]) -> int | None:
    name = texts[0]
    if name == word:
        return 0
    if name.startswith(word):
        return 1
    plain = word.replace("×", "x")
    for place, text in enumerate(texts):
        if word in text or plain in text:
            return 2 + place
    return None


def _type_name(graph: Graph, node: Node) -> str:
    module = node.module
    if isinstance(module, CompositeUse):
        definition = graph.composites.get(module.definition)
        return "Composite" if definition is None else definition.name
    if isinstance(module, Placeholder):
        return module.missing
    return module.type_name()
