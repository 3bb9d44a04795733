"""Buttons for the fixes of a problem: the likeliest ones in sight, the others in a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from guinet.graph.problem import Fix

__all__ = ["FixButton", "MoreFixes", "buttons_for"]

_SHOWN = 3
_PADDING_PX = 26


class FixButton(QPushButton):
    """Does what a fix proposes; words that are too long for it are shortened, and in its tip.

    Parameters
    ----------
    fix
        The fix.
    on_fix
        Is called with it.
    limit_px
        The most that it may be wide.
    """

    def __init__(
        self,
        fix: Fix,
        on_fix: Callable[[Fix], object],
        limit_px: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(fix.label)
        self._label, self._limit_px = fix.label, limit_px
        self.setText(fix.label)
        self.clicked.connect(lambda: on_fix(fix))
        self._shorten()

    def sizeHint(self) -> QSize:
        """Stay within the limit."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), self._limit_px), hint.height())

    def _shorten(self) -> None:
        self.ensurePolished()
        room = self._limit_px - _PADDING_PX
        text = self.fontMetrics().elidedText(self._label, Qt.TextElideMode.ElideRight, room)
        self.setText(text)
        if text != self._label:
            self.setToolTip(self._label)


class MoreFixes(QPushButton):
    """A menu of the fixes for which there is no button."""

    def __init__(self, on_fix: Callable[[Fix], object], parent: QWidget | None = None) -> None:
        super().__init__("More", parent)
        self.setAccessibleName("More ways to mend it")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._on_fix = on_fix
        self._menu = QMenu(self)
        self.clicked.connect(lambda: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))

    def show_fixes(self, fixes: Sequence[Fix]) -> None:
        """Offer these."""
        self._menu.clear()
        for fix in fixes:
            self._menu.addAction(fix.label).triggered.connect(
                lambda _checked=False, fix=fix: self._on_fix(fix)
            )
        self.setVisible(bool(fixes))


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
    buttons: list[QPushButton] = [FixButton(fix, on_fix, width_px) for fix in fixes[:shown]]
    if buttons:
        buttons[0].setProperty("accent", accent)
    if fixes[shown:]:
        more = MoreFixes(on_fix)
        more.show_fixes(fixes[shown:])
        buttons.append(more)
    return buttons
