"""A line over the canvas that tells what happened and offers what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from guinet.gui import icons, theme
from guinet.gui.panels.widgets import label
from guinet.training.messages import Failed, Finished

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["Banner", "BannerLine"]

_ICONS = {"error": "error", "warning": "warning", "good": "good", "muted": "info"}


class BannerLine(QWidget):
    """One sentence with an icon, buttons, and a cross to put it away.

    Parameters
    ----------
    sentence
        What happened.
    role
        ``"error"``, ``"warning"``, ``"good"`` or ``"muted"``.
    """

    def __init__(self, sentence: str, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.is_put_away = False
        self._role = role
        sign = QLabel()
        icons.show_icon(sign, _ICONS[role], role)
        text = label(sentence, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 7, 8, 8)
        self._layout.setSpacing(10)
        self._layout.addWidget(sign)
        self._layout.addWidget(text, 1)
        self.cross = QToolButton()
        self.cross.setToolTip("Put away (Esc)")
        self.cross.setAccessibleName("Put away")
        self.cross.setFixedSize(24, 24)
        icons.decorate(self.cross, "close", "muted", 14)
        self.cross.clicked.connect(self.put_away)
        self._layout.addWidget(self.cross)
        self.setAccessibleName(sentence)

    def add_button(self, text: str, action: Callable[[], object], *, accent: bool) -> QPushButton:
        """Offer something to do; doing it puts the line away."""
        button = QPushButton(text)
        button.setProperty("accent", accent)

        def act() -> None:
            self.put_away()
            action()

        button.clicked.connect(act)
        self._layout.insertWidget(self._layout.count() - 1, button)
        return button

    def put_away(self) -> None:
        """Remove the line."""
        self.is_put_away = True
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the line away on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a calm ground with a stripe that tells the severity."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("card"))
        painter.fillRect(0, 0, 3, self.height(), theme.colour(self._role))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("border"))
        painter.end()


class Banner(QWidget):
    """The lines that are shown now; no height while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._about_run: BannerLine | None = None
        self._about_plan: list[BannerLine] = []
        self._followed: Bridge | None = None

    @property
    def lines(self) -> list[BannerLine]:
        """The lines that are shown."""
        here = Qt.FindChildOption.FindDirectChildrenOnly
        lines = self.findChildren(BannerLine, options=here)
        return [line for line in lines if not line.is_put_away]

    def show_notice(self, sentence: str) -> BannerLine:
        """Tell something that asks for nothing; the same sentence is told once."""
        for line in self.lines:
            if line.sentence == sentence:
                return line
        return self._add(BannerLine(sentence, "warning"))

    def show_run_notice(self, sentence: str, bridge: Bridge) -> BannerLine:
        """Tell something about the run, until the process makes another plan."""
        self._follow(bridge)
        line = self.show_notice(sentence)
        self._about_plan.append(line)
        return line

    def show_failure(self, failure: Failed, bridge: Bridge) -> BannerLine:
        """Tell why the run stopped, with a button that starts it again."""
        where = f"{failure.node}: " if failure.node and failure.node not in failure.message else ""
        line = self._tell_of_run(BannerLine(f"{where}{failure.message}", "error"), bridge)
        line.add_button("Start again", bridge.restart, accent=True)
        return line

    def show_finished(self, end: Finished, bridge: Bridge) -> BannerLine | None:
        """Tell how a run ended; one that diverged offers to begin anew, stopping says nothing."""
        if end.reason == "stopped":
            return None
        if end.reason == "diverged":
            sentence = end.message or "The loss is not a number any more; training has stopped."
            line = self._tell_of_run(BannerLine(sentence, "error"), bridge)
            line.add_button("Reset the weights", bridge.reset, accent=True)
            return line
        epochs = f"{end.epochs} epoch" if end.epochs == 1 else f"{end.epochs} epochs"
        sentence = end.message or f"Trained for {epochs}."
        return self._tell_of_run(BannerLine(sentence, "good"), bridge)

    def clear(self) -> None:
        """Put all lines away."""
        for line in self.lines:
            line.put_away()

    def _follow(self, bridge: Bridge) -> None:
        if self._followed is None:
            self._followed = bridge
            bridge.state_changed.connect(self._on_state)
            bridge.restarted.connect(self._clear_run)
            bridge.restarted.connect(self._clear_plan)
            bridge.prepared.connect(self._clear_plan)

    def _tell_of_run(self, line: BannerLine, bridge: Bridge) -> BannerLine:
        self._follow(bridge)
        self._clear_run()
        self._about_run = line
        return self._add(line)

    def _on_state(self, state: str) -> None:
        if state == "running":
            self._clear_run()

    def _clear_run(self) -> None:
        if self._about_run is not None and self._about_run in self.lines:
            self._about_run.put_away()
        self._about_run = None

    def _clear_plan(self, _: object = None) -> None:
        for line in self._about_plan:
            if line in self.lines:
                line.put_away()
        self._about_plan.clear()

    def _add(self, line: BannerLine) -> BannerLine:
        self._layout.addWidget(line)
        line.show()
        return line
