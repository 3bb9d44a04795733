"""The bar above the canvas: inside which composites one stands, and what that composite is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from guinet.graph.model import Composite
from guinet.graph.nesting import inner_nodes
from guinet.gui import theme
from guinet.gui.canvas.composites.ports import INPUTS, OUTPUTS
from guinet.gui.format import counted, unmarked
from guinet.gui.icons import decorate

if TYPE_CHECKING:
    from guinet.gui.canvas.view import CanvasView

__all__ = ["BAR_PX", "Breadcrumbs"]

BAR_PX = 32
_LEFT_PX, _RIGHT_PX, _GAP_PX = 8, 12, 16
_CHEVRON_PX = 14
_LEAST_CRUMB_PX, _MOST_CRUMB_PX = 48, 220
_MORE = "…"


class Crumb(QToolButton):
    """One of the graphs that one stands in: a click goes there; the last says where one is."""

    def __init__(self, parent: QWidget, text: str, tip: str, *, last: bool = False) -> None:
        super().__init__(parent)
        self.text_whole = text
        self._last = last
        self._tip = tip
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(text)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._dress()
        theme.themes.changed.connect(self._dress)
        self.setCursor(Qt.CursorShape.ArrowCursor if last else Qt.CursorShape.PointingHandCursor)
        self.give_room(_MOST_CRUMB_PX)

    def _dress(self) -> None:
        role = "text" if self._last else "muted"
        self.setStyleSheet(
            f"QToolButton {{ font-size: 12px; font-weight: {600 if self._last else 400};"
            f" color: {theme.colour(role).name()}; }}"
            f" QToolButton:hover {{ color: {theme.colour('text').name()}; }}"
        )

    def natural_width(self) -> int:
        """Return how wide it is with all of its name, within limits."""
        return min(_MOST_CRUMB_PX, self._text_width(self.text_whole) + self._beside())

    def give_room(self, width: int) -> None:
        """Show as much of the name as a width allows."""
        metrics = QFontMetrics(theme.font(12, 600 if self._last else 400))
        room = width - self._beside()
        shown = metrics.elidedText(self.text_whole, Qt.TextElideMode.ElideMiddle, room)
        self.setText(unmarked(shown))
        parts = [self.text_whole if shown != self.text_whole else "", self._tip]
        self.setToolTip("\n".join(part for part in parts if part))

    def _beside(self) -> int:
        return 12 + (22 if self.property("icon_name") else 0)

    def _text_width(self, text: str) -> int:
        font = theme.font(12, 600 if self._last else 400)
        return QFontMetrics(font).horizontalAdvance(text) + 2


class Breadcrumbs(QWidget):
    """Stands above the canvas while one is inside a composite, and takes no room else.

    Where there is little of it, the graphs in the middle go into a menu, and what is said on
    the right becomes shorter.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._crumbs: list[Crumb] = []
        self._hidden: range = range(0)
        self._chevrons: list[int] = []
        self._words: tuple[str, ...] = ()
        self._said = ""
        self._said_rect = QRect()
        self.more = Crumb(self, _MORE, "The composites between")
        self.more.clicked.connect(self._show_hidden)
        self.own = QPushButton("Make independent", self)
        self.own.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.own.setToolTip(
            "Give this place a copy of its own: changes here then leave the others as they are"
        )
        # The bar is lower than a button of the style sheet.
        self.own.setStyleSheet("min-height: 0; padding: 1px 10px;")
        self.own.clicked.connect(lambda: view.composites.make_own(view.editor.standpoint.uses))
        self.setFixedHeight(BAR_PX)
        self.hide()
        view.installEventFilter(self)
        view.editor.standpoint_changed.connect(self.refresh)
        view.editor.analysis_changed.connect(self.refresh)
        view.editor.document_replaced.connect(self.refresh)
        view.editor.saved_changed.connect(self.refresh)
        theme.themes.changed.connect(self.update)

    @property
    def names(self) -> list[str]:
        """What one can read of the way here, from the outside in."""
        shown = [
            crumb.text_whole for at, crumb in enumerate(self._crumbs) if at not in self._hidden
        ]
        return [*shown[:1], _MORE, *shown[1:]] if self._hidden else shown

    @property
    def said(self) -> str:
        """What stands on the right."""
        return self._said

    def crumb(self, depth: int) -> Crumb:
        """Return what stands for the graph at a depth; 0 is the outermost one."""
        return self._crumbs[depth]

    def refresh(self) -> None:
        """Say where one is now; outside of all composites, go away."""
        composite = self._view.composites.standing_in
        inside = composite is not None
        if inside != self.isVisibleTo(self._view):
            self.setVisible(inside)
            self._view.setViewportMargins(0, BAR_PX if inside else 0, 0, 0)
        if composite is None:
            return
        uses = self._view.composites.uses_of(composite)
        self._words = _words(composite, uses)
        self.own.setVisible(uses > 1)
        self._make_crumbs()
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as wide as the canvas."""
        if watched is self._view and event.type() == QEvent.Type.Resize:
            self.resize(self._view.width(), BAR_PX)
            if self.isVisibleTo(self._view):
                self._arrange()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what misses the buttons: the canvas lies below, not here."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the signs between the names, and the words on the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.fillRect(0, BAR_PX - 1, self.width(), 1, theme.colour("border"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("muted"), 1.3))
        middle = BAR_PX / 2 - 0.5
        for x in self._chevrons:
            painter.drawPolyline(
                [
                    QPointF(x + 5, middle - 3.5),
                    QPointF(x + 8.5, middle),
                    QPointF(x + 5, middle + 3.5),
                ]
            )
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(self._said_rect), right, self._said)
        painter.end()

    def _make_crumbs(self) -> None:
        standpoint = self._view.editor.standpoint
        names = (self._view.editor.document.title, *standpoint.names)
        if [crumb.text_whole for crumb in self._crumbs] == list(names):
            return
        for crumb in self._crumbs:
            crumb.hide()
            crumb.deleteLater()
        self._crumbs = []
        for depth, name in enumerate(names):
            last = depth == len(names) - 1
            tip = "You are here" if last else f"Go back to {name}"
            crumb = Crumb(self, name, tip, last=last)
            if not depth:
                decorate(crumb, "home", "muted")
            crumb.clicked.connect(self._to(depth))
            self._crumbs.append(crumb)

    def _to(self, depth: int) -> Callable[[], None]:
        return lambda: self._view.composites.leave(depth)

    def _show_hidden(self) -> None:
        menu = QMenu(self)
        for depth in self._hidden:
            name = unmarked(self._crumbs[depth].text_whole)
            menu.addAction(name).triggered.connect(lambda _=False, depth=depth: self._to(depth)())
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        menu.aboutToHide.connect(menu.deleteLater)

    def _arrange(self) -> None:
        right = self.width() - _RIGHT_PX
        if self.own.isVisibleTo(self):
            size = self.own.sizeHint()
            self.own.setGeometry(QRect(right - size.width(), 4, size.width(), BAR_PX - 9))
            right -= size.width() + 10
        widths = [crumb.natural_width() for crumb in self._crumbs]
        metrics = QFontMetrics(theme.font(11))
        room = right - _LEFT_PX - _GAP_PX
        needed = _row_width(widths)
        fitting = (
            words for words in self._words if metrics.horizontalAdvance(words) + needed <= room
        )
        self._said = next(fitting, self._words[-1])
        said_px = metrics.horizontalAdvance(self._said) + 2
        self._said_rect = QRect(right - said_px, 0, said_px, BAR_PX - 1)
        self._hidden, widths = _fit(widths, room - said_px, self.more.natural_width())
        self._place(widths)
        self.update()

    def _place(self, widths: Sequence[int]) -> None:
        x = _LEFT_PX
        self._chevrons = []
        self.more.setVisible(bool(self._hidden))
        height = BAR_PX - 9
        for depth, (crumb, width) in enumerate(zip(self._crumbs, widths, strict=True)):
            crumb.setVisible(depth not in self._hidden)
            if depth in self._hidden and depth != self._hidden[0]:
                continue
            if depth:
                self._chevrons.append(x)
                x += _CHEVRON_PX
            here = self.more if depth in self._hidden else crumb
            wide = self.more.natural_width() if here is self.more else width
            here.give_room(wide)
            here.setGeometry(QRect(x, 4, wide, height))
            x += wide

    def sizeHint(self) -> QSize:
        """Be as high as the bar is."""
        return QSize(200, BAR_PX)


def _words(composite: Composite, uses: int) -> tuple[str, ...]:
    """Return what is said on the right, the longest first."""
    modules = [type(node.module) for node in composite.graph.nodes.values()]
    nodes = counted(inner_nodes(composite), "node")
    inputs = counted(modules.count(INPUTS.module), "input")
    outputs = counted(modules.count(OUTPUTS.module), "output")
    facts = f"{nodes}, {inputs}, {outputs}"
    if uses < 2:
        return f"Inside a composite: {facts}", facts, nodes, ""
    shared = f"Used in {uses} places; changes here show in each"
    brief = f"Used in {uses} places"
    return f"{facts}     {shared}", f"{nodes}     {shared}", shared, brief


def _row_width(widths: Sequence[int]) -> int:
    return sum(widths) + _CHEVRON_PX * (len(widths) - 1)


def _fit(widths: Sequence[int], room: int, more: int) -> tuple[range, list[int]]:
    """Return which names go into the menu, and the widths of all of them.

    The first and the last stay longest; they become narrower where nothing else helps.
    """
    widths = list(widths)
    hidden = range(1, 1)
    while _row_width(_shown(widths, hidden, more)) > room and hidden.stop < len(widths) - 1:
        hidden = range(1, hidden.stop + 1)
    for depth in (0, len(widths) - 1):
        over = _row_width(_shown(widths, hidden, more)) - room
        if over > 0:
            widths[depth] = max(_LEAST_CRUMB_PX, widths[depth] - over)
    return hidden, widths


def _shown(widths: Sequence[int], hidden: range, more: int) -> list[int]:
    shown = [width for depth, width in enumerate(widths) if depth not in hidden]
    return [*shown, more] if hidden else shown
