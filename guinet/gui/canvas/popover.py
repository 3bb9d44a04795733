"""What is wrong with a node, beside its card, with the fix as a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from guinet.graph.problem import Fix, Problem
from guinet.gui import theme
from guinet.gui.canvas.card import Card
from guinet.gui.format import unbroken
from guinet.gui.panels.fix_buttons import buttons_for

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["Popovers", "ProblemPopover"]

_WIDTH_PX = 320
_GAP_PX = 12
_SIDE_PX = 14


class ProblemPopover(QFrame):
    """Each problem of a card with its hint and its fixes.

    Parameters
    ----------
    parent
        The viewport it stands on.
    problems
        What is wrong; the first decides the colour.
    apply
        Is called with the fix that was chosen.
    """

    def __init__(
        self, parent: QWidget, problems: Sequence[Problem], apply: Callable[[Fix], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("problem-popover")
        role = problems[0].severity
        self.setStyleSheet(
            "#problem-popover {"
            f" background: {theme.colour('card').name()};"
            f" border: 1px solid {theme.colour(role).name()};"
            " border-radius: 8px; }"
        )
        self.setFixedWidth(_WIDTH_PX)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE_PX, 12, _SIDE_PX, 12)
        layout.setSpacing(6)
        for number, problem in enumerate(problems):
            if number:
                layout.addSpacing(8)
            self._add(layout, problem, apply, first=number == 0)

    def stand_by(self, card: QRect) -> None:
        """Stand below a card of the viewport, or above it where there is no room."""
        parent = self.parentWidget()
        room = parent.rect().size() if parent is not None else QSize()
        # Wrapped words ask for a height only once their width is known.
        self.setFixedHeight(self._layout.totalHeightForWidth(self.width()))
        x = card.center().x() - self.width() // 2
        y = card.bottom() + _GAP_PX
        if y + self.height() > room.height() - 8:
            y = max(8, card.top() - _GAP_PX - self.height())
        x = max(8, min(x, room.width() - self.width() - 8))
        self.move(QPoint(x, y))
        self.show()
        self.raise_()

    def _add(
        self, layout: QVBoxLayout, problem: Problem, apply: Callable[[Fix], None], *, first: bool
    ) -> None:
        message = QLabel(unbroken(problem.message))
        message.setWordWrap(True)
        message.setProperty("role", "heading")
        layout.addWidget(message)
        if problem.hint:
            hint = QLabel(unbroken(problem.hint))
            hint.setWordWrap(True)
            hint.setProperty("role", "muted")
            layout.addWidget(hint)
        room = _WIDTH_PX - 2 * _SIDE_PX
        for button in buttons_for(problem.fixes, apply, room, accent=first):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class Popovers:
    """The one popover of a canvas, or none."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.shown: ProblemPopover | None = None

    def show(self, card: Card) -> None:
        """Say what is wrong with a card, and apply the fix that is chosen."""
        self.close()
        view = self._view

        def apply(fix: Fix) -> None:
            self.close()
            view.editor.apply_fix(fix)

        self.shown = ProblemPopover(view.viewport(), card.face.problems, apply)
        self.shown.stand_by(view.viewportTransform().mapRect(card.scene_rect()).toRect())

    def close(self) -> bool:
        """Take it away; False if there was none."""
        popover, self.shown = self.shown, None
        if popover is None:
            return False
        popover.hide()
        popover.deleteLater()
        return True
