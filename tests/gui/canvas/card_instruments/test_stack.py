"""Several instruments of one card stand below each other, each in its own room."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.card_instruments.stack import Stack
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt
from guinet.lens.views.activation_state import ActivationStateOf
from guinet.lens.views.feature_maps import FeatureMapsOf
from tests.gui.canvas.card_instruments.easel import Easel, made


class Block(Instrument):
    """A rectangle in a colour."""

    def __init__(self, role: str, width: float, height: float, watches: tuple[str, ...]) -> None:
        self.role, self.width_px, self.height_px, self.watches = role, width, height, watches
        self.path, self.module = "node", None

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        painter.fillRect(body, theme.colour(self.role))


def test_parts_are_painted_in_their_order_with_a_gap_between_them() -> None:
    stack = Stack([Block("accent", 40, 20, ("loss",)), Block("positive", 60, 30, ("weights",))])
    assert (stack.width_px, stack.height_px) == (60, 58)
    assert set(stack.watches) == {"weights", "loss"}
    easel = Easel(stack)
    places = [QPointF(10, 19), QPointF(10, 24), QPointF(59, 29), QPointF(59, 57)]
    wanted = [theme.colour(role) for role in ("accent", "card", "positive", "positive")]
    assert easel.colours(places) == wanted
    assert not easel.spills()


def test_a_stack_looks_at_what_its_parts_look_at() -> None:
    found, _ = made("ReLU", FieldSpec((4, 6, 6)))
    assert isinstance(found, Stack)
    assert found.views(SampleAt(3)) == (
        ActivationStateOf("node", 4.0),
        FeatureMapsOf("node", SampleAt(3), 4),
    )


def test_of_parts_that_stand_below_each_other_the_one_pointed_at_speaks() -> None:
    parts = [made("Linear", FieldSpec((3,)), out_features=outputs)[0] for outputs in (2, 4)]
    assert all(isinstance(part, WeightMatrix) for part in parts)
    weight = np.arange(12, dtype=np.float32).reshape(4, 3)
    easel = Easel(Stack(parts), weights={"node.weight": weight})
    top = parts[0].height_px + 8 + 16
    point = QPointF(parts[1].cell_w * 1.5, top + parts[1].cell_h * 2.5)
    assert easel.at(point) == "node W, row 3, column 2: 7.000"
    assert easel.at(QPointF(2, 22)) == "", "the first has no values"
