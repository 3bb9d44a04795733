"""A page of help: a text of ours with formulas, and links that open examples."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from guinet.core.resources import resource
from guinet.gui import theme
from guinet.gui.mathematics import formula_html

__all__ = ["help_page"]

_WIDTH_PX = 720
_FORMULA_PX, _WIDEST_PX = 17, _WIDTH_PX - 100


def help_page(
    parent: QWidget, name: str, title: str, open_example: Callable[[str], object]
) -> QDialog:
    """Return a window that shows ``resources/help/NAME.md``; fences of ``math`` hold formulas.

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
    page = _Page(resource("help", f"{name}.md").read_text(encoding="utf-8"))

    def follow(link: QUrl) -> None:
        dialog.accept()
        open_example(link.toString())

    page.anchorClicked.connect(follow)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(_WIDTH_PX, 720)
    return dialog


class _Page(QTextBrowser):
    """Shows Markdown in the colours of the theme."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setOpenLinks(False)
        theme.themes.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        """Write all of it; the part that is read stays in sight."""
        place = self.verticalScrollBar().value()
        self.setMarkdown(self._text)
        _space_out(self.document())
        _draw_formulas(self.document())
        self.verticalScrollBar().setValue(place)


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


def _draw_formulas(document: QTextDocument) -> None:
    """Put pictures in the places of formulas."""
    block = document.begin()
    while block.isValid():
        if _is_formula(block):
            latex = block.text()
            shape = block.blockFormat()
            shape.clearProperty(QTextFormat.Property.BlockCodeLanguage)
            shape.setLeftMargin(24)
            shape.setTopMargin(0)
            shape.setBottomMargin(12)
            cursor = QTextCursor(block)
            cursor.setBlockFormat(shape)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.insertHtml(formula_html(latex, _FORMULA_PX, widest_px=_WIDEST_PX))
            block = document.findBlock(cursor.position())
        block = block.next()


def _is_formula(block: QTextBlock) -> bool:
    language = block.blockFormat().property(QTextFormat.Property.BlockCodeLanguage)
    return bool(language == "math")
