"""The canvas: what a person sees and touches of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QToolTip

from guinet.core.errors import GuinetError
from guinet.gui.actions.table import standard_bindings
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.canvas.animation import Animation
from guinet.gui.canvas.arranging import Arranging
from guinet.gui.canvas.beginnings import Beginnings
from guinet.gui.canvas.card import Card
from guinet.gui.canvas.commands import CanvasCommands
from guinet.gui.canvas.composites import Breadcrumbs, CompositeCommands
from guinet.gui.canvas.drop import DropTarget
from guinet.gui.canvas.frames.commands import FrameCommands
from guinet.gui.canvas.framing import Framing
from guinet.gui.canvas.gestures.choice import turn_wheel
from guinet.gui.canvas.hand import Hand
from guinet.gui.canvas.hints import paint_edge_tag, tool_tip
from guinet.gui.canvas.hover import Hover
from guinet.gui.canvas.keyboard import Keyboard
from guinet.gui.canvas.navigation import NavigationView
from guinet.gui.canvas.pinch import Pinch
from guinet.gui.canvas.plumb_lines import PlumbLines
from guinet.gui.canvas.popover import Popovers
from guinet.gui.canvas.port_cursor import PortCursor
from guinet.gui.canvas.pulses import Pulses
from guinet.gui.canvas.rename import Renaming
from guinet.gui.canvas.scene import CanvasScene
from guinet.gui.canvas.search.searching import Searching
from guinet.gui.canvas.spoken import describe
from guinet.gui.canvas.toggles import Toggles
from guinet.gui.canvas.whereabouts import Whereabouts
from guinet.gui.editor import Editor
from guinet.gui.hear_first import hear_first

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["CanvasView"]


class CanvasView(NavigationView):
    """Cards and wires of the open project, and every gesture that edits them.

    Parameters
    ----------
    editor
        The project and the selection.
    bridge
        What the run reports.
    bindings
        What keys and mouse do; None: as they come.

    Signals
    -------
    status_message
        A sentence for the status line: why something was not done.
    menu_wanted
        The menu of ``"card"``, ``"edge"``, ``"port"`` or ``"empty"`` is to open at a point of
        the screen; what it is about is selected.

    Attributes
    ----------
    canvas
        The scene.
    commands, composites, arranging, frames, toggles
        Edits that menus and keys ask for.
    pulses, plumb
        The beads on the wires, and the lines from them down to the depth ruler.
    beginnings
        Ways to begin, shown while there are no cards.
    searching
        The search that adds modules where the hand is.
    ports
        The port that the keyboard is at.
    """

    status_message = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, editor: Editor, bridge: Bridge, bindings: Bindings | None = None) -> None:
        self.bindings = standard_bindings() if bindings is None else bindings
        super().__init__(CanvasScene(editor, bridge))
        hear_first(self.viewport(), self._hear)
        self.editor = editor
        self.pulses = Pulses(self.canvas.layer)
        self.plumb = PlumbLines(self.canvas.layer)
        self.commands: CanvasCommands = CanvasCommands(editor, self.canvas)
        self.arranging: Arranging = Arranging(self)
        self.composites: CompositeCommands = CompositeCommands(self)
        # It listens before the view does: what is seen then lies below it already.
        self.breadcrumbs = Breadcrumbs(self)
        self.whereabouts = Whereabouts(self)
        self._hover = Hover(self)
        self._hand = Hand(self)
        self._keys = Keyboard(self)
        self._drop = DropTarget(self)
        self.searching: Searching = Searching(self)
        self._popovers = Popovers(self)
        self._renaming = Renaming(self)
        self.beginnings = Beginnings(self)
        self._pinch = Pinch(self)
        self.ports: PortCursor = PortCursor(self)
        self.frames: FrameCommands = FrameCommands(self, self._hand)
        self.toggles: Toggles = Toggles(self)
        self._framing = Framing(self)
        self._animation = Animation(self)
        for each in (self, self.viewport()):  # the table has a click and a key of its own for menus
            each.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Canvas")
        self.canvas.traffic.running_changed.connect(self._animation.follow)
        self.canvas.traffic.changed.connect(self.viewport().update)
        self.canvas.synced.connect(self._on_synced)
        editor.project_changed.connect(lambda _diff: self._abandon())
        editor.document_replaced.connect(self._on_replaced)
        editor.selection_changed.connect(lambda: describe(self))
        editor.standpoint_leaving.connect(self._framing.before_leaving)
        editor.standpoint_changed.connect(self._on_standpoint)
        self.zoom_changed.connect(self._stand_aside)
        self.rested.connect(self._look_again)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._stand_aside)

    # What can be asked.

    def card(self, node_id: str) -> Card:
        """Return the card of a node; KeyError if there is none."""
        return self.canvas.cards[node_id]

    def port_position(self, node_id: str, port: str, input: bool) -> QPoint:  # noqa: A002
        """Return where a port is on the viewport; KeyError if there is none of that name."""
        point = self.card(node_id).port_at(port, is_input=input)
        if point is None:
            raise KeyError(port)
        return self.viewportTransform().map(point).toPoint()

    def has_selection(self) -> bool:
        """Whether nodes, wires or comment frames are selected."""
        canvas = self.canvas
        return bool(self.editor.selected or canvas.selected_edges or canvas.frames.selected)

    # What can be done.

    def frame_all(self) -> None:
        """Show the whole graph."""
        self._framing.frame_all()

    def frame_selection(self) -> None:
        """Show the selected nodes and frames, or the whole graph where none is selected."""
        self._framing.frame_selection()

    def reveal(self, path: str) -> None:
        """Bring the node of a path into the middle and select it; nothing if it is gone."""
        self._framing.reveal(path)

    def add_module(self, name: str, scene_pos: QPointF | None = None) -> str | None:
        """Place a new module, or a composite of the library, and select it.

        Parameters
        ----------
        name
            Name of the module type, or of the composite.
        scene_pos
            Where the middle of its card should be; None: near the middle of what is seen,
            clear of what stands there.

        Returns
        -------
        id
            Of the new node, or None if the name is not known.
        """
        centre = self.scene_centre() if scene_pos is None else scene_pos
        room = self.seen_rect() if scene_pos is None else None
        try:
            id = self.commands.add(name, centre, room=room)
        except GuinetError as error:
            self.status_message.emit(str(error))
            return None
        if id is None:
            self.status_message.emit(f"There is no module named {name}.")
        elif room is not None:
            self.show_rect(self.card(id).scene_rect())
        return id

    def paste(self) -> None:
        """Add the nodes that the clipboard holds, where the pointer is."""
        try:
            self.commands.paste(self.seen_rect(), self.whereabouts.point)
        except GuinetError as error:
            self.status_message.emit(str(error))

    def rename_selected(self) -> None:
        """Open a field over the name of the one selected node, or over the text of a frame."""
        self._renaming.begin()

    def select_all(self) -> None:
        """Select all nodes, wires and comment frames."""
        self.editor.select(self.editor.graph.nodes)
        self.canvas.select_edges(self.editor.graph.edges, self.canvas.frames.items)

    def select_none(self) -> None:
        """Select neither nodes nor wires nor comment frames."""
        self.editor.select(())
        self.canvas.select_edges(())

    def give_up(self) -> None:
        """Cancel the gesture, close what is open, leave the ports, or else select nothing."""
        if not (self.cancel_gesture() or self._popovers.close() or self.ports.let_go()):
            self.select_none()

    def cancel_gesture(self) -> bool:
        """Put back what the hand was doing; False if it did nothing."""
        return self._hand.cancel()

    def show_problem(self, card: Card) -> None:
        """Open what the badge of a card has to say."""
        self._popovers.show(card)

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture, unless one is under way."""
        self._popovers.close()
        self.searching.close()
        self._hand.press(event, space=self._keys.space)
        self._hover.leave()
        self._show_cursor()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the gesture follow, or show what lies under the pointer."""
        if self._hand.gesture is None:
            self._hover.over(self._hand.pointer(event))
        else:
            self._hand.move(event)
        self._show_cursor()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture."""
        self._hand.release(event)
        self._show_cursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do what a double-click is bound to here; else a second press is a press."""
        if self._hand.double_click(event, space=self._keys.space):
            event.accept()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Do what the wheel is bound to."""
        turn_wheel(self, event, space=self._keys.space)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave menus to the table, which has its own click and key for them."""
        event.accept()

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the canvas."""
        event.setAccepted(self.beginnings.lead_in(event) or self._keys.press(event))
        self._show_cursor()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space."""
        event.setAccepted(self._keys.release(event))
        self._show_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget that Space was held: its release goes elsewhere."""
        self._keys.space = False
        super().focusOutEvent(event)

    # Painting and what else Qt tells.

    def _hurried(self) -> bool:
        """Whether a gesture or the wheel moves something."""
        return self._hand.gesture is not None or super()._hurried()

    def paint_below_cards(self, painter: QPainter) -> None:
        """Draw lines down to the depth ruler, and the beads."""
        room = self.viewport().rect()
        self.plumb.paint(painter, self.viewportTransform(), room.width(), room.height())
        if self.pulses.shown:
            edges = self.canvas.layer.rows_in(self.seen_rect())
            self.pulses.paint(painter, self.viewportTransform(), self.devicePixelRatioF(), edges)

    def paint_moving(self, painter: QPainter) -> None:
        """Draw the gesture, and what is said about what lies under the pointer."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.viewport().rect()
        self._drop.paint(painter)
        self.searching.paint(painter)
        self.ports.paint(painter)
        if self._hand.gesture is not None:
            self._hand.paint(painter)
        elif self._hover.edge is not None:
            paint_edge_tag(painter, self.canvas, self._hover.edge, self._hover.place, room)

    def _hear(self, event: QEvent) -> bool:
        """Explain ports and badges on hover."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = tool_tip(self.canvas, self.event_point(event.pos()), self.zoom)
            QToolTip.showText(event.globalPos(), text, self.viewport())  # empty: hides it
            return True
        if isinstance(event, QNativeGestureEvent | QGestureEvent) and self._pinch.take(event):
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover.leave()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what stands on the empty canvas in its middle, and all in view if it is."""
        with self._framing.kept():
            super().resizeEvent(event)
        self.beginnings.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Frame the graph at first, and let beads move only while they can be seen."""
        super().showEvent(event)
        self._framing.at_first()
        self._animation.follow(self.canvas.traffic.running)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._animation.follow(running=False)
        self.release()

    # Within.

    def _show_cursor(self) -> None:
        rest = Qt.CursorShape.OpenHandCursor if self._keys.space else self._hover.cursor
        shape = self._hand.cursor or rest
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(QCursor(shape))

    def _on_synced(self) -> None:
        self.ports.forget()
        self._popovers.close()
        self._hover.look_again()
        self._framing.at_first()
        self.viewport().update()

    def _on_replaced(self) -> None:
        self._abandon()
        self._framing.forget()

    def _on_standpoint(self) -> None:
        self._abandon()
        self._framing.arrive()

    def _abandon(self) -> None:
        """Drop what the hand was doing: the graph that it was about has changed."""
        self.cancel_gesture()
        self._renaming.give_up()
        self.frames.give_up()

    def _stand_aside(self, _: float = 0.0) -> None:
        """Close what stands beside a card: the card moves away under it."""
        if self._scaling:  # once, when the zoom has changed and the bars have followed
            return
        self._popovers.close()
        self._renaming.leave()
        self.frames.leave()
        if not self._hurried():
            self._look_again()

    def _look_again(self) -> None:
        if self._hand.gesture is None:
            self._hover.look_again()
            self._show_cursor()
