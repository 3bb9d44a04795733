"""The dialog that puts a composite into the person's own library."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from guinet.core.errors import GuinetError
from guinet.graph.definitions import rename_composite
from guinet.gui.editor import Editor
from guinet.gui.panels.widgets import label
from guinet.gui.polish import repolish
from guinet.project.library import Entry
from guinet.project.library_save import save_composite, takes_place_of

__all__ = ["SaveCompositeDialog"]

_WIDTH_PX = 420


class SaveCompositeDialog(QDialog):
    """Asks for a name and a sentence, and says before it happens what would be replaced.

    Where the composite gets another name, it has that in the project, too.

    Parameters
    ----------
    parent
        The window.
    editor
        The project.
    definition
        Id of the composite.
    """

    def __init__(self, parent: QWidget, editor: Editor, definition: str) -> None:
        super().__init__(parent)
        self._editor = editor
        self._definition = definition
        self._replaced: Entry | None = None
        composite = editor.project.graph.composites[definition]
        self.setWindowTitle("Save to my library")
        self.name = QLineEdit(composite.name)
        self.name.setAccessibleName("Name of the composite")
        self.description = QLineEdit()
        self.description.setPlaceholderText("What it does, in a sentence")
        self.description.setAccessibleName("Description of the composite")
        self.note = label("", "muted", wrap=True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("Name", self.name)
        form.addRow("Description", self.description)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.setFixedWidth(_WIDTH_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name.textChanged.connect(self._look)
        self._look()
        if self._replaced is not None:
            self.description.setText(self._replaced.description.partition("\n")[0])

    def accept(self) -> None:
        """Save, and close; where that cannot be, say why and stay."""
        name, editor = self.name.text().strip(), self._editor
        project = editor.project
        try:
            graph = rename_composite(project.graph, self._definition, name)
            save_composite(
                graph,
                self._definition,
                layout=project.layout,
                annotations=project.annotations,
                description=self._described(),
                overwrite=self._replaced is not None,
            )
        except GuinetError as error:
            self._say(str(error), "error")
            return
        editor.apply(lambda p: replace(p, graph=graph), f"Rename the composite to {name}")
        editor.library_changed.emit()
        super().accept()

    def _described(self) -> str:
        """Return the description: of one that is replaced, the further lines stay."""
        first, before = self.description.text().strip(), self._replaced
        further = "" if before is None else before.description.partition("\n")[2]
        return f"{first}\n{further}" if further else first

    def _look(self) -> None:
        """Say what a composite of this name would replace, or why it cannot have it."""
        name = self.name.text().strip()
        self._replaced = None
        try:
            rename_composite(self._editor.project.graph, self._definition, name)
            self._replaced = takes_place_of(name)
        except GuinetError as error:
            self._say(str(error), "error")
            self.save.setEnabled(False)
            return
        self.save.setEnabled(True)
        self.save.setText("Save" if self._replaced is None else "Replace")
        if self._replaced is None:
            self._say("It appears in the palette under Composite, for every project.", "muted")
        else:
            self._say(
                f"Your library has a composite {name} already. It will be replaced; its file is "
                f"kept as {self._replaced.path.name}.bak.",
                "warning",
            )

    def _say(self, sentence: str, role: str) -> None:
        self.note.setText(sentence)
        self.note.setProperty("role", role)
        repolish(self.note)
