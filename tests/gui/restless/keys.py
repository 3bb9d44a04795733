"""What the hand does with the keyboard and the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from guinet.gui.actions import action_specs
from guinet.gui.actions.canvas_keys import CANVAS_KEYS

if TYPE_CHECKING:
    from tests.gui.restless.hand import Restless

__all__ = ["Keys"]

_MENUS = ("Edit", "View", "Graph", "Run")
_NEVER = {"undo", "redo", "next_pane", "previous_pane"}
"""Done by other acts, or of no interest here."""

_SOUGHT = ("linear", "64", "n", "problem", "relu", "zebra", "")
_TEXTS = (
    "nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))",
    "Sequential(\n  (0): Linear(in_features=4, out_features=3, bias=True)\n  (1): ReLU()\n)",
    "nn.Sequential(nn.Linear(2, ",
    "nn.Sequential(Strange(7))",
    "just words\nof somebody",
    "",
    '{"guinet-fragment": 1}',
    '{"guinet-fragment": 9999, "nodes": []}',
    "\ud800 guinet-fragment",
)
_CTRL = Qt.KeyboardModifier.ControlModifier
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Keys:
    """Commands, keys of the canvas, the port cursor, finding, pasting."""

    def __init__(self, hand: Restless) -> None:
        self._hand = hand
        self._actions = [
            spec for spec in action_specs() if spec.menu in _MENUS and spec.id not in _NEVER
        ]

    def command(self) -> None:
        """Choose something from a menu, sometimes with other things selected."""
        hand, rng = self._hand, self._hand.rng
        editor, scene = hand.window.editor, hand.view.canvas
        if rng.random() < 0.5:
            editor.select(self._some(editor.graph.nodes, 5))
            if rng.random() < 0.3:
                wires = self._some(editor.graph.edges, 3)
                scene.select_edges(wires, self._some(scene.frames.items, 2))
        hand.window.refresh_actions()
        spec = rng.choice(self._actions)
        hand.log.append(f"{spec.id} with {len(editor.selected)} selected")
        hand.window.actions_by_id[spec.id].trigger()

    def canvas_key(self) -> None:
        """Do what some key does that the canvas takes itself."""
        row = self._hand.rng.choice(CANVAS_KEYS)
        self._hand.log.append(row.id)
        row.call(self._hand.view)

    def wire_by_keyboard(self) -> None:
        """Go to a port, take a wire, go to another one, and join it or not."""
        hand = self._hand
        self._go()
        hand.log.append("take a wire by keyboard")
        QTest.keyClick(hand.view, Qt.Key.Key_Return)
        self._go()
        if hand.rng.random() < 0.2:
            hand.window.editor.document.undo()
        QTest.keyClick(hand.view, hand.rng.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))

    def find(self) -> None:
        """Find something, and stay there or go back."""
        hand, rng, bar = self._hand, self._hand.rng, self._hand.window.find_bar
        before = (hand.view.editor.standpoint.uses, hand.view.editor.selected)
        sought, stay = rng.choice(_SOUGHT), rng.random() < 0.6
        hand.log.append(f"find {sought!r}, {'stay' if stay else 'go back'}")
        hand.window.actions_by_id["find"].trigger()
        QTest.keyClicks(bar.field, sought)
        for _ in range(rng.randint(0, 3)):
            QTest.keyClick(bar.field, Qt.Key.Key_Down)
        QTest.keyClick(bar.field, Qt.Key.Key_Return if stay else Qt.Key.Key_Escape)
        assert bar.isHidden(), "the find bar stays open"
        if not stay:
            now = (hand.view.editor.standpoint.uses, hand.view.editor.selected)
            assert now == before, "finding does not go back"

    def give_all_up(self) -> None:
        """Press Esc until nothing is left."""
        hand, view = self._hand, self._hand.view
        hand.log.append("Esc, Esc, Esc, Esc")
        for _ in range(4):
            QTest.keyClick(view, Qt.Key.Key_Escape)
        assert not view.has_selection(), "selected after Esc"
        assert view.ports.place is None, "at a port after Esc"

    def paste(self) -> None:
        """Paste what was copied here, PyTorch text, or rubbish."""
        hand, rng = self._hand, self._hand.rng
        clipboard = QGuiApplication.clipboard()
        chance = rng.random()
        if chance < 0.4:
            hand.log.append("copy and paste")
            hand.window.editor.select(self._some(hand.window.editor.graph.nodes, 6))
            hand.view.commands.copy()
            if rng.random() < 0.2 and clipboard.text():
                hand.log[-1] += ", damaged"
                text = clipboard.text()
                cut = rng.randrange(len(text))
                clipboard.setText(text[:cut] + text[cut + rng.randint(1, 9) :])
        else:
            text = rng.choice(_TEXTS)
            hand.log.append(f"paste {text!r}")
            clipboard.setText(text)
        hand.view.paste()

    def _go(self) -> None:
        for _ in range(self._hand.rng.randint(1, 4)):
            QTest.keyClick(self._hand.view, self._hand.rng.choice(_ARROWS), _CTRL)

    def _some(self, things: object, most: int) -> list:
        things = list(things)  # type: ignore[call-overload]
        return self._hand.rng.sample(things, min(len(things), self._hand.rng.randint(0, most)))
