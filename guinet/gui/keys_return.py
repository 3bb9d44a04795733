"""After a click on a button the keys go to the canvas again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

__all__ = ["KeysReturn"]


class KeysReturn(QObject):
    """Gives the focus that a mouse brought to a button of a window to another widget.

    Whoever clicks Play or a fix goes on with the network: the next key is meant for that. Who
    comes to a button by Tab stays there. What is being written in a field is taken at the press.

    Parameters
    ----------
    window
        Whose buttons are meant.
    home
        Where the keys belong.
    """

    def __init__(self, window: QWidget, home: QWidget) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        by_mouse = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if by_mouse and isinstance(now, QAbstractButton) and now.window() is self._window:
            now.released.connect(self._on_released, Qt.ConnectionType.SingleShotConnection)

    def _on_released(self) -> None:
        # Later: what the click does comes first, and may lead the keys elsewhere.
        QTimer.singleShot(0, self._give_back)

    def _give_back(self) -> None:
        now = self._window.focusWidget()
        if now is None or isinstance(now, QAbstractButton):
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
