"""The list of problems: what is wrong, what would help, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from guinet.graph.problem import Fix, Problem
from guinet.gui import icons, theme
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.elided import ElidedLabel
from guinet.gui.format import unbroken
from guinet.gui.panels.fix_buttons import FixButton, MoreFixes, buttons_for
from guinet.gui.panels.widgets import Column, EmptyState, label

__all__ = ["ProblemRow", "ProblemsPanel"]

_ROW = 36
_BUTTON = 220
_MOST = 200
_NARROW = 560


class ProblemsPanel(QWidget):
    """One row per problem; a click or Enter leads to its node.

    Signals
    -------
    jump
        Path of the node that the person wants to see.
    count_changed
        Number of problems.
    """

    jump = Signal(str)
    count_changed = Signal(int)

    def __init__(self, editor: Editor, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._listed_problems: tuple[Problem, ...] | None = None
        self.rows: list[ProblemRow] = []
        self._column = Column()
        self._head = _Head(self._column)
        self.empty = EmptyState("No problems", "The network is whole and can be trained.")
        listed = QWidget()
        layout = QVBoxLayout(listed)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._column, 1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(listed)
        self._stack.addWidget(self.empty)
        self._listed = listed
        editor.analysis_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Tell how many problems there are, and list them if anybody looks."""
        self.count_changed.emit(len(self._editor.problems))
        if self.isVisible():
            self._list()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the edits that came while nobody looked."""
        super().showEvent(event)
        self._list()

    def _list(self) -> None:
        """Show a row for each problem; rows of problems that are there still stay."""
        problems = self._editor.problems
        if problems == self._listed_problems:
            return
        self._listed_problems = problems
        known: dict[object, list[ProblemRow]] = {}
        for row in self.rows:
            known.setdefault(_alike(row.problem), []).append(row)
        self.rows = []
        for place, problem in enumerate(problems[:_MOST]):
            same = known.get(_alike(problem))
            row = same.pop(0) if same else self._row(problem)
            row.problem = problem
            self._column.put(place, row)
            self.rows.append(row)
        for row in (row for rows in known.values() for row in rows):
            # Not taken from its parent: Python would own it then, and might delete it too.
            row.hide()
            row.deleteLater()
        self._stack.setCurrentWidget(self._listed if problems else self.empty)

    def _row(self, problem: Problem) -> ProblemRow:
        row = ProblemRow(problem)
        row.jump.connect(self.jump)
        row.fix_wanted.connect(self._editor.apply_fix)
        return row


def _alike(problem: Problem) -> object:
    """Return what two problems have in common if their rows look alike; fixes are never equal."""
    words = (problem.path, problem.severity, problem.message, problem.hint)
    return words, tuple(fix.label for fix in problem.fixes)


class _Head(QWidget):
    """The captions over the columns."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column
        self.setFixedHeight(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the captions where the rows have their columns."""
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        node, problem, help_, _ = columns(self._column.viewport().width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(node, 0, 100, self.height(), flags, "Node")
        painter.drawText(problem, 0, 200, self.height(), flags, "Problem")
        if self.width() >= _NARROW:
            painter.drawText(help_, 0, 200, self.height(), flags, "What would help")
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("border"))
        painter.end()


def columns(width: int) -> tuple[int, int, int, int]:
    """Return where the columns begin: node, problem, help; and where the last one ends."""
    node = 44
    problem = node + min(140, max(70, width // 7))
    rest = width - problem - 8
    return node, problem, problem + (rest * 45) // 100, width - 8


class ProblemRow(QWidget):
    """A problem with its severity, its node, its hint and its fixes.

    Signals
    -------
    jump
        Path of the node that the person wants to see.
    fix_wanted
        The `Fix` that the person wants.
    """

    jump = Signal(str)
    fix_wanted = Signal(object)

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if problem.path:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._sign = QLabel(self)
        icons.show_icon(self._sign, problem.severity, problem.severity)
        self._node = ElidedLabel(problem.path or "Network", self)
        self._node.setProperty("role", "heading")
        self._message = ElidedLabel(problem.message, self)
        self._hint = ElidedLabel(problem.hint, self)
        self._hint.setProperty("role", "muted")
        self.buttons = [
            FixButton(fix.label, self._chooser(place), _BUTTON, self)
            for place, fix in enumerate(problem.fixes)
        ]
        self._more = MoreFixes(self)
        self.setFixedHeight(_ROW)
        self.setAccessibleName(f"{problem.severity}: {problem.path} {problem.message}")

    def _chooser(self, place: int) -> Callable[[], None]:
        # The problem may have been found again since, with a fix for the graph as it is now.
        return lambda: self.fix_wanted.emit(self.problem.fixes[place])

    def sizeHint(self) -> QSize:
        """Take one row of the list."""
        return QSize(300, _ROW)

    def resizeEvent(self, event: object) -> None:
        """Put the parts into their columns; narrow lists show the hint on hover instead."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        node, problem, help_, right = columns(self.width())
        # What is wrong comes first: fixes beyond the likeliest make room for the sentence.
        words = self._message.fontMetrics().horizontalAdvance(self.problem.message) + 24
        keep = min(words, (right - problem) * 55 // 100)
        right = self._place_buttons(problem + 80, problem + max(80, keep), right)
        self._sign.move(16, (_ROW - self._sign.height()) // 2)
        self._node.setGeometry(node, 0, problem - node - 8, _ROW)
        wide = self.width() >= _NARROW and bool(self.problem.hint) and right > help_ + 40
        self._hint.setVisible(wide)
        self._hint.setGeometry(help_, 0, max(0, right - help_ - 4), _ROW)
        self._message.setGeometry(problem, 0, (help_ if wide else right) - problem - 8, _ROW)
        self._message.set_tool_tip("" if wide else self.problem.hint)

    def _place_buttons(self, least: int, left: int, right: int) -> int:
        """Put as many buttons as there is room for in front of ``right``, the likeliest first.

        Only the first may reach beyond ``left``, down to ``least``.

        Returns
        -------
        right
            Where they begin.
        """
        fixes = self.problem.fixes
        widths = [button.sizeHint().width() + 6 for button in self.buttons]
        shown, more = len(widths), 0
        while shown and sum(widths[:shown]) + more > right - (left if shown > 1 else least):
            shown, more = shown - 1, self._more.sizeHint().width() + 6
        self._more.offer(
            [(fix.label, self._chooser(shown + place)) for place, fix in enumerate(fixes[shown:])]
        )
        row: list[QPushButton] = self.buttons[:shown] + ([self._more] if more else [])
        for button in reversed(row):
            right -= button.sizeHint().width()
            button.setGeometry(right, (_ROW - 26) // 2, button.sizeHint().width(), 26)
            right -= 6
        for place, button in enumerate(self.buttons):
            button.setVisible(place < shown)
        return right

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the node."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self._lead()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lead to the node on Enter; go through the rows with the arrow keys."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._lead()
        elif key == Qt.Key.Key_Down:
            self.focusNextChild()
        elif key == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the row has the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the row has lost the focus."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground: hover, focus."""
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), theme.colour("hover"))
        if self.hasFocus():
            painter.fillRect(0, 0, 2, self.height(), theme.colour("accent"))
        painter.end()

    def _lead(self) -> None:
        if self.problem.path:
            self.jump.emit(self.problem.path)


def problem_card(
    problem: Problem, on_fix: Callable[[Fix], object], *, urgent: bool = True
) -> QWidget:
    """Return a problem for a narrow panel: sentence, hint, and the fixes below.

    Parameters
    ----------
    urgent
        Whether the first fix may stand out; in one place no more than one button does.
    """
    card = QWidget()
    grid = QGridLayout(card)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    sign = QLabel()
    icons.show_icon(sign, problem.severity, problem.severity)
    grid.addWidget(sign, 0, 0, Qt.AlignmentFlag.AlignTop)
    message = label(unbroken(problem.message), problem.severity, wrap=True)
    grid.addWidget(message, 0, 1)
    if problem.hint:
        grid.addWidget(label(unbroken(problem.hint), "muted", wrap=True), 1, 1)
    for place, button in enumerate(buttons_for(problem.fixes, on_fix, _BUTTON, accent=urgent)):
        grid.addWidget(button, 2 + place, 1, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(1, 1)
    return card
