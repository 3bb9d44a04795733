"""What a card tells on hover: what its module does, its formula, shapes and cost."""

from __future__ import annotations

from html import escape

from guinet.graph.composite import CompositeUse
from guinet.graph.model import Graph, Node
from guinet.gui.canvas.face import Face
from guinet.gui.editor import Editor
from guinet.gui.format import count
from guinet.gui.mathematics import formula_html

__all__ = ["hover_text"]

_WIDTH_PX = 300
_MOST_PORTS = 4


def hover_text(editor: Editor, node: Node, face: Face) -> str:
    """Return rich text about a node on the canvas."""
    summary = _summary(editor.project.graph, node)
    parts = [
        f"<b>{escape(node.name)}</b> &nbsp;{escape(face.type_text)}",
        escape(summary),
        *(formula_html(latex, widest_px=_WIDTH_PX) for latex in node.module.formulas().forward),
        "<br>".join(_facts(editor, node)),
        *(
            f"<b>{escape(problem.message)}</b>"
            + (f"<br>{escape(problem.hint)}" if problem.hint else "")
            for problem in face.problems
        ),
    ]
    paragraphs = "".join(f"<p style='margin:4px 0 0 0'>{part}</p>" for part in parts if part)
    # Of all that sets a width in rich text, Qt heeds this.
    return f"<table width='{_WIDTH_PX}'><tr><td>{paragraphs}</td></tr></table>"


def _summary(graph: Graph, node: Node) -> str:
    if isinstance(node.module, CompositeUse):
        definition = graph.composites.get(node.module.definition)
        inside = 0 if definition is None else len(definition.graph.nodes)
        return f"A composite of {inside} nodes; double-click to look inside."
    return type(node.module).summary()


def _facts(editor: Editor, node: Node) -> list[str]:
    analysis, path = editor.analysis, editor.path_of(node)
    incoming = [spec.text() if spec is not None else "?" for spec in analysis.inputs_of(path)]
    outgoing = [spec.text() for spec in analysis.outputs_of(path)] or ["unknown"]
    lines = [f"{_listed(incoming)} → {_listed(outgoing)}" if incoming else _listed(outgoing)]
    for what, own, total in (
        ("weights", analysis.weight_count(path), analysis.total_weights),
        ("multiply-adds per sample", analysis.multiply_adds(path), analysis.total_multiply_adds),
    ):
        if own:
            lines.append(f"{count(own)} {what}, {_percent(own, total)} of the network")
    return [escape(line) for line in lines]


def _listed(words: list[str]) -> str:
    more = len(words) - _MOST_PORTS
    shown = ", ".join(words[:_MOST_PORTS])
    return f"{shown} and {more} more" if more > 0 else shown


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:.0f} %" if share >= 0.95 else "below 1 %"
