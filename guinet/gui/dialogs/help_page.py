"""A page of help: a text of ours with links that open examples."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from guinet.core.resources import resource

__all__ = ["help_page"]


def help_page(
    parent: QWidget, name: str, title: str, open_example: Callable[[str], object]
) -> QDialog:
    """Return a window that shows ``resources/help/NAME.md``.

    Parameters
    ----------
    title
        Of the window.
    open_example
        Called with ``example:NAME`` when the person clicks such a link; the page closes.
    """
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = QTextBrowser()
    page.setOpenLinks(False)
    page.setMarkdown(resource("help", f"{name}.md").read_text(encoding="utf-8"))
    _space_out(page.document())

    def follow(link: QUrl) -> None:
        dialog.accept()
        open_example(link.toString())

    page.anchorClicked.connect(follow)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(720, 720)
    return dialog


def _space_out(document: QTextDocument) -> None:
    """Give headings and paragraphs room; Markdown as Qt reads it leaves none."""
    document.setDocumentMargin(20)
    block = document.begin()
    while block.isValid():
        shape = block.blockFormat()
        shape.setTopMargin(24 if shape.headingLevel() > 1 else 0)
        shape.setBottomMargin(8)
        QTextCursor(block).setBlockFormat(shape)
        block = block.next()
