"""Which module of the family Linear shows a matrix, and that every one of them can be drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.matrix import WeightMatrix
from guinet.gui.canvas.readings import Readings
from guinet.lens.view import SampleAt
from guinet.lens.views.weight_gradients import Gradients, WeightGradients
from tests.gui.canvas.card_instruments.easel import made
from tests.gui.canvas.conftest import FakeBridge


def painted(instrument: WeightMatrix, readings: Readings) -> QImage:
    image = QImage(200, 160, QImage.Format.Format_RGB32)
    image.fill(theme.colour("card"))
    painter = QPainter(image)
    body = QRectF(0, 0, instrument.width_px, instrument.height_px)
    instrument.paint(painter, body, readings)
    painter.end()
    return image


def test_a_table_of_vectors_is_a_matrix_with_a_row_per_index(qtbot) -> None:
    words = FieldSpec((4,), "index", low=0, high=5)
    matrix, _ = made("Embedding", words, embedding_dim=3)
    assert isinstance(matrix, WeightMatrix)
    assert (matrix.rows, matrix.columns, matrix.has_bias) == (6, 3, False)
    readings = Readings(FakeBridge())
    readings.weights = {"node.weight": np.repeat([-1.0, 1.0], 9).reshape(6, 3)}
    image = painted(matrix, readings)
    across = int(matrix.cell_w * 1.5)
    assert image.pixelColor(across, int(16 + matrix.cell_h * 0.5)) == theme.colour("negative")
    assert image.pixelColor(across, int(16 + matrix.cell_h * 5.5)) == theme.colour("positive")


@pytest.mark.parametrize("rows", [1, 40_000])
def test_a_table_of_any_length_fits_on_the_card(qtbot, rows: int) -> None:
    matrix, _ = made("Embedding", FieldSpec((), "index"), num_embeddings=rows, embedding_dim=2)
    assert isinstance(matrix, WeightMatrix)
    assert matrix.height_px < 140
    readings = Readings(FakeBridge())
    readings.weights = {"node.weight": np.ones((rows, 2), np.float32)}
    image = painted(matrix, readings)
    middle = image.pixelColor(int(matrix.cell_w / 2), int(16 + (matrix.height_px - 16) / 2))
    assert middle == theme.colour("positive")


def test_pointing_at_a_cell_of_the_card_tells_its_weight(qtbot) -> None:
    """Rows are outputs, columns inputs: no symmetry hides that they were exchanged."""
    matrix, _ = made("Linear", FieldSpec((3,)), out_features=2)
    assert isinstance(matrix, WeightMatrix)
    readings = Readings(FakeBridge())
    body = QRectF(12, 48, matrix.width_px, matrix.height_px)

    def words(row: float, column: float, zoom: float = 1.0) -> str:
        x = 12 + (column + 0.5) * matrix.cell_w
        point = QPointF(x, 48 + 16 + (row + 0.5) * matrix.cell_h)
        return matrix.words_at(point, body, zoom, readings)

    assert words(1, 2) == ""
    weight = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, -0.6]], np.float32)
    readings.weights = {"node.weight": weight, "node.bias": np.array([7.0, 8.0], np.float32)}
    assert words(0, 2) == "node W, row 1, column 3: 0.3000"
    assert words(1, 0) == "node W, row 2, column 1: 0.4000"
    assert words(1, 2) == "node W, row 2, column 3: −0.6000"
    assert words(1, 3 + 8.0 / matrix.cell_w) == "node b, element 2: 8.000"
    assert words(1, 3) == ""
    assert words(-1, 0) == ""
    assert words(1, 2, zoom=0.2) == "", "cells of two pixels cannot be pointed at"


def test_the_gradient_stands_below_on_a_scale_of_its_own(qtbot) -> None:
    matrix, _ = made("Linear", FieldSpec((3,)), out_features=4)
    assert isinstance(matrix, WeightMatrix)
    assert matrix.views(SampleAt()) == (WeightGradients("node"),)
    readings = Readings(FakeBridge())
    weight = np.full((4, 3), 5.0, np.float32)
    readings.weights = {"node.weight": weight, "node.bias": np.zeros(4, np.float32)}
    gradient = np.zeros((4, 3), np.float32)
    gradient[3, 0], gradient[0, 2] = 1e-4, -1e-4
    down = 2 * 16 + 8 + 4 * matrix.cell_h

    def colour(row: int, column: int):
        x, y = (column + 0.5) * matrix.cell_w, down + (row + 0.5) * matrix.cell_h
        return painted(matrix, readings).pixelColor(int(x), int(y))

    readings.seen = {}.get
    assert colour(3, 0) == theme.colour("well"), "nothing is known yet"
    seen = Gradients({"node.weight": gradient, "node.bias": np.zeros(4, np.float32)}, 8)
    readings.seen = {WeightGradients("node"): seen}.get
    assert colour(3, 0) == theme.colour("positive")
    assert colour(0, 2) == theme.colour("negative")
    assert colour(0, 0) == colour(3, 2) == theme.colour("zero")
    body = QRectF(0, 0, matrix.width_px, matrix.height_px)
    point = QPointF(2.5 * matrix.cell_w, down + 0.5 * matrix.cell_h)
    words = "node ∂L/∂W, row 1, column 3: −1.000×10⁻⁴"
    assert matrix.words_at(point, body, 1.0, readings) == words
    assert down + 4 * matrix.cell_h <= matrix.height_px


@pytest.mark.parametrize(("outputs", "shows"), [(1, False), (3, True), (8, True), (9, False)])
def test_a_gradient_is_shown_where_there_is_room(qtbot, outputs: int, shows: bool) -> None:
    matrix, _ = made("Linear", FieldSpec((2,)), out_features=outputs)
    assert isinstance(matrix, WeightMatrix)
    assert matrix.shows_gradient is shows
    assert bool(matrix.views(SampleAt())) is shows


def test_before_the_first_run_a_matrix_shows_its_shape_where_it_will_stand(qtbot) -> None:
    matrix, _ = made("Linear", FieldSpec((2,)), out_features=8)
    assert isinstance(matrix, WeightMatrix)
    image = painted(matrix, Readings(FakeBridge()))
    right, below = 2 * matrix.cell_w, 16 + 8 * matrix.cell_h
    y = int(below - matrix.cell_h / 2)
    assert image.pixelColor(int(matrix.cell_w / 2), y) == theme.colour("well")
    assert image.pixelColor(int(right + 4), y) == theme.colour("card")  # between W and b
    assert image.pixelColor(int(right + 8 + matrix.bias_w / 2), y) == theme.colour("well")


def test_weights_that_are_no_matrix_and_modules_without_weights_show_none(qtbot) -> None:
    bilinear, analysis = made("Bilinear", FieldSpec((3,)), FieldSpec((4,)), out_features=2)
    assert analysis.weight_count("node") == 26
    assert bilinear is None
    assert made("FeatureMap", FieldSpec((3,)))[0] is None
