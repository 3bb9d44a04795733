"""Title, caption and legend of a plot over the epochs: as much of them as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from guinet.gui import theme
from guinet.gui.panels.widgets import label

__all__ = ["CurveSpec", "Head"]

_PLAIN = "by epoch"
_GAP_PX, _STROKE_PX = 6, 14
_MENU_PX = 24 + 3 * _GAP_PX


@dataclass(frozen=True)
class CurveSpec:
    """A curve: its name in the legend (empty: not listed), colour role and opacity."""

    key: str
    name: str
    role: str
    opacity: float = 1.0


class Head:
    """What stands above a plot: nothing is cut, what has no room is left out.

    At first the caption goes, then the names of the curves, whose strokes stay. While values are
    read off they matter most: title, buttons and epoch give way, in this order, since nobody
    presses a button while pointing at the plot.

    Parameters
    ----------
    title, caption, controls
        Of the tile; the legend is put into its controls.
    specs
        From the back to the front.

    Attributes
    ----------
    names
        What stands beside the strokes of the legend, by the key of the curve.
    title
        What says what is drawn: a label, or a choice in its place.
    """

    def __init__(
        self,
        title: QLabel,
        caption: QLabel,
        controls: QHBoxLayout,
        specs: Sequence[CurveSpec],
    ) -> None:
        self.title: QWidget = title
        self.caption = caption
        self.names: dict[str, QLabel] = {}
        self._words = {spec.key: spec.name for spec in specs if spec.name}
        self._controls = controls
        self._buttons: dict[QWidget, bool] = {}
        self._room = 10_000
        self._reading = False
        caption.setText(_PLAIN)
        for spec in reversed(specs):
            if spec.name:
                controls.addWidget(_Stroke(spec))
                self.names[spec.key] = label(spec.name, "caption")
                controls.addWidget(self.names[spec.key])

    def set_title(self, title: QWidget) -> None:
        """Let another widget say what is drawn."""
        if title is not self.title:
            self.title.hide()
            self.title = title
        self.fit(self._room)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the end of the controls."""
        self._controls.addWidget(button)
        self.offer(button, True)

    def offer(self, button: QWidget, on: bool) -> None:
        """Show a button if there is room, or not at all."""
        self._buttons[button] = on
        self.fit(self._room)

    def read_off(self, words: str, values: Mapping[str, str]) -> None:
        """Show values by the key of their curve, and where they are; without words: no longer."""
        self._reading = bool(words)
        self.caption.setText(words or _PLAIN)
        for key, name in self.names.items():
            name.setText(values.get(key, self._words[key]))
        self.fit(self._room)

    def fit(self, room: int) -> None:
        """Show what there is room for in so many pixels."""
        self._room = room
        title, caption = _width(self.title), _width(self.caption)
        names = sum(_width(name) for name in self.names.values())
        buttons = sum(_width(button) for button, on in self._buttons.items() if on)
        left = room - _MENU_PX - buttons - sum(_STROKE_PX + _GAP_PX for _ in self.names)
        if self._reading:
            with_buttons = caption + names <= left
            left += 0 if with_buttons else buttons
            with_names, with_caption = True, caption + names <= left
            with_title = title + caption + names <= left
        else:
            with_buttons, with_title, with_names = True, True, title + names <= left
            with_caption = title + caption + names <= left
        _show(self.title, with_title)
        _show(self.caption, with_caption)
        for name in self.names.values():
            _show(name, with_names)
        for button, on in self._buttons.items():
            _show(button, on and with_buttons)
        if self._room != room:  # what was shown or hidden had the plot laid out anew meanwhile
            self.fit(self._room)


class _Stroke(QWidget):
    """The short stroke before a name in the legend."""

    def __init__(self, spec: CurveSpec) -> None:
        super().__init__()
        self._role = spec.role
        self.setFixedSize(_STROKE_PX, _STROKE_PX)
        self.setToolTip(spec.name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour(self._role), 2))
        painter.drawLine(QPointF(1, 7), QPointF(13, 7))
        painter.end()


def _width(widget: QWidget) -> int:
    wanted = max(widget.sizeHint().width(), widget.minimumWidth())
    return min(wanted, widget.maximumWidth()) + _GAP_PX


def _show(widget: QWidget, visible: bool) -> None:
    if widget.isHidden() == visible:
        widget.setVisible(visible)
