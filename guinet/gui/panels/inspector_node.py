"""The inspector's page for one node."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.graph.composite import CompositeUse
from guinet.graph.edits import rename, set_bypassed, set_learning_rate_factor, set_module
from guinet.graph.exposed import exposed_fields, with_exposed
from guinet.graph.model import Node
from guinet.graph.placeholder import Placeholder
from guinet.graph.problem import Problem
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.forms import FieldRows, Form
from guinet.gui.mathematics import FormulaView
from guinet.gui.panels.inspector_bypass import BypassNote
from guinet.gui.panels.inspector_composite import CompositePart
from guinet.gui.panels.inspector_exposing import ExposedMenus, ExposingPins
from guinet.gui.panels.inspector_header import InspectorHeader
from guinet.gui.panels.inspector_learning import NodeLearning
from guinet.gui.panels.inspector_live import LivePart
from guinet.gui.panels.inspector_sizes import NodeSizes
from guinet.gui.panels.inspector_weights import WeightsView
from guinet.gui.panels.problems import problem_card
from guinet.gui.panels.widgets import Column, Section, label
from guinet.gui.sight import Sight
from guinet.project.library import entry_of

__all__ = ["NodePage"]

_MOST_PROBLEMS = 2
"""A module with eight open inputs has nine problems, and its form still is what one came for."""

_AROUND_PX = 48


class NodePage(QWidget):
    """All about one node: its settings, what it shows, its weights, what it is."""

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self._id = ""
        self._problems: tuple[Problem, ...] | None = None
        self.header = InspectorHeader()
        self.header.renamed.connect(self._rename)
        self.bypass = BypassNote()
        self.bypass.use_again.connect(self._use_again)
        self.form = Form()
        self.form.changed.connect(self._on_form)
        self.pins = ExposingPins(editor)
        self.exposed_menus = ExposedMenus(editor)
        self.composite = CompositePart(editor)
        self.exposed = FieldRows(aside=self.exposed_menus.button)
        self.exposed.edited.connect(self._on_exposed)
        self.no_settings = label("", "muted", wrap=True)
        self.learning = NodeLearning()
        self.learning.changed.connect(self._on_factor)
        self.learning.locked.connect(self._on_lock)
        self.facts = _Facts()
        self.live = LivePart(editor, bridge, sight)
        self.forward = FormulaView(17)
        self.backward = FormulaView(15, "muted")
        self.sizes = NodeSizes(bridge, sight)
        self.weights = WeightsView(editor, bridge, sight)
        self.help = label("", "muted", wrap=True)
        self.help.setTextFormat(Qt.TextFormat.AutoText)
        self._column = Column()
        self._problem_part = Section()
        self._bypass_part = Section()
        self._formula_part = Section("Formula")
        self._weights_part = Section("Weights", aside=self.weights.switch)
        self._column.add(self.header)
        self._column.add(self._problem_part)
        self._composite_part = Section()
        self._add_section(self._composite_part, self.composite)
        self._add_section(self._bypass_part, self.bypass)
        self._add_section(Section(), self.form, self.exposed, self.no_settings, self.learning)
        self._live_part = Section()
        self._add_section(self._live_part, self.live)
        self._add_section(Section(), self.facts)
        self._add_section(self._formula_part, self.forward, self.backward)
        self._add_section(self._weights_part, self.sizes, self.weights)
        self._add_section(Section("About", line=False), self.help)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def _add_section(self, section: Section, *widgets: QWidget) -> None:
        for widget in widgets:
            section.body.addWidget(widget)
        self._column.add(section)

    def show_node(self, node: Node) -> None:
        """Show a node as it is now."""
        if node.id != self._id:
            self._column.verticalScrollBar().setValue(0)
        self._id = node.id
        module = node.module
        self.header.show_node(
            node.name, _type_name(module, self._editor), module.category, type(module).summary()
        )
        self._bypass_part.setVisible(node.bypassed)
        self.bypass.show_loss(isinstance(module, Loss))
        self.composite.show_node(node)
        self._composite_part.setVisible(not self.composite.isHidden())
        self._show_form(module)
        self.pins.show_node(node)
        self.exposed_menus.show_node(node)
        formulas = module.formulas()
        self.forward.set_formulas(formulas.forward)
        self.backward.set_formulas(formulas.backward)
        self._formula_part.setVisible(bool(formulas.forward or formulas.backward))
        self.help.setText(_help(module, self._editor))
        self.live.show_node(node)
        self._live_part.setVisible(not self.live.isHidden())
        self.refresh_analysis()
        self.refresh_weights()

    def refresh_analysis(self) -> None:
        """Show problems, shapes and cost anew."""
        node = self._node()
        if node is None:
            return
        analysis, path = self._editor.analysis, self._editor.path_of(node)
        problems = analysis.problems_of(path)
        if problems != self._problems:
            self._problems = problems
            self._show_problems(problems)
        known = tuple(spec for spec in analysis.inputs_of(path) if spec is not None)
        outputs = analysis.outputs_of(path)
        cost = analysis.multiply_adds(path)
        factor = analysis.learning_rate_factor(path)
        self.learning.setVisible(factor is not None)
        if factor is not None:
            # Inside a composite use nodes have factors of their own, which is no matter of sharing.
            inside = isinstance(node.module, CompositeUse)
            self.learning.show_factor(
                node.learning_rate_factor, node.learning_rate_factor if inside else factor
            )
        self.facts.show_facts(known, outputs, analysis.weight_count(path), cost, shared=node.share)

    def refresh_weights(self) -> None:
        """Show the newest weights."""
        node = self._node()
        if node is None:
            return
        path = self._editor.path_of(node)
        count = self._editor.analysis.weight_count(path)
        self.weights.show_node(self._bridge.last_snapshot, path, count)
        factor = self._editor.analysis.learning_rate_factor(path)
        self.sizes.setVisible(factor is not None)
        self.sizes.show_node(self._bridge.last_snapshot, path, count, frozen=factor == 0.0)
        self._weights_part.setVisible(bool(count) or bool(self.weights.words.isHidden()))

    def _node(self) -> Node | None:
        return self._editor.graph.nodes.get(self._id)

    def _show_form(self, module: Module) -> None:
        shown = not isinstance(module, CompositeUse | Placeholder)
        self.form.setVisible(shown and bool(module.fields))
        pins = self.pins.button if self.pins.wanted else None
        self.form.set_aside(pins)
        settable = (
            exposed_fields(self._editor.graph.composites, module)
            if isinstance(module, CompositeUse)
            else {}
        )
        self.exposed.setVisible(bool(settable))
        self.exposed.show_fields(
            {name: field for name, (field, _) in settable.items()},
            {name: value for name, (_, value) in settable.items()},
        )
        self.no_settings.setVisible(not (settable or self.form.isVisibleTo(self)))
        if isinstance(module, Placeholder):
            self.no_settings.setText(
                f"The module {module.missing} is not installed. Its settings and wires are kept "
                "as they are."
            )
        else:
            self.no_settings.setText(f"{_type_name(module, self._editor)} has no hyperparameters.")
        if shown:
            choices = {"field": tuple(self._editor.fields)} if isinstance(module, Source) else None
            self.form.show_configured(module, choices=choices)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        body = self._problem_part.body
        while (item := body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        worst_first = sorted(problems, key=lambda problem: problem.severity != "error")
        for place, problem in enumerate(worst_first[:_MOST_PROBLEMS]):
            # A module just dropped has warnings; removing it again is not what to shine at.
            urgent = place == 0 and problem.severity == "error"
            body.addWidget(problem_card(problem, self._editor.apply_fix, urgent=urgent))
        if len(problems) > _MOST_PROBLEMS:
            more = len(problems) - _MOST_PROBLEMS
            body.addWidget(label(f"And {more} more, see Problems.", "muted", wrap=True))
        self._problem_part.setVisible(bool(problems))
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        """Scroll to the field that is being edited: the problems above have pushed it away."""
        focus = QApplication.focusWidget()
        if focus is not None and self.form.isAncestorOf(focus):
            self._column.ensureWidgetVisible(focus, 0, _AROUND_PX)

    def _use_again(self) -> None:
        node = self._node()
        if node is not None:
            self._editor.apply_graph(
                lambda graph: set_bypassed(graph, node.id, False), f"Use {node.name} again"
            )

    def _on_form(self, path: str, module: object) -> None:
        node = self._node()
        if node is None or not isinstance(module, Module):
            return
        self._editor.apply_graph(
            lambda graph: set_module(graph, node.id, module),
            f"Change {path} of {node.name}",
            merge=f"{node.id}.{path}",
        )

    def _on_exposed(self, name: str, path: str, value: object) -> None:
        node = self._node()
        if node is not None and isinstance(node.module, CompositeUse):
            field, _ = exposed_fields(self._editor.graph.composites, node.module)[name]
            self._on_form(path, with_exposed(node.module, name, field, value))

    def _on_factor(self, factor: float) -> None:
        self._set_factor(factor, "Change learning_rate_factor of {}", "learning_rate_factor")

    def _on_lock(self, locked: bool) -> None:
        words = "Freeze {}" if locked else "Unfreeze {}"
        self._set_factor(0.0 if locked else 1.0, words, "")

    def _set_factor(self, factor: float, words: str, merge: str) -> None:
        node = self._node()
        if node is not None:
            self._editor.apply_graph(
                lambda graph: set_learning_rate_factor(graph, node.id, factor),
                words.format(node.name),
                merge=f"{node.id}.{merge}" if merge else "",
            )

    def _rename(self, name: str) -> None:
        node = self._node()
        if node is None:
            return
        try:
            self._editor.apply_graph(
                lambda graph: rename(graph, node.id, name), f"Rename {node.name}"
            )
        except GuinetError as error:
            self.header.refuse(str(error))
        else:
            self.header.refuse("")


class _Facts(QWidget):
    """Shapes in and out, number of weights, cost of the forward pass."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self.values = {}
        for row, name in enumerate(("Shape", "Weights", "Cost", "Shared")):
            caption = label(name, "muted")
            value = label("", wrap=True)
            self._grid.addWidget(caption, row, 0)
            self._grid.addWidget(value, row, 1)
            self.values[name] = (caption, value)

    def show_facts(
        self,
        inputs: tuple[FieldSpec, ...],
        outputs: tuple[FieldSpec, ...],
        weights: int,
        cost: int,
        *,
        shared: str | None,
    ) -> None:
        """Show the facts of a node; unknown shapes are called so."""
        incoming = ", ".join(_unbroken(spec) for spec in inputs)
        outgoing = ", ".join(_unbroken(spec) for spec in outputs) or "unknown"
        self._say("Shape", f"{incoming} → {outgoing}" if incoming else outgoing)
        self._say("Weights", fmt.count(weights) if outputs or weights else "")
        operations = "multiply-add" if cost == 1 else "multiply-adds"
        self._say("Cost", f"{fmt.count(cost)} {operations} per sample" if cost else "")
        self._say("Shared", f"with all that are tagged “{shared}”" if shared else "")

    def _say(self, name: str, words: str) -> None:
        caption, value = self.values[name]
        value.setText(words)
        for widget in (caption, value):
            widget.setVisible(bool(words))


def _type_name(module: Module, editor: Editor) -> str:
    if isinstance(module, Placeholder):
        return f"{module.missing} (not installed)"
    if isinstance(module, CompositeUse):
        composite = editor.graph.composites.get(module.definition)
        return composite.name if composite is not None else "Composite"
    return module.type_name()


def _unbroken(spec: FieldSpec) -> str:
    """Return a shape that stays together where a line ends."""
    return spec.text().replace(" ", "\N{NO-BREAK SPACE}")


def _help(module: Module, editor: Editor) -> str:
    """Return the help text: as it is for a composite, as rich text for a module."""
    if isinstance(module, CompositeUse):
        entry = entry_of(editor.graph, module.definition)
        if entry is not None and entry.description:
            return entry.description
    text = escape(type(module).help_text(), quote=False)
    text = re.sub(r"``(.+?)``", r"<code>\1</code>", text)
    paragraphs = text.replace("\nSource: ", "\n\nSource: ").split("\n\n")
    return "".join(f"<p>{' '.join(paragraph.split())}</p>" for paragraph in paragraphs)
