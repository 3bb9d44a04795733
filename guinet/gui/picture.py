"""A picture of the program at work: ``python -m guinet.gui.picture -o window.png``.

It is no mock-up: an example is opened and really trained, then the window is painted. No
screen is needed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui.app import make_application
from guinet.gui.plots.board import PlotBoard
from guinet.gui.try_it.pad_trial import PadTrial
from guinet.gui.try_it.panel import TryItPanel
from guinet.gui.window import MainWindow

__all__ = ["SCENES", "Scene", "main", "take_picture"]

_PATIENCE_S = 120.0
_SETTLING_S = 1.0
"""Small networks finish epochs faster than plots are drawn; all shall show the same moment."""


@dataclass(frozen=True)
class Scene:
    """What a picture shows.

    Attributes
    ----------
    file
        What is opened.
    epochs
        How long to train first; 0 shows the window as it opens.
    select
        Name of the node to select.
    panel
        Name of the panel to bring to the front.
    plots
        The plots to show; none: the usual ones.
    ruler
        Whether the depth ruler is shown.
    draw
        Whether a figure is drawn on the pad of Try it.
    wide
        Whether the palette gives its room to a long network, whose cards are larger then.
    steps_per_s
        How fast it trains at most: small networks would be done before they are seen.
    """

    file: str
    epochs: int = 0
    select: str = ""
    panel: str = ""
    plots: tuple[str, ...] = ()
    ruler: bool = False
    draw: bool = False
    wide: bool = False
    steps_per_s: float = 1000.0


SCENES = {
    "two-moons": Scene("example:two-moons", 110, "hidden2"),
    "spiral": Scene("example:spiral", 700),
    "digits": Scene("example:digits-cnn", 6, "conv2", wide=True, steps_per_s=60.0),
    "vanishing": Scene(
        "example:vanishing-gradients",
        20,
        plots=("loss", "gradient-norms", "update-ratios"),
        ruler=True,
        steps_per_s=60.0,
    ),
    "regression": Scene("example:linear-regression", 200, "line", steps_per_s=60.0),
    "autoencoder": Scene("example:autoencoder", 12, "code", wide=True, steps_per_s=60.0),
    "digit-pad": Scene(
        "example:digits-cnn", 8, panel="try_it", draw=True, wide=True, steps_per_s=60.0
    ),
}
"""What is worth a picture, by name."""

_FIVE = ((62, 16), (38, 16), (36, 46), (54, 41), (66, 53), (65, 70), (50, 82), (34, 77))
"""A figure 5 in one stroke, in hundredths of the pad."""


def take_picture(window: MainWindow, path: Path, scene: Scene) -> None:
    """Train for some epochs, and paint the window while it runs.

    Parameters
    ----------
    window
        The window, shown.
    path
        Where the picture goes.
    scene
        What it shows; its file is open.
    """
    end = time.monotonic() + _PATIENCE_S
    if scene.panel:
        window.docks[scene.panel].raise_()
    if scene.ruler and window.ruler.isHidden():
        window.toggle_ruler()
    if scene.wide:
        window.docks["modules"].hide()
    window.bridge.prepare()
    while not window.bridge.can_run and time.monotonic() < end:
        _let_pass(0.05)
    _let_pass(1.0)
    node = window.editor.graph.by_name(scene.select)
    window.editor.select([node.id] if node is not None else [])
    window.canvas.frame_all()
    if scene.plots:
        _choose_plots(window, scene.plots)
    if scene.epochs:
        window.speed.choose(scene.steps_per_s)
        window.bridge.play()
        while len(window.bridge.history) < scene.epochs and time.monotonic() < end:
            _let_pass(0.02)
    _let_pass(_SETTLING_S)
    if scene.draw:
        _draw(window)
    while window.sight.is_behind and time.monotonic() < end:
        _let_pass(0.05)
    _let_pass(_SETTLING_S)
    window.grab().save(str(path))


def _choose_plots(window: MainWindow, plots: tuple[str, ...]) -> None:
    board = window.docks["plots"].widget()
    assert isinstance(board, PlotBoard)
    window.settings.choose_plots(board.desk.facts.task, plots)
    board.desk.facts_changed.emit()


def _draw(window: MainWindow) -> None:
    """Draw a figure on the pad, if the network looks at images."""
    panel = window.docks["try_it"].widget()
    assert isinstance(panel, TryItPanel)
    if isinstance(panel.trial, PadTrial):
        panel.trial.pad.draw([(x / 100, y / 100) for x, y in _FIVE])


def _let_pass(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def main() -> None:
    """Take one picture as the arguments say."""
    parser = argparse.ArgumentParser(description="Paint the window without a screen.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--scene", choices=tuple(SCENES), help="what to show")
    parser.add_argument("--file", default="example:two-moons", help="what to show without --scene")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", default="1600x1000", help="width x height in pixels")
    parser.add_argument("--epochs", type=int, default=0)
    parser.add_argument("--select", default="", help="name of the node to select")
    parser.add_argument("--panel", default="", help="panel to bring to the front")
    options = parser.parse_args()
    scene = Scene(options.file, options.epochs, options.select, options.panel)
    scene = SCENES.get(options.scene, scene)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GUINET_CONFIG_DIR"] = folder
        settings = Settings.load()
        settings.theme = options.theme
        settings.minimap = not scene.ruler
        app = make_application(settings)
        document = Document()
        document.open(scene.file)
        window = MainWindow(document, settings)
        width, _, height = options.size.partition("x")
        window.resize(int(width), int(height))
        window.show()
        take_picture(window, options.output, scene)
        # Nobody is there to answer whether what was learned shall be saved.
        window.leave()
        window.deleteLater()
        app.quit()


if __name__ == "__main__":
    main()
