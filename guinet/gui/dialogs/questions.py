"""The questions the window asks; each in one function, so that tests can answer them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

__all__ = ["ask_open", "ask_place", "ask_recover", "ask_remove", "ask_save", "ask_unsaved", "tell"]

_FILTER = "guinet networks (*.guinet *.safetensors);;All files (*)"


def ask_open(parent: QWidget, folder: str) -> str:
    """Ask for a file to open; empty if the person thought better of it."""
    path, _ = QFileDialog.getOpenFileName(parent, "Open", folder, _FILTER)
    return path


def ask_save(parent: QWidget, suggestion: str) -> str:
    """Ask where to save; empty if the person thought better of it."""
    path, _ = QFileDialog.getSaveFileName(
        parent, "Save as", suggestion, "guinet networks (*.guinet)"
    )
    return path


def ask_place(parent: QWidget, title: str, suggestion: str, kinds: str) -> Path | None:
    """Ask where to write a file; None if the person thought better of it.

    A name without an ending gets that of the suggestion.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, suggestion, kinds)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(Path(suggestion).suffix)


def ask_unsaved(parent: QWidget, title: str, what: str) -> Literal["save", "discard", "cancel"]:
    """Ask what to do with unsaved changes; ``what`` says what would be lost."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unsaved changes")
    box.setText(f"Save the changes to “{title}”?")
    box.setInformativeText(what)
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.button(buttons.Discard).setText("Don’t save")
    answer = box.exec()
    if answer == buttons.Save:
        return "save"
    return "discard" if answer == buttons.Discard else "cancel"


def ask_recover(parent: QWidget, title: str, when: str) -> bool:
    """Ask whether work that a crash left behind should be opened."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unsaved work was found")
    box.setText(f"guinet did not close properly. Open the unsaved “{title}” from {when}?")
    box.setInformativeText("If you do not open it now, it is thrown away.")
    yes = box.addButton("Open it", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Throw it away", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(yes)
    box.exec()
    return box.clickedButton() is yes


def ask_remove(parent: QWidget, name: str, kept: str) -> bool:
    """Ask whether a composite should go out of the library."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Remove from my library")
    box.setText(f"Remove {name} from your library?")
    box.setInformativeText(
        f"Projects that use it keep it. The file stays beside the others as {kept}."
    )
    yes = box.addButton("Remove", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is yes


def tell(parent: QWidget, title: str, sentence: str) -> None:
    """Tell what went wrong."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, title, parent=parent)
    box.setInformativeText(sentence)
    box.exec()
