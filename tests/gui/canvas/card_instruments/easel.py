"""Instruments painted by themselves: the colours at places, and the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.builder import GraphBuilder
from guinet.gui import theme
from guinet.gui.canvas.card_instruments import Instrument, instrument_for
from guinet.gui.canvas.readings import Readings
from guinet.gui.canvas.signed import signed_rgb
from guinet.lens.view import SampleAt, View
from tests.gui.canvas.conftest import FakeBridge

CORNER = QPointF(13, 21)
"""Where the body begins; not at 0, so that nothing hides that it is left out."""


def made(type_name: str, *specs: FieldSpec, **settings: object) -> tuple[Any, Analysis]:
    """Return the instrument of a node of some type that reads such inputs."""
    b = GraphBuilder()
    fields = {f"x{place}": spec for place, spec in enumerate(specs)}
    b.add(type_name, *(b.add("Input", field=name) for name in fields), name="node", **settings)
    analysis = analyse(b.build(), fields)
    return instrument_for("node", analysis.flat.nodes["node"].module, analysis), analysis


class Easel:
    """An instrument with what it reads.

    Parameters
    ----------
    weights
        Of the newest snapshot.
    seen
        What was seen, by view.
    """

    def __init__(
        self,
        instrument: Instrument,
        *,
        weights: Mapping[str, Array] | None = None,
        seen: Mapping[View, object] | None = None,
        sample: int = 0,
    ) -> None:
        self.instrument = instrument
        self.bridge = FakeBridge()
        self.readings = Readings(self.bridge)  # type: ignore[arg-type]
        self.readings.weights = dict(weights or {})
        self.readings.sample = SampleAt(sample)
        self.seen = dict(seen or {})
        self.readings.seen = self.seen.get  # type: ignore[method-assign, assignment]
        self.body = QRectF(CORNER.x(), CORNER.y(), instrument.width_px, instrument.height_px)

    def image(self, zoom: float = 1.0) -> QImage:
        """Return the picture on the ground of a card, with a margin around the body."""
        size = self.body.bottomRight() + CORNER
        image = QImage(int(size.x() * zoom), int(size.y() * zoom), QImage.Format.Format_RGB32)
        image.fill(theme.colour("card"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(zoom, zoom)
        self.instrument.paint(painter, self.body, self.readings)
        painter.end()
        return image

    def colours(self, places: list[QPointF], zoom: float = 1.0) -> list[QColor]:
        """Return the colours at some places of the body's own coordinates.

        From near, with ``zoom``, thin lines have a colour of their own.
        """
        image = self.image(zoom)
        points = [(CORNER + place) * zoom for place in places]
        return [image.pixelColor(int(point.x()), int(point.y())) for point in points]

    def words(self, zoom: float = 1.0) -> list[str]:
        """Return what is written, in its order."""
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        paper = QSvgGenerator()
        paper.setOutputDevice(buffer)
        paper.setSize(QSize(400, 400))
        painter = QPainter(paper)
        painter.scale(zoom, zoom)
        self.instrument.paint(painter, self.body, self.readings)
        painter.end()
        text = bytes(buffer.data().data()).decode()
        return [unescape(each).strip() for each in re.findall(r"<text[^>]*>([^<]*)</text>", text)]

    def at(self, place: QPointF, zoom: float = 1.0) -> str:
        """Return what is said about a place of the body's own coordinates."""
        return self.instrument.words_at(CORNER + place, self.body, zoom, self.readings)

    def spills(self) -> bool:
        """Whether something is painted outside of the body."""
        image = self.image()
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
        painted = pixels != theme.colour("card").rgb()
        inside = self.body.toAlignedRect().adjusted(-1, -1, 1, 1)
        painted[inside.top() : inside.bottom() + 1, inside.left() : inside.right() + 1] = False
        return bool(painted.any())


def cell(place: QRectF, row: int, column: int, rows: int, columns: int) -> QPointF:
    """Return the middle of a cell of a picture that stands at a place."""
    x = place.left() + (column + 0.5) * place.width() / columns
    return QPointF(x, place.top() + (row + 0.5) * place.height() / rows)


def signed(value: float, reach: float) -> QColor:
    """Return the colour of a signed number on the scale."""
    return QColor(*signed_rgb(np.array(value), reach).tolist())


def alike(found: QColor, wanted: QColor, by: int = 1) -> bool:
    """Whether two colours differ by no more than the rounding of a blend."""
    pairs = zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    return all(abs(a - b) <= by for a, b in pairs)
