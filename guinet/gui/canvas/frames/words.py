"""What a comment frame says, laid out: a title, and lines below it."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QTextLayout, QTextOption

from guinet.gui import theme

__all__ = ["BODY_FONT_PX", "LINE_PX", "body_height", "body_lines", "split"]

BODY_FONT_PX = 12
LINE_PX = 18.0
_MOST_LINES = 500


def split(text: str) -> tuple[str, str]:
    """Return title and body: the first line, and what follows."""
    title, _, body = text.strip().partition("\n")
    return title.strip(), body.strip()


def body_height(text: str, width: float) -> float:
    """Return how high the body of a text is at a width; 0 where there is none."""
    return LINE_PX * len(_wrapped(split(text)[1], round(width)))


def body_lines(text: str, width: float, height: float) -> tuple[str, ...]:
    """Return the lines of a body that there is room for; the last one tells if more follow."""
    lines = _wrapped(split(text)[1], round(width))
    if LINE_PX * len(lines) <= height:
        return lines
    room = math.floor(height / LINE_PX)
    if room < 1:
        return ()
    metrics = QFontMetricsF(theme.font(BODY_FONT_PX))
    last = metrics.elidedText(f"{lines[room - 1]} …", Qt.TextElideMode.ElideRight, width)
    return (*lines[: room - 1], last)


@lru_cache(maxsize=512)
def _wrapped(body: str, width: int) -> tuple[str, ...]:
    return tuple(line for text in body.splitlines() for line in _broken(text, width))[:_MOST_LINES]


def _broken(text: str, width: int) -> list[str]:
    layout = QTextLayout(text, theme.font(BODY_FONT_PX))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines or [""]
