"""What a card shows, as plain data, and how much room that takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from guinet.core.category import Category
from guinet.core.module import Module
from guinet.graph.problem import Problem
from guinet.gui import theme
from guinet.gui.format import count
from guinet.gui.theme_table import Carried
from guinet.modules.merge.reroute import Reroute

__all__ = [
    "BARS_PX",
    "COLLAPSED_PX",
    "DOT_PX",
    "FOOTER_PX",
    "HEADER_PX",
    "INSET_PX",
    "LOCK_PX",
    "PORT_PX",
    "Face",
    "Frame",
    "PortFace",
    "frame_of",
]

HEADER_PX = 48.0
FOOTER_PX = 24.0
INSET_PX = 12.0
PORT_PX = 10.0
LOCK_PX = 13.0
BARS_PX = 8.0
"""What the bars of weights and cost add to the height of the footer."""

COLLAPSED_PX = 56.0
DOT_PX = 16.0
_PORT_Y = 24.0
_ROW_Y, _ROW_STEP = 60.0, 20.0
_WIDEST_NAME_PX = 120.0
"""Longer names are cut with an ellipsis: a card must not grow over its neighbours for a name."""
_WIDTHS = (96.0, 112.0, 128.0, 144.0, 160.0, 176.0, 192.0)


@dataclass(frozen=True)
class PortFace:
    """A port as drawn.

    Attributes
    ----------
    known
        Whether a shape is known there, or an edge arrives; hollow where not.
    spare
        An input that a variadic module gains when an edge arrives.
    carried
        What flows there, None where it is not known.
    """

    name: str
    known: bool = False
    spare: bool = False
    carried: Carried | None = None


@dataclass(frozen=True)
class Face:
    """Everything a card writes and marks, except its instrument.

    Attributes
    ----------
    name, type_text
        Heading and line below it.
    shape, weights
        Footer, left and right; empty and zero where unknown.
    note
        Footer on the right where there are no weights to count.
    composite, missing
        Drawn with two outlines behind; drawn dashed.
    holds
        What is added to the type where there is room: of a composite, how many nodes it has.
    weight_share, cost_share
        Its weights, and the multiplications of a forward pass, as parts of those of the
        largest node of the graph; 0 to 1.
    frozen
        Whether it has weights and none of them learns; drawn with a lock.
    collapsed
        Drawn small, as a glyph with its name.
    passes
        Of a bypassed node: the input that is handed on, empty where no wire arrives; None if the
        node is in use.
    module
        Its type, for the glyph; None draws none.
    problems
        What the rules say about this node.
    """

    name: str
    type_text: str
    category: Category
    inputs: tuple[PortFace, ...] = ()
    outputs: tuple[PortFace, ...] = ()
    shape: str = ""
    weights: int = 0
    note: str = ""
    weight_share: float = 0.0
    cost_share: float = 0.0
    composite: bool = False
    missing: bool = False
    holds: str = ""
    frozen: bool = False
    collapsed: bool = False
    passes: str | None = None
    module: type[Module] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_dot(self) -> bool:
        """Whether it is drawn as a point on a wire."""
        return self.module is not None and issubclass(self.module, Reroute)

    @property
    def measured(self) -> bool:
        """Whether there are weights or a cost to be shown as bars."""
        return bool(self.weight_share or self.cost_share)

    @property
    def severity(self) -> str:
        """``"error"``, ``"warning"`` or empty: the worst of the problems."""
        found = {problem.severity for problem in self.problems}
        return "error" if "error" in found else "warning" if found else ""

    def footer(self, *, narrow: bool = False) -> tuple[str, str]:
        """Return the words of the footer, shortened where there is little room."""
        if self.weights:
            unit = "w" if narrow else "weights" if self.weights != 1 else "weight"
            right = f"{count(self.weights)} {unit}"
        else:
            right = self.note
        return (self.shape.replace(" ", "") if narrow else self.shape), right


@dataclass(frozen=True)
class Frame:
    """Where everything on a card stands, in pixels from its upper left corner."""

    width: float
    height: float
    inputs: tuple[QPointF, ...]
    outputs: tuple[QPointF, ...]
    body: QRectF

    @property
    def rect(self) -> QRectF:
        """The card."""
        return QRectF(0, 0, self.width, self.height)


def frame_of(face: Face, body_width: float, body_height: float) -> Frame:
    """Lay a card out.

    Parameters
    ----------
    face
        What it shows.
    body_width, body_height
        What its instrument asks for; 0 where there is none.
    """
    if face.is_dot:
        middle = (QPointF(DOT_PX / 2, DOT_PX / 2),)
        return Frame(DOT_PX, DOT_PX, middle, middle, QRectF())
    if face.collapsed:
        return _collapsed_frame(face)
    name = _width(face.name, 13, 600)
    kind = _width(face.type_text, 12)
    left, right = face.footer(narrow=True)
    footer = sum(_width(text, 11, tabular=True) for text in (left, right)) + (14 if right else 0)
    footer += LOCK_PX if face.frozen else 0.0
    stack = 20.0 if face.composite else 0.0
    name = min(name, _WIDEST_NAME_PX)
    wanted = max(name + stack, kind, footer, body_width) + 2 * INSET_PX
    width = next((w for w in _WIDTHS if w >= wanted), _WIDTHS[-1])
    # One port stands beside the name; several are listed with theirs below the heading.
    rows_in = len(face.inputs) if len(face.inputs) > 1 else 0
    rows_out = len(face.outputs) if len(face.outputs) > 1 else 0
    rows = max(rows_in, rows_out)
    top = HEADER_PX + rows * _ROW_STEP + (4.0 if rows else 0.0)
    body = QRectF(INSET_PX, top, width - 2 * INSET_PX, body_height)
    footer_height = FOOTER_PX + (BARS_PX if face.measured else 0.0)
    height = top + (body_height + 12.0 if body_height else 0.0) + footer_height
    height = max(72.0, 8.0 * round(height / 8.0 + 0.49))
    return Frame(
        width=width,
        height=height,
        inputs=tuple(QPointF(0, y) for y in _port_heights(len(face.inputs))),
        outputs=tuple(QPointF(width, y) for y in _port_heights(len(face.outputs))),
        body=body,
    )


@lru_cache(maxsize=20_000)
def _width(text: str, size_px: int, weight: int = 400, *, tabular: bool = False) -> float:
    return QFontMetricsF(theme.font(size_px, weight, tabular=tabular)).horizontalAdvance(text)


def _collapsed_frame(face: Face) -> Frame:
    ports = max(len(face.inputs), len(face.outputs))
    # A single port stays where it is on the open card, so that collapsing moves no wire.
    height = {0: 48.0, 1: 48.0, 2: 64.0}.get(ports, _ROW_STEP * ports + 28.0)
    height = 8.0 * round(height / 8.0)

    def heights(number: int) -> list[float]:
        if number == 1:
            return [_PORT_Y]
        step = 32.0 if number == 2 else _ROW_STEP
        return [height / 2 + step * (row - (number - 1) / 2) for row in range(number)]

    return Frame(
        width=COLLAPSED_PX,
        height=height,
        inputs=tuple(QPointF(0, y) for y in heights(len(face.inputs))),
        outputs=tuple(QPointF(COLLAPSED_PX, y) for y in heights(len(face.outputs))),
        body=QRectF(),
    )


def _port_heights(number: int) -> list[float]:
    if number == 1:
        return [_PORT_Y]
    return [_ROW_Y + _ROW_STEP * row for row in range(number)]
