"""Starting the window."""

from __future__ import annotations

import gc
import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from guinet.core.errors import GuinetError
from guinet.core.resources import resource
from guinet.document.document import Document
from guinet.document.settings import Settings
from guinet.gui import theme
from guinet.gui.dialogs import questions
from guinet.gui.window import MainWindow
from guinet.project.autosave import recoverable

__all__ = ["collect_seldom", "fit_to_screen", "make_application", "run"]

FIRST_PROJECT = "example:two-moons"
_FRAME = QSize(8, 40)
_log = logging.getLogger(__name__)


def make_application(settings: Settings) -> QApplication:
    """Return the application object, dressed in the theme of the settings."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("guinet")
    app.setApplicationDisplayName("guinet")
    app.setDesktopFileName("guinet")
    app.setWindowIcon(QIcon(str(resource("icons", "guinet.svg"))))
    theme.set_theme(settings.theme)
    return app


def run(file: str | None = None) -> int:
    """Open the editor and return its exit status.

    Parameters
    ----------
    file
        A path or ``example:NAME``; None opens the first example.

    Raises
    ------
    FileError
        If the file cannot be opened.
    """
    document = Document()
    notices = document.open(file or FIRST_PROJECT)
    settings = Settings.load()
    app = make_application(settings)
    collect_seldom()
    window = MainWindow(document, settings)
    sys.excepthook = _Defects(window)
    window.files.remember()
    for notice in notices:
        window.banner.show_notice(notice)
    fit_to_screen(window)
    window.show()
    window.canvas.frame_all()
    window.canvas.setFocus()
    QTimer.singleShot(0, window, lambda: _offer_recovery(window))
    QTimer.singleShot(0, window, window.bridge.prepare)
    return app.exec()


def collect_seldom() -> None:
    """Let Python look for cycles less often.

    A large network is a million objects, and looking through all of them takes a fifth of a
    second: by default after every few edits, and in the middle of a gesture.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 100)


def fit_to_screen(window: QWidget) -> None:
    """Make a window smaller that would reach beyond the screen, frame included."""
    room = window.screen().availableSize() - _FRAME
    window.resize(window.size().boundedTo(room))


def _offer_recovery(window: MainWindow) -> None:
    for work in recoverable():
        if questions.ask_recover(window, work.title, work.when):
            try:
                window.editor.document.recover(work)
            except GuinetError as error:
                questions.tell(window, "The unsaved work cannot be opened", str(error))
                continue
            work.discard()
            return
        work.discard()


class _Defects:
    """Tells of a defect in guinet itself instead of going on silently."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("A defect in guinet:\n%s", text)
        sentence = str(error) if isinstance(error, GuinetError) else f"{kind.__name__}: {error}"
        self._window.banner.show_notice(
            f"Something went wrong inside guinet; your network is unharmed. ({sentence})"
        )
