"""Formulas as people write them: LaTeX to pictures, in the colour of the theme."""

from __future__ import annotations

import math
import re
import warnings
from base64 import b64encode
from functools import cache, lru_cache
from html import escape
from typing import Any

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHelpEvent,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from guinet.gui import theme
from guinet.gui.hear_first import hear_first

__all__ = ["FormulaView", "formula_html", "formula_pixmap"]

_GAP = 10
_SMALLEST = 0.2
_HARD_TO_READ = 0.85
"""Formulas drawn smaller than this are shown in full size on hover."""

_WAIT_FOR_THE_HAND_MS = 60
_MOST_DRAWINGS = 512

_Drawn = tuple[bytes, float, float]
_drawings: dict[tuple[str, float, str], _Drawn | None] = {}

_NAMED = r"\\(?:log|min|max|tanh|sinh|cosh|sin|cos|exp)(?![a-zA-Z])"
_BEFORE_A_NAME = re.compile(rf"((?<![\\a-zA-Z])[a-zA-Z0-9]|[)}}\]])[ ]*(?={_NAMED})")
_AFTER_A_NAME = re.compile(rf"({_NAMED})[ ]*(?=\\hat)")


@cache
def _ziamath() -> Any:
    with warnings.catch_warnings():
        # ziamath's font reader uses a call that Python 3.11 announces to retire.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"zia.*")
        import ziamath

    ziamath.config.svg2 = False  # QtSvg reads SVG 1.2 Tiny
    return ziamath


def _svg(latex: str, size_px: float, colour: str) -> _Drawn | None:
    """Return the drawing with its width and height, or None if the LaTeX is not understood."""
    key = (latex, size_px, colour)
    if key not in _drawings:
        _drawings[key] = _draw(latex, size_px, colour)
        if len(_drawings) > _MOST_DRAWINGS:
            del _drawings[next(iter(_drawings))]
    return _drawings[key]


def _draw(latex: str, size_px: float, colour: str) -> _Drawn | None:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"zia.*")
            text: str = _ziamath().Latex(_spaced(latex), size=size_px, color=colour).svg()
    except Exception:  # a plugin's formula may hold anything; it is then shown as written
        return None
    data = text.encode()
    size = QSvgRenderer(QByteArray(data)).viewBoxF().size()
    return (data, size.width(), size.height()) if size.width() > 0 else None


def _spaced(latex: str) -> str:
    """Set named functions apart from what they multiply, as TeX does and ziamath does not."""
    return _AFTER_A_NAME.sub(r"\1 \, ", _BEFORE_A_NAME.sub(r"\1 \, ", latex))


