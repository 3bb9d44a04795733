"""The help page of a node, all of it derived from the declaration of its module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.core.fields import Field
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.exposed import exposed_fields
from guinet.graph.model import Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.ports import input_ports, output_ports
from guinet.gui import theme
from guinet.gui.editor import Editor
from guinet.gui.mathematics import formula_html
from guinet.project.library import entry_of

__all__ = ["NodeHelp", "node_help_html"]

_WIDTH_PX, _HEIGHT_PX = 620, 760
_TEXT_PX = _WIDTH_PX - 90
_EMPTY = "automatic"


class NodeHelp(QDialog):
    """Explains the module of a node: what it computes, its settings, its form in PyTorch.

    Parameters
    ----------
    editor
        The project.
    node
        The node, as its settings now are.
    """

    def __init__(self, editor: Editor, node: Node, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("node-help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor = editor
        self._page = QTextBrowser()
        self._page.setOpenExternalLinks(True)
        self._page.setStyleSheet("border: none; background: transparent;")
        self._page.document().setDocumentMargin(20)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._page)
        layout.addWidget(buttons)
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        theme.themes.changed.connect(self._write)
        self.show_node(node)

    def show_node(self, node: Node) -> None:
        """Explain another node."""
        self._node = node
        self.setWindowTitle(f"Help on {_title(self._editor, node.module)}")
        self._write()

    def _write(self) -> None:
        self._page.setHtml(node_help_html(self._editor, self._node))


def node_help_html(editor: Editor, node: Node) -> str:
    """Return the help on a node as rich text, in the colours of the theme."""
    module = node.module
    parts = [f"<h2 style='margin:0'>{escape(_title(editor, module))}</h2>"]
    if isinstance(module, Placeholder):
        parts.append(
            f"<p>The module {escape(module.missing)} is not installed. Its settings and wires are "
            "kept as they are.</p>"
        )
    elif isinstance(module, CompositeUse):
        parts += _composite(editor, module)
    else:
        parts.append(_muted(module.category.value))
        parts.append(_prose(type(module).help_text()))
        parts += _formulas(module)
        parts += _settings((module.fields[name], getattr(module, name)) for name in module.fields)
    parts += _ports(editor, node)
    if not isinstance(module, Placeholder | CompositeUse):
        parts += _weights(editor, node)
        parts += _torch(editor, node)
    return "".join(parts)


def _title(editor: Editor, module: Module) -> str:
    if isinstance(module, Placeholder):
        return module.missing
    if isinstance(module, CompositeUse):
        composite = editor.project.graph.composites.get(module.definition)
        return "Composite" if composite is None else composite.name
    return module.type_name()


def _composite(editor: Editor, module: CompositeUse) -> list[str]:
    graph = editor.project.graph
    entry = entry_of(graph, module.definition)
    parts = [_muted("Composite")]
    if entry is not None and entry.description:
        parts.append(_prose(entry.description))
    else:
        parts.append("<p>A network used as a module. Go inside to see what it computes.</p>")
    parts += _settings(exposed_fields(graph.composites, module).values())
    return parts


def _formulas(module: Module) -> list[str]:
    parts = []
    formula = module.formulas()
    for title, lines in (("Forward", formula.forward), ("Backward", formula.backward)):
        if lines:
            parts.append(_heading(title))
            pictures = (formula_html(latex, widest_px=_TEXT_PX) for latex in lines)
            parts += [f"<p style='margin:6px 0 6px 0'>{picture}</p>" for picture in pictures]
    return parts


def _settings(settings: Iterable[tuple[Field[Any], Any]]) -> list[str]:
    rows = []
    for field, value in settings:
        default = field.to_json(field.default)
        now = field.to_json(value)
        words = escape(_value(now))
        if now != default:
            words = f"<b>{words}</b><br>{_muted_words(f'default {_value(default)}')}"
        about = " ".join(part for part in (field.doc, _limits(field)) if part)
        rows.append((f"<code>{escape(field.name)}</code>", words, _inline(about)))
    return _table("Settings", rows)


def _limits(field: Field[Any]) -> str:
    """Say what a setting may be, from its description for programs."""
    schema = field.schema()
    if "choices" in schema:
        return f"One of {', '.join(map(str, schema['choices']))}."
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"From {low:g} to {high:g}."
    if low is not None:
        return f"{'Above' if schema.get('open_minimum') else 'At least'} {low:g}."
    return ""


def _ports(editor: Editor, node: Node) -> list[str]:
    graph, path = editor.graph, editor.path_of(node)
    try:
        sides = (
            ("Inputs", input_ports(graph, node), editor.analysis.inputs_of(path)),
            ("Outputs", output_ports(graph, node), editor.analysis.outputs_of(path)),
        )
    except GuinetError:  # a composite whose definition is gone: a problem says so
        return []
    parts = []
    for title, ports, specs in sides:
        padded: list[FieldSpec | None] = [*specs, *[None] * (len(ports) - len(specs))]
        rows = [
            (
                f"<code>{escape(port.name)}</code>",
                "not known yet" if spec is None else escape(spec.text()),
                _inline(port.doc),
            )
            for port, spec in zip(ports, padded, strict=False)
        ]
        parts += _table(title, rows)
    return parts


def _weights(editor: Editor, node: Node) -> list[str]:
    inputs = _known_inputs(editor, node)
    if inputs is None:
        return []
    weights = node.module.weights(inputs)
    rows = [
        (
            f"<code>{escape(name)}</code>",
            " × ".join(map(str, weight.shape)) or "a number",
            f"{weight.size:,} numbers".replace(",", "\N{NARROW NO-BREAK SPACE}"),
        )
        for name, weight in weights.items()
    ]
    return _table("Weights", rows)


def _torch(editor: Editor, node: Node) -> list[str]:
    inputs = _known_inputs(editor, node)
    if inputs is None:
        return [_heading("In PyTorch"), "<p>Known as soon as shapes arrive at all inputs.</p>"]
    try:
        form = node.module.torch_form(inputs)
    except GuinetError:
        return []
    code = []
    call = form.call
    if form.constructor is not None:
        code.append(f"{node.name} = {form.constructor}")
    words = {"module": node.name, "training": "self.training"}
    for port in node.module.input_ports():
        words.setdefault(port.name, port.name)
    for name, word in words.items():
        call = call.replace(f"{{{name}}}", word)
    outputs = ", ".join(port.name for port in node.module.output_ports())
    code.append(f"{outputs} = {call}" if outputs else call)
    colour = theme.current()
    text = "<br>".join(escape(line) for line in code)
    return [
        _heading("In PyTorch"),
        (
            f"<table width='100%' cellpadding='10' style='background:{colour.well}'><tr><td>"
            f"<code>{text}</code></td></tr></table>"
        ),
    ]


def _known_inputs(editor: Editor, node: Node) -> tuple[FieldSpec, ...] | None:
    """Return what arrives at the inputs, or None where something is not known yet."""
    path = editor.path_of(node)
    if path not in editor.analysis.inference.outputs:
        return None
    inputs = editor.analysis.inputs_of(path)
    known = tuple(spec for spec in inputs if spec is not None)
    return known if len(known) == len(inputs) else None


def _heading(title: str) -> str:
    return f"<h4 style='margin:18px 0 4px 0'>{escape(title)}</h4>"


def _table(title: str, rows: Sequence[tuple[str, str, str]]) -> list[str]:
    if not rows:
        return []
    cells = "".join(
        f"<tr><td style='padding-right:16px'>{first}</td>"
        f"<td style='padding-right:16px'>{second}</td><td>{third}</td></tr>"
        for first, second, third in rows
    )
    return [_heading(title), f"<table cellspacing='0' cellpadding='3'>{cells}</table>"]


def _prose(text: str) -> str:
    paragraphs = text.replace("\nSource: ", "\n\nSource: ").split("\n\n")
    return "".join(f"<p>{_inline(' '.join(paragraph.split()))}</p>" for paragraph in paragraphs)


def _inline(text: str) -> str:
    escaped = re.sub(r"``(.+?)``", r"<code>\1</code>", escape(text, quote=False))
    return re.sub(r"(https?://[^\s<>]+?)(?=[.,;)]*(?:\s|$))", r"<a href='\1'>\1</a>", escaped)


def _muted(words: str) -> str:
    return f"<p style='margin:2px 0 8px 0'>{_muted_words(words)}</p>"


def _muted_words(words: str) -> str:
    return f"<span style='color:{theme.current().muted}'>{escape(words)}</span>"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "" or value == []:
        return _EMPTY
    if isinstance(value, list):
        return " × ".join(map(str, value))
    if isinstance(value, dict):
        return str(value.get("type", value))
    return f"{value:g}" if isinstance(value, float) else str(value)
