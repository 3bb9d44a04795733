"""Whether what is kept of the canvas' picture is what a fresh painting is."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from guinet.gui.canvas.card import FLAT_BELOW
from guinet.gui.canvas.view import CanvasView

__all__ = ["check_pictures"]

_REST_S = 5.0
_ROUNDING = 2
"""Levels of a colour by which a stroke may differ that was cut at the border of a piece."""
_MOST_STEPS = 16
"""From afar wires are thin stairs of whole pixels: where a stroke runs midway between two, the
place where its piece begins decides on which of them a step falls."""


def check_pictures(view: CanvasView) -> None:
    """Assert that a fresh painting of what is shown would change nothing."""
    kept = _at_rest(view)
    view.canvas.deck.forget()
    view.repaint_all()
    # At once, without an event in between: what the run reports must be the same for both.
    for picture in view._pictures:
        picture.refresh(picture.pixmap.rect(), blank=True)
    fresh = [picture.pixmap.toImage() for picture in view._pictures]
    for name, before, after in zip(("wires", "cards"), kept, fresh, strict=True):
        differs = _difference(_levels(before), _levels(after))
        if name == "wires" and view.zoom < FLAT_BELOW and np.count_nonzero(differs) <= _MOST_STEPS:
            differs = _but_for_steps(_levels(before), _levels(after))
        assert not differs.any(), f"{name} painted anew look otherwise: {_where(differs)}"


def _difference(one: Any, other: Any) -> Any:
    """Return by how many levels pixels differ, (H, W), where that is not rounding."""
    differs = np.abs(one - other).max(axis=2)
    differs[differs <= _ROUNDING] = 0
    return differs


def _but_for_steps(one: Any, other: Any) -> Any:
    """Return where a pixel of either is unlike all pixels of the other around it."""
    ways = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return np.maximum(
        *(
            np.min([_difference(a, np.roll(b, way, (1, 0))) for way in ways], axis=0)
            for a, b in ((one, other), (other, one))
        )
    )


def _at_rest(view: CanvasView) -> list[QImage]:
    """Return all that is kept, once the canvas is at rest."""
    ends_s, loss = time.monotonic() + _REST_S, view.canvas.readings._soon
    while not view.at_rest or view.arranging.gliding or loss._timer:
        assert time.monotonic() < ends_s, "the canvas does not come to rest"
        QTest.qWait(5)
    return [picture.pixmap.toImage() for picture in view._pictures]


def _where(differs: Any) -> str:
    """Say how many pixels differ, and where."""
    y, x = np.nonzero(differs)
    return f"{len(x)} pixels in x {x.min()} to {x.max()}, y {y.min()} to {y.max()}"


def _levels(image: QImage) -> Any:
    """Return an image as numbers, (H, W, 4)."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4).astype(np.int16)
