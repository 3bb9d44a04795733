"""How a network of characters goes on with a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton

from guinet.gui.plots.desk import Desk
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.parts import small_choice
from guinet.gui.plots.tile import Tile
from guinet.lens.view import Unseen
from guinet.lens.views.continuation import Continuation, ContinuationOf
from guinet.training.messages import Snapshot

__all__ = ["ContinuationTile"]

_AGAIN_MS = 3000
_TEMPERATURES = {"most likely": 0.0, "careful": 0.5, "free": 1.0, "wild": 1.5}


class ContinuationTile(Tile):
    """A beginning, and what the network with its newest weights adds to it."""

    id = "continuation"
    title = "Continued text"
    doc = "For texts: the network goes on with what you type."
    rank = 16

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.result: Continuation | None = None
        self._asked = self._again = False
        self._seed = 0
        self._read: Snapshot | None = None
        self.follow = QCheckBox("follow training")
        self.follow.setChecked(True)
        self.follow.setToolTip("Write anew every few seconds as the weights change")
        self.temperature = small_choice(tuple(_TEMPERATURES), "How freely characters are drawn")
        self.temperature.setCurrentIndex(1)
        self.temperature.currentIndexChanged.connect(lambda _: self.ask())
        self.controls.addWidget(self.follow)
        self.controls.addWidget(self.temperature)
        self.prompt = QLineEdit("The ")
        self.prompt.setAccessibleName("How the text begins")
        self.prompt.setPlaceholderText("How the text begins")
        self.prompt.returnPressed.connect(self.ask)
        self.button = QPushButton("Go on")
        self.button.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self.prompt, 1)
        row.addWidget(self.button)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Continued text")
        self.body.addLayout(row)
        self.body.addWidget(self.text, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._on_timer)

    @classmethod
    def why_not(cls, facts: Facts) -> str:
        """Only where whole numbers with names are read in a row, and guessed."""
        spec = facts.input_spec
        reads = spec is not None and spec.kind == "index" and len(spec.shape) == 1
        if reads and spec is not None and spec.classes and facts.task == "classification":
            return ""
        return "It shows a network that guesses the next character."

    @classmethod
    def is_usual(cls, facts: Facts) -> bool:
        """Wherever it makes sense."""
        return True

    def set_seen(self, seen: bool) -> None:
        """Write while it can be seen."""
        if seen and not self.seen_now:
            self._timer.start()
            self.ask()
        elif not seen:
            self._timer.stop()
        super().set_seen(seen)

    def ask(self) -> None:
        """Ask for the text with the newest weights, or once the text asked for is here."""
        if self._asked:
            self._again = True
            return
        self._asked, self._again = True, False
        self._read = self.desk.bridge.last_snapshot
        self._seed += 1
        temperature = _TEMPERATURES[self.temperature.currentText()]
        view = ContinuationOf(self.prompt.text(), 160, temperature, self._seed)
        self.desk.sight.ask(view, self.take)

    def take(self, result: Any) -> None:
        """Show what the network wrote."""
        self._asked = False
        if self._again:
            self.ask()
        if isinstance(result, Unseen):
            self.result = None
            self.text.setPlainText("")
            self.caption.setText(result.message)
            return
        self.result = result
        never = f"never read: {result.unknown}" if result.unknown else ""
        self.caption.setText(never)
        self.text.setPlainText(result.prompt + result.text)

    def rows(self) -> Sequence[Sequence[object]]:
        """Return how the text begins, and what the network added."""
        if self.result is None:
            return ()
        return [["beginning", "continued"], [self.result.prompt, self.result.text]]

    def _on_timer(self) -> None:
        snapshot = self.desk.bridge.last_snapshot
        if self.follow.isChecked() and snapshot is not self._read:
            self.ask()
