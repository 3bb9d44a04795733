"""The line at the bottom: what the network is, what it learns from, whether it is saved."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar

from guinet.graph.reroutes import node_count
from guinet.gui.editor import Editor
from guinet.gui.format import count, counted

__all__ = ["StatusLine"]


class StatusLine(QStatusBar):
    """Problems, size of the network, data and save state; messages come and go over it."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self._editor = editor
        self._network = QLabel()
        self._data = QLabel()
        self.addWidget(self._network)
        self.addPermanentWidget(self._data)
        editor.analysis_changed.connect(self.refresh)
        editor.saved_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Write everything anew."""
        self._network.setText("     ".join(self._network_words()))
        self._data.setText("     ".join([*self._data_words(), self._saved_words()]))

    def _network_words(self) -> list[str]:
        analysis = self._editor.analysis
        errors = sum(problem.severity == "error" for problem in analysis.problems)
        warnings = len(analysis.problems) - errors
        words = []
        if errors:
            words.append(counted(errors, "error"))
        if warnings:
            words.append(counted(warnings, "warning"))
        if not words:
            words.append("No problems")
        words.append(counted(node_count(self._editor.project.graph), "node"))
        weights = analysis.total_weights
        words.append("1 weight" if weights == 1 else f"{count(weights)} weights")
        cost = analysis.total_multiply_adds
        words.append(f"{count(cost)} multiply-add{'' if cost == 1 else 's'} per sample")
        return words

    def _data_words(self) -> list[str]:
        project = self._editor.project
        return [project.data.source.title, f"seed {project.recipe.seed}"]

    def _saved_words(self) -> str:
        document = self._editor.document
        if document.dirty:
            return "Edited"
        return "Saved" if document.path is not None else "Not saved yet"