@lru_cache(maxsize=512)
def formula_pixmap(
    latex: str, size_px: float, colour: str, ratio: float = 1.0, scale: float = 1.0
) -> QPixmap | None:
    """Draw a formula.

    Parameters
    ----------
    latex
        The formula, without dollar signs.
    size_px
        Height of the letters in pixels at 100 %.
    colour
        As ``#RRGGBB``.
    ratio
        Device pixels per pixel of the screen.
    scale
        Shrinks the whole drawing; below some size the letters themselves cannot be smaller.

    Returns
    -------
    pixmap
        With its device pixel ratio set, or None if the formula cannot be read.
    """
    drawn = _svg(latex, size_px, colour)
    if drawn is None:
        return None
    data, width, height = drawn[0], drawn[1] * scale, drawn[2] * scale
    pixmap = QPixmap(QSize(math.ceil(width * ratio), math.ceil(height * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(data)).render(painter, QRectF(0, 0, width * ratio, height * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def formula_html(
    latex: str, size_px: float = 15, colour: str | None = None, widest_px: float = math.inf
) -> str:
    """Return a formula as a picture inside rich text, for tool tips; smaller if it is too wide."""
    colour = colour or theme.current().text
    drawn = _svg(latex, size_px, colour)
    scale = min(1.0, widest_px / drawn[1]) if drawn is not None else 1.0
    # At the screen's own ratio: rich text shrinks pictures without smoothing them.
    screen = QGuiApplication.primaryScreen()
    pixmap = formula_pixmap(latex, size_px, colour, screen.devicePixelRatio(), scale)
    if pixmap is None:
        return escape(latex)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    content = b64encode(buffer.data().data()).decode()
    size = pixmap.deviceIndependentSize()
    return (
        f'<img src="data:image/png;base64,{content}" '
        f'width="{round(size.width())}" height="{round(size.height())}">'
    )


class FormulaView(QWidget):
    """Formulas one below the other, drawn smaller where the space is narrow.

    A formula that was never drawn takes up to a tenth of a second, so each comes by itself a
    moment later, and none while a mouse button is down: a card that was pressed wants to be
    dragged first.

    Parameters
    ----------
    size_px
        Height of the letters where there is room.
    role
        Role of the colour in the theme.
    """

    def __init__(
        self, size_px: float = 17, role: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        hear_first(self, self._hear)
        self._size_px = size_px
        self._role = role
        self._formulas: tuple[str, ...] = ()
        self._seen = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw_next)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.themes.changed.connect(self.update)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas shown, in LaTeX."""
        return self._formulas

    def set_formulas(self, formulas: tuple[str, ...]) -> None:
        """Show these formulas."""
        if formulas == self._formulas:
            return
        self._formulas = formulas
        self.setAccessibleDescription("; ".join(formulas))
        self.updateGeometry()
        self.update()

    def finish(self) -> None:
        """Draw at once what is still to be drawn."""
        self._seen = True
        for latex in self._formulas:
            _svg(*self._key(latex))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Tell the layout that a narrow view is lower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all formulas take at this width."""
        heights = [size.height() for size in self._sizes(width)]
        return math.ceil(sum(heights) + _GAP * max(0, len(heights) - 1))

    def sizeHint(self) -> QSize:
        """Ask for the formulas at full size."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        """Fit into narrow docks."""
        return QSize(60, self.heightForWidth(max(self.width(), 60)))

    def _hear(self, event: QEvent) -> bool:
        """Show on hover a formula in full size that had to be drawn too small to read."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            latex = self._formula_at(event.pos().y())
            if latex and self._scale(latex, self.width()) < _HARD_TO_READ:
                QToolTip.showText(event.globalPos(), formula_html(latex, self._size_px), self)
            else:
                QToolTip.hideText()
            return True
        return False

    def _formula_at(self, y: float) -> str:
        """Return the formula at a height, or nothing between two of them."""
        top = 0
        for latex, size in zip(self._formulas, self._sizes(self.width()), strict=True):
            if top <= y < top + size.height():
                return latex
            top += size.height() + _GAP
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formulas, crisp at the scale they need."""
        # Begun only now: a panel behind a tab need not import the engine of formulas.
        self._seen = True
        if self._missing() is not None and not self._later.isActive():
            self._later.start(0)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        y = 0.0
        for latex, size in zip(self._formulas, self._sizes(self.width()), strict=True):
            colour = theme.colour(self._role).name()
            if self._key(latex) not in _drawings:
                y += size.height() + _GAP
                continue
            scale = self._scale(latex, self.width())
            pixmap = formula_pixmap(latex, self._size_px, colour, self.devicePixelRatioF(), scale)
            if pixmap is None:
                painter.setPen(QColor(colour))
                line = self.fontMetrics().elidedText(
                    latex, Qt.TextElideMode.ElideRight, self.width()
                )
                painter.drawText(QPointF(0, y + self.fontMetrics().ascent()), line)
            else:
                painter.drawPixmap(QPointF(0, y), pixmap)
            y += size.height() + _GAP
        painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing while nobody looks."""
        super().hideEvent(event)
        self._later.stop()

    def _draw_next(self) -> None:
        """Draw one formula, and ask for the next."""
        latex = self._missing()
        if latex is None:
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._later.start(_WAIT_FOR_THE_HAND_MS)
            return
        _svg(*self._key(latex))
        self.updateGeometry()
        self.update()

    def _key(self, latex: str) -> tuple[str, float, str]:
        return latex, self._size_px, theme.colour(self._role).name()

    def _missing(self) -> str | None:
        """Return the first formula that is still to be drawn."""
        return next((one for one in self._formulas if self._key(one) not in _drawings), None)

    def _scale(self, latex: str, width: int) -> float:
        drawn = _drawings.get(self._key(latex))
        if drawn is None or drawn[1] <= width:
            return 1.0
        # Steps keep the cache small while a dock is being dragged wider.
        return max(math.floor(width / drawn[1] * 50) / 50, _SMALLEST)

    def _sizes(self, width: int) -> list[QSize]:
        sizes = []
        for latex in self._formulas:
            key, scale = self._key(latex), self._scale(latex, width)
            drawn = _drawings.get(key)
            if key not in _drawings:
                sizes.append(QSize(width, math.ceil(2 * self._size_px)))
            elif drawn is None:
                sizes.append(QSize(width, self.fontMetrics().height()))
            else:
                sizes.append(QSize(math.ceil(drawn[1] * scale), math.ceil(drawn[2] * scale)))
        return sizes
