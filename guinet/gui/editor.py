"""What is being edited and shown: the one object that all views listen to.

The editor joins the document (which knows no Qt) with what only the window needs: which
graph is on the canvas, what is selected, what the rules say, what the run reports. Views read
from it and are told by its signals; they change the project only through `Editor.apply`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from guinet.core.errors import GuinetError
from guinet.core.spec import FieldSpec
from guinet.document.diff import ProjectDiff
from guinet.document.document import Document
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.model import Graph, Node
from guinet.graph.nesting import way_to
from guinet.graph.problem import Fix, Problem
from guinet.graph.scopes import edit_inside, inside
from guinet.graph.standpoint import Standpoint, stand
from guinet.project.gone import with_graph_only
from guinet.project.project import Project

__all__ = ["Editor"]


class Editor(QObject):
    """The document with its derived facts, as seen by the views.

    Signals
    -------
    project_changed
        After every edit, undo and redo, with the `ProjectDiff`.
    document_replaced
        Another project was opened; views start anew.
    analysis_changed
        Problems and shapes were computed again (after `project_changed`).
    selection_changed
        Other nodes or edges are selected.
    standpoint_leaving, standpoint_changed
        Another graph will be, and is, on the canvas: a composite was entered or left.
    settled
        All of that was told after an edit, with the `ProjectDiff`: what follows from how it
        looks now may be added to it by `Editor.amend`.
    saved_changed
        The project became dirty or clean, or got another path.
    library_changed
        A composite came into the person's library, or went out of it.
    """

    project_changed = Signal(object)
    document_replaced = Signal()
    analysis_changed = Signal()
    selection_changed = Signal()
    standpoint_leaving = Signal()
    standpoint_changed = Signal()
    settled = Signal(object)
    saved_changed = Signal()
    library_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.analysis = Analysis()
        self._foreseen: tuple[Graph, Mapping[str, FieldSpec], Analysis] | None = None
        self._selected: frozenset[str] = frozenset()
        self._standpoint = Standpoint()
        self._graph = document.project.graph
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)
        document.saved_changed.connect(self.saved_changed.emit)
        self._analyse()

    @property
    def project(self) -> Project:
        """The project as it stands."""
        return self.document.project

    @property
    def graph(self) -> Graph:
        """The graph on the canvas: the outermost one, or the inside of a composite."""
        return self._graph

    @property
    def standpoint(self) -> Standpoint:
        """Which graph is on the canvas."""
        return self._standpoint

    @property
    def scope(self) -> str:
        """The graph on the canvas: ``""``, or the id of the definition that was entered."""
        return self._standpoint.scope

    def path_of(self, node: Node) -> str:
        """Return the path of a node on the canvas, which is what the analysis goes by."""
        return self._standpoint.path(node.name)

    def enter(self, uses: Iterable[str]) -> None:
        """Show the inside of composite uses, ids from the outside in; none: the outermost graph.

        What cannot be entered is passed over. Nothing is selected afterwards.
        """
        found = stand(self.project.graph, uses)
        if found.uses != self._standpoint.uses:
            self.standpoint_leaving.emit()
            self._selected = frozenset()
            self._look_from(found)
            self.standpoint_changed.emit()
            self.selection_changed.emit()

    @property
    def fields(self) -> Mapping[str, FieldSpec]:
        """The fields that the data offer."""
        return self.document.fields

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the rules say about the graph."""
        return self.analysis.problems

    @property
    def first_fault(self) -> str:
        """What keeps the network from being trained, one sentence; empty if nothing does."""
        if self.document.data_error:
            return self.document.data_error
        first = next((p for p in self.problems if p.severity == "error"), None)
        return "" if first is None else f"{first.path}: {first.message}".removeprefix(": ")

    def apply(self, change: Callable[[Project], Project], label: str, *, merge: str = "") -> None:
        """Edit the project; equal, non-empty ``merge`` keys in a row make one undo step."""
        self.document.apply(change(self.document.project), label, merge=merge)

    def amend(self, change: Callable[[Project], Project]) -> None:
        """Add to the last edit what follows from it; that is no step of its own."""
        document = self.document
        document.apply(change(document.project), document.undo_label, amend=True)

    def apply_graph(self, change: Callable[[Graph], Graph], label: str, *, merge: str = "") -> None:
        """Edit the graph on the canvas."""
        scope = self.scope
        self.apply(
            lambda project: with_graph_only(project, edit_inside(project.graph, scope, change)),
            label,
            merge=merge,
        )

    def apply_fix(self, fix: Fix) -> None:
        """Do what a fix proposes; one that no longer fits the graph does nothing."""
        with contextlib.suppress(GuinetError):
            self.apply(lambda p: with_graph_only(p, fix.apply(p.graph)), fix.label)

    @property
    def selected(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selected

    def select(self, ids: Iterable[str]) -> None:
        """Select these nodes and no others."""
        wanted = frozenset(ids) & self.graph.nodes.keys()
        if wanted != self._selected:
            self._selected = wanted
            self.selection_changed.emit()

    def selected_node(self) -> Node | None:
        """Return the node if exactly one is selected."""
        return self.graph.nodes[next(iter(self._selected))] if len(self._selected) == 1 else None

    def foresee(self, graph: Graph) -> Analysis:
        """Return what will be known once this is the outermost graph."""
        asked = graph, self.fields
        if self._foreseen is None or any(
            new is not old for new, old in zip(asked, self._foreseen, strict=False)
        ):
            self._foreseen = *asked, analyse(*asked)
        return self._foreseen[2]

    def _analyse(self) -> None:
        self.analysis = self.foresee(self.project.graph)
        self.analysis_changed.emit()

    def _on_changed(self, diff: ProjectDiff) -> None:
        # What is gone is neither shown nor selected, for whoever is told of the edit first.
        found = stand(self.project.graph, self._destination(diff))
        moved = found.uses != self._standpoint.uses
        if moved:
            self.standpoint_leaving.emit()
        known = self._graph.nodes.keys()
        self._look_from(found)
        left = frozenset() if moved else self._selected & self.graph.nodes.keys()
        if diff.travelled and not moved:
            # What an undo brings back is what one wants to go on with.
            left = frozenset(self.graph.nodes.keys() - known) or left
        others, self._selected = left != self._selected, left
        self.project_changed.emit(diff)
        self._analyse()
        if moved:
            self.standpoint_changed.emit()
        if others:
            self.selection_changed.emit()
        self.settled.emit(diff)

    def _destination(self, diff: ProjectDiff) -> tuple[str, ...]:
        """Return which uses to stand in: after an undo, where it can be seen what that did."""
        graph, stood = self.project.graph, self._standpoint.uses
        here = stand(graph, stood).scope
        # Where the use one stands in has another definition now, the change is here as well.
        seen = here in diff.scopes or here != self.scope
        if not diff.travelled or not diff.scopes or seen:
            return stood
        ways = (way_to(graph, scope, stood) for scope in diff.scopes)
        return next((way for way in ways if way is not None), stood)

    def _on_replaced(self) -> None:
        self._selected = frozenset()
        self._look_from(Standpoint())
        self.document_replaced.emit()
        self._analyse()
        self.selection_changed.emit()

    def _look_from(self, standpoint: Standpoint) -> None:
        self._standpoint = standpoint
        self._graph = inside(self.project.graph, standpoint.scope)
