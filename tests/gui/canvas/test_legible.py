"""From afar a card's small words are left out, and its name is as large as the card lets it be."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from guinet.core.types import Array
from guinet.gui import theme
from guinet.gui.canvas.legible import far_name, near_name_px

LONG = "the-name-of-this-layer-is-exactly-sixty-characters-long-okay"


def fits(words: str, size_px: int, width: int) -> bool:
    return QFontMetricsF(theme.font(size_px, 600)).horizontalAdvance(words) <= width


@pytest.mark.parametrize("name", ["x", "conv1", "hidden layer", LONG, "隐藏层的激活函数"])
@pytest.mark.parametrize(("width", "height"), [(14, 10), (24, 16), (32, 12), (48, 40)])
def test_a_name_seen_from_afar_stays_on_its_card_and_can_be_read(
    qtbot, name: str, width: int, height: int
) -> None:
    words, size_px = far_name(name, width, height)
    if words:
        assert 9 <= size_px <= min(12, height)
        assert fits(words, size_px, width)
        assert words == name or len(words) > 4


def test_a_short_name_is_read_where_a_long_one_is_left_out(qtbot) -> None:
    assert far_name("x", 15, 12)[0] == "x"
    assert far_name(LONG, 15, 12) == ("", 0)
    assert far_name("x", 15, 5) == ("", 0)
    assert "…" in far_name(LONG, 45, 20)[0]


def shown(canvas, name: str, zoom: float) -> Array:
    """Return where a card is as bright as its words, (rows, columns) at 100 %."""
    card = canvas.view.card(canvas.node(name).id)
    rect = card.frame.rect
    image = QImage(int(rect.width() * 4), int(rect.height() * 4), QImage.Format.Format_RGB32)
    image.fill(theme.colour("canvas"))
    painter = QPainter(image)
    # Painted large, but as it is painted at that zoom: what can be read is then no matter of luck.
    image.setDevicePixelRatio(4.0 / zoom)
    painter.end()
    painter = QPainter(image)
    painter.setTransform(QTransform.fromScale(zoom, zoom))
    card.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return pixels[:, :, :3].min(axis=2) > 120


def test_small_words_are_left_out_where_they_cannot_be_read(canvas) -> None:
    near, far = shown(canvas, "hidden", 1.0), shown(canvas, "hidden", 0.5)
    footer = QRectF(12, canvas.view.card(canvas.node("hidden").id).frame.height - 30, 80, 14)
    left, top, right, bottom = (int(4 * value) for value in footer.getCoords())
    assert near[top:bottom, left:right].any()
    assert not far[top:bottom, left:right].any()
    # The name is larger instead.
    assert far[20:160, 48:320].sum() > 1.5 * near[20:96, 48:320].sum()


@pytest.mark.parametrize("zoom", [0.36, 0.5])
def test_a_name_takes_the_room_of_what_is_left_out_and_no_more(qtbot, zoom: float) -> None:
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setTransform(QTransform.fromScale(zoom, zoom))
    sizes = {name: near_name_px(painter, name, 72.0) for name in ("x", "hidden1", LONG)}
    painter.end()
    assert sizes["x"] * zoom >= 9
    assert 13 < sizes["hidden1"] <= sizes["x"]
    assert fits("hidden1", sizes["hidden1"], 72)
    assert sizes[LONG] == 13
