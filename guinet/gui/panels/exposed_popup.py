"""The small sheet beside a setting: its name outside of the composite, and its end there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guinet.core.errors import GuinetError
from guinet.gui import theme
from guinet.gui.forms.editors import LineEditor
from guinet.gui.panels.widgets import label

__all__ = ["ExposedPopup"]

_WIDTH_PX = 232


class ExposedPopup(QFrame):
    """Renames an exposed setting, takes it back, and moves it among the others.

    Parameters
    ----------
    parent
        What it stands beside.
    name
        Of the setting so far.
    rename, take_back
        Do it; a GuinetError says why not.
    move
        Moves it up (−1) or down (+1); None: it cannot be moved here.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        rename: Callable[[str], None],
        take_back: Callable[[], None],
        move: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("exposed-popup")
        self.setStyleSheet(
            f"#exposed-popup {{ background: {theme.colour('card').name()};"
            f" border: 1px solid {theme.colour('outline').name()}; }}"
        )
        self.setFixedWidth(_WIDTH_PX)
        self._rename = rename
        self.name = LineEditor()
        self.name.set_value(name)
        self.name.setAccessibleName("Name outside of the composite")
        self.name.offered.connect(self._on_name)
        # Enter is told before the name that it offers.
        self.name.returnPressed.connect(lambda: QTimer.singleShot(0, self, self._on_return))
        self.refusal = label("", "error", wrap=True)
        self.refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        layout.addWidget(label("Name outside", "muted"))
        layout.addWidget(self.name)
        layout.addWidget(self.refusal)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.take_back = self._button("Take back", take_back)
        self.take_back.setToolTip("Uses of the composite can not set it any more")
        row.addWidget(self.take_back)
        row.addStretch(1)
        self.up = self.down = None
        if move is not None:
            self.up = self._button("Up", lambda: move(-1))
            self.down = self._button("Down", lambda: move(1))
            row.addWidget(self.up)
            row.addWidget(self.down)
        layout.addLayout(row)

    def stand_by(self, widget: QWidget) -> None:
        """Open below a widget, its right edges together, and take the name into hand."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(widget.width() - self.width(), widget.height() + 4))
        room = widget.screen().availableGeometry()
        x = max(room.left() + 4, min(corner.x(), room.right() - self.width() - 4))
        y = min(corner.y(), room.bottom() - self.height() - 4)
        self.move(x, y)
        self.show()
        self.name.setFocus(Qt.FocusReason.PopupFocusReason)
        self.name.selectAll()

    def _button(self, words: str, call: Callable[[], None]) -> QPushButton:
        def press() -> None:
            try:
                call()
            except GuinetError as error:
                self._refuse(str(error))
            else:
                self.close()

        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(press)
        return button

    def _on_name(self, name: str) -> None:
        try:
            self._rename(name.strip())
        except GuinetError as error:
            self._refuse(str(error))
        else:
            self._refuse("")

    def _on_return(self) -> None:
        if self.refusal.isHidden():
            self.close()

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))
        self.name.set_invalid(bool(sentence))
        self.adjustSize()
