"""A picture of the program at work: ``python -m guinet.gui.picture -o window.png``.

It is no mock-up: an example is opened and really trained, then the window is painted. No
screen is needed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui.app import make_application
from guinet.gui.window import MainWindow

__all__ = ["main", "take_picture"]

_PATIENCE_S = 120.0
_SETTLING_S = 1.0
"""Small networks finish epochs faster than plots are drawn; all shall show the same moment."""


def take_picture(
    window: MainWindow, path: Path, epochs: int, select: str = "", panel: str = ""
) -> None:
    """Train for some epochs, and paint the window while it runs.

    Parameters
    ----------
    window
        The window, shown.
    path
        Where the picture goes.
    epochs
        How long to train first; 0 paints the window as it opens.
    select
        Name of the node to select.
    panel
        Name of the panel to bring to the front.
    """
    end = time.monotonic() + _PATIENCE_S
    if panel:
        window.docks[panel].raise_()
    window.bridge.prepare()
    while not window.bridge.can_run and time.monotonic() < end:
        _let_pass(0.05)
    _let_pass(1.0)
    node = window.editor.graph.by_name(select)
    window.editor.select([node.id] if node is not None else [])
    window.canvas.frame_all()
    if epochs:
        window.bridge.play()
        while len(window.bridge.history) < epochs and time.monotonic() < end:
            _let_pass(0.02)
    _let_pass(_SETTLING_S)
    while window.sight.is_behind and time.monotonic() < end:
        _let_pass(0.05)
    _let_pass(_SETTLING_S)
    window.grab().save(str(path))


def _let_pass(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def main() -> None:
    """Take one picture as the arguments say."""
    parser = argparse.ArgumentParser(description=take_picture.__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--file", default="example:two-moons")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", default="1600x1000", help="width x height in pixels")
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--select", default="", help="name of the node to select")
    parser.add_argument("--panel", default="", help="panel to bring to the front")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GUINET_CONFIG_DIR"] = folder
        settings = Settings.load()
        settings.theme = options.theme
        app = make_application(settings)
        document = Document()
        document.open(options.file)
        window = MainWindow(document, settings)
        width, _, height = options.size.partition("x")
        window.resize(int(width), int(height))
        window.show()
        take_picture(window, options.output, options.epochs, options.select, options.panel)
        # Nobody is there to answer whether what was learned shall be saved.
        window.leave()
        window.deleteLater()
        app.quit()


if __name__ == "__main__":
    main()
