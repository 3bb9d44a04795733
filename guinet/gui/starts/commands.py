"""Beginning a network: from the gallery, from text, on the empty canvas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from guinet.core.errors import GuinetError
from guinet.exchange.pytorch.sequential import from_sequential, looks_like_pytorch
from guinet.graph.chain import Beginning

if TYPE_CHECKING:
    from guinet.gui.starts.gallery import Gallery
    from guinet.gui.window import MainWindow

__all__ = ["StartCommands"]


class StartCommands:
    """What the window does to begin with something."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        beginnings = window.canvas.beginnings
        beginnings.example_wanted.connect(self.gallery)
        beginnings.network_wanted.connect(self.begin)
        beginnings.text_wanted.connect(self.paste_text)

    def gallery(self) -> Gallery:
        """Show the gallery of ways to begin."""
        # Imported here: its pictures are needed by few starts.
        from guinet.gui.starts.gallery import Gallery

        gallery = Gallery(self._window)
        gallery.show()
        return gallery

    def begin(self, beginning: Beginning, label: str) -> None:
        """Put a network onto the empty canvas, as one step; else begin another project.

        Data and recipe stay.
        """
        window = self._window
        project = window.editor.project
        if not project.graph.nodes:
            window.editor.apply_graph(lambda _: beginning.graph, label)
        elif window.files.may_discard():
            window.editor.document.new(
                replace(project, graph=beginning.graph, layout={}, title="", description="")
            )
        else:
            return
        window.canvas.frame_all()
        window.canvas.setFocus()

    def paste_text(self) -> None:
        """Make a network of the PyTorch text on the clipboard; ask for one if there is none."""
        text = QGuiApplication.clipboard().text()
        try:
            beginning = from_sequential(text, self._window.editor.fields)
        except GuinetError:
            self.gallery().show_text(text if looks_like_pytorch(text) else "")
            return
        self.begin(beginning, "Paste PyTorch text")
        if beginning.notes:
            self._window.banner.show_notice(" ".join(beginning.notes))
