"""Buttons for the fixes of a problem: the likeliest ones in sight, the others in a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from guinet.graph.problem import Fix
from guinet.gui.format import unmarked

__all__ = ["FixButton", "MoreFixes", "buttons_for"]

_SHOWN = 3
_PADDING_PX = 26


class FixButton(QPushButton):
    """Does what a fix proposes; words that are too long for it are shortened, and in its tip.

    Parameters
    ----------
    label
        What the fix does.
    choose
        Is called when it is clicked.
    limit_px
        The most that it may be wide.
    """

    def __init__(
        self,
        label: str,
        choose: Callable[[], object],
        limit_px: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(label)
        self._label, self._limit_px = label, limit_px
        self.clicked.connect(lambda: choose())
        self._shorten()

    def sizeHint(self) -> QSize:
        """Stay within the limit."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), self._limit_px), hint.height())

    def _shorten(self) -> None:
        self.ensurePolished()
        room = self._limit_px - _PADDING_PX
        text = self.fontMetrics().elidedText(self._label, Qt.TextElideMode.ElideRight, room)
        self.setText(unmarked(text))
        if text != self._label:
            self.setToolTip(self._label)


class MoreFixes(QPushButton):
    """A menu of the fixes for which there is no button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("More", parent)
        self.setAccessibleName("More ways to mend it")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._menu = QMenu(self)
        self.clicked.connect(lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))

    def offer(self, choices: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Offer these, by what they do and what to call for it."""
        self._menu.clear()
        for label, choose in choices:
            self._menu.addAction(unmarked(label)).triggered.connect(
                lambda _checked=False, choose=choose: choose()
            )
        self.setVisible(bool(choices))


def buttons_for(
    fixes: Sequence[Fix], on_fix: Callable[[Fix], object], width_px: int, *, accent: bool
) -> list[QPushButton]:
    """Return the buttons that stand below each other where there is little room.

    Parameters
    ----------
    width_px
        The most that a button may be wide.
    accent
        Whether the first one stands out.
    """
    # A menu of a single entry would cost a click for nothing.
    shown = len(fixes) if len(fixes) <= _SHOWN + 1 else _SHOWN
    choices = [(fix.label, partial(on_fix, fix)) for fix in fixes]
    buttons: list[QPushButton] = [
        FixButton(label, choose, width_px) for label, choose in choices[:shown]
    ]
    if buttons:
        buttons[0].setProperty("accent", accent)
    if choices[shown:]:
        more = MoreFixes()
        more.offer(choices[shown:])
        buttons.append(more)
    return buttons
