"""The inspector's pages for several nodes, and for the project when nothing is selected."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from guinet.graph.reroutes import node_count
from guinet.gui import format as fmt
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.elided import ElidedLabel
from guinet.gui.forms.editors import LineEditor
from guinet.gui.panels.widgets import Column, Section, label

__all__ = ["OverviewPage", "SelectionPage"]


class _Table(QWidget):
    """Captions and values in two columns."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QWidget, ElidedLabel]] = {}

    def show_rows(self, rows: dict[str, str]) -> None:
        """Show these rows, and no others."""
        for name, (caption, value) in self._rows.items():
            caption.setVisible(name in rows)
            value.setVisible(name in rows)
        for name, words in rows.items():
            if name not in self._rows:
                caption, value = ElidedLabel(name), ElidedLabel()
                caption.setProperty("role", "muted")
                caption.setMinimumWidth(min(110, caption.sizeHint().width()))
                value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                row = self._grid.rowCount()
                self._grid.addWidget(caption, row, 0)
                self._grid.addWidget(value, row, 1)
                self._rows[name] = (caption, value)
            self._rows[name][1].setText(words)

    def value(self, name: str) -> str:
        """Return what a row says."""
        return self._rows[name][1].text()

    @property
    def names(self) -> tuple[str, ...]:
        """What the rows are about that are shown."""
        return tuple(name for name, (caption, _) in self._rows.items() if not caption.isHidden())


class SelectionPage(QWidget):
    """What the selected nodes have in common, and what they add up to."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.title = label("", "title")
        self.table = _Table()
        self.types = _Table()
        column = Column()
        head = Section()
        head.body.addWidget(self.title)
        head.body.addWidget(self.table)
        kinds = Section("Modules", line=False)
        kinds.body.addWidget(self.types)
        column.add(head)
        column.add(kinds)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)

    def refresh(self) -> None:
        """Count anew."""
        graph, analysis = self._editor.graph, self._editor.analysis
        nodes = [node for node in graph.nodes.values() if node.id in self._editor.selected]
        inside = [
            edge
            for edge in graph.edges
            if edge.source in self._editor.selected and edge.target in self._editor.selected
        ]
        self.title.setText(f"{len(nodes)} nodes")
        paths = [self._editor.path_of(node) for node in nodes]
        weights = sum(analysis.weight_count(path) for path in paths)
        problems = sum(len(analysis.problems_of(path)) for path in paths)
        self.table.show_rows(
            {
                "Weights": fmt.count(weights),
                "Wires between them": str(len(inside)),
                "Problems": str(problems),
            }
        )
        types: dict[str, int] = {}
        for node in nodes:
            name = node.module.type_name()
            types[name] = types.get(name, 0) + 1
        self.types.show_rows({name: str(count) for name, count in sorted(types.items())})


class _Description(QPlainTextEdit):
    """Text on several lines, offered when the focus leaves; as high as the text, within limits."""

    left = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self, _: object = None) -> None:
        # Of a plain text document Qt tells the height in lines.
        lines = round(self.document().documentLayout().documentSize().height())
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(max(lines, 3), 20) * line + 16)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Offer the text."""
        super().focusOutEvent(event)
        self.left.emit(self.toPlainText())


class OverviewPage(QWidget):
    """Title and description, the size of the network, and what one could do next."""

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self.title = LineEditor()
        self.title.setPlaceholderText("Title")
        self.title.setAccessibleName("Title of the project")
        self.title.offered.connect(self._on_title)
        self.description = _Description()
        self.description.setPlaceholderText("What is this network about?")
        self.description.setAccessibleName("Description of the project")
        self.description.setTabChangesFocus(True)
        self.description.left.connect(self._on_description)
        self.table = _Table()
        self.hint = label("", "muted", wrap=True)
        column = Column()
        for section, widgets in (
            (Section("Project"), [self.title, self.description]),
            (Section("Network"), [self.table]),
            (Section("What to do", line=False), [self.hint]),
        ):
            for widget in widgets:
                section.body.addWidget(widget)
            column.add(section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)
        bridge.state_changed.connect(self._advise)

    def refresh(self) -> None:
        """Show the project as it is now."""
        project, analysis = self._editor.project, self._editor.analysis
        self.title.set_value(project.title)
        if (
            not self.description.hasFocus()
            and self.description.toPlainText() != project.description
        ):
            self.description.setPlainText(project.description)
        self.table.show_rows(
            {
                "Nodes": str(node_count(project.graph)),
                "Wires": str(len(project.graph.edges)),
                "Weights": fmt.count(analysis.total_weights),
                "Data": getattr(project.data.source, "title", project.data.source.type_name()),
                "Optimizer": project.recipe.optimizer.type_name(),
                "Problems": str(len(analysis.problems)),
            }
            | self._of_the_run()
        )
        self._advise()

    def _advise(self, _: object = None) -> None:
        self.hint.setText(self._advice())

    def _of_the_run(self) -> dict[str, str]:
        """Return what is known once the training process has made its plan."""
        prepared = self._bridge.preparation
        if prepared is None or not self._bridge.can_run:
            return {}
        return {
            "Memory of a step": fmt.size(prepared.plan_bytes),
            "Processes": str(prepared.workers),
        }

    def _advice(self) -> str:
        if not self._editor.project.graph.nodes:
            return (
                "Drag modules from the palette onto the canvas: Input, Linear, an activation, "
                "a loss and Target. Join them by dragging from port to port."
            )
        errors = [p for p in self._editor.problems if p.severity == "error"]
        if errors:
            first = errors[0]
            where = f"{first.path}: " if first.path else ""
            return f"{where}{first.message} {first.hint}".strip()
        begin = "" if self._bridge.running else "Press play to train. "
        return (
            f"{begin}Select a node to see its settings, its formula and its weights; "
            "point at a wire to see what flows through it."
        )

    def _on_title(self, title: str) -> None:
        self._editor.apply(lambda p: replace(p, title=title), "Change the title")

    def _on_description(self, text: str) -> None:
        if text != self._editor.project.description:
            self._editor.apply(lambda p: replace(p, description=text), "Change the description")
