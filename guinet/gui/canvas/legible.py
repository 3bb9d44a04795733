"""What of a card's words can be read at which zoom, and how large its name is then.

Near, a card says everything. Farther away small writing would be grey noise: it is left out,
and the name takes its room. From afar a card is a flat sign, with its name where that fits.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from guinet.gui import theme

__all__ = ["SMALL_WORDS_ABOVE", "far_name", "near_name_px", "small_words"]

SMALL_WORDS_ABOVE = 0.55
"""Below this zoom writing of 11 and 12 px is left out."""

_NAME_PX, _LARGEST_NAME_PX = 13, 26
_WANTED_PX = 12.0
"""How large a name should be on the screen, from wherever it is seen."""

_LEAST_PX = 9
_INSET_PX = 3.0
_FEWEST_LETTERS = 4


def small_words(painter: QPainter) -> bool:
    """Whether small writing on a card can be read as it is painted now."""
    return painter.worldTransform().m11() >= SMALL_WORDS_ABOVE


def near_name_px(painter: QPainter, name: str, room: float) -> int:
    """Return how large a card's name is written, in pixels at 100 %.

    Parameters
    ----------
    room
        What the name may be wide, in pixels at 100 %.
    """
    if small_words(painter):
        return _NAME_PX
    wanted = min(_LARGEST_NAME_PX, round(_WANTED_PX / painter.worldTransform().m11()))
    fitting = int(_NAME_PX * room / max(1.0, _width(name)))
    return max(_NAME_PX, min(wanted, fitting))


@lru_cache(8192)
def far_name(name: str, width: int, height: int) -> tuple[str, int]:
    """Return what can be read of a name on a flat card, and how large it is written.

    Parameters
    ----------
    width, height
        What there is below the card's band, in pixels of the screen.

    Returns
    -------
    words, size_px
        No words where nothing could be read.
    """
    room = width - 2 * _INSET_PX
    if room <= 0 or height < _LEAST_PX + 1 or not name:
        return "", 0
    fitting = int(_NAME_PX * room / max(1.0, _width(name)))
    if fitting >= _LEAST_PX:
        return name, min(int(_WANTED_PX), fitting, height - 1)
    metrics = QFontMetricsF(theme.font(_LEAST_PX, 600))
    words = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
    return (words, _LEAST_PX) if len(words) > _FEWEST_LETTERS else ("", 0)


@lru_cache(8192)
def _width(name: str) -> float:
    return QFontMetricsF(theme.font(_NAME_PX, 600)).horizontalAdvance(name)
