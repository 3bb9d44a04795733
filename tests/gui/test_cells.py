"""Which number of an array stands in which cell of its picture."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.gui.cells import as_matrix, block_of, cell_of, index_of, place_words

SHAPES = [(), (5,), (3, 4), (2, 3, 4), (2, 3, 4, 5), (16, 1, 3, 3), (7, 2, 3, 2), (2, 3, 2, 2, 2)]


@pytest.mark.parametrize("shape", SHAPES)
def test_each_cell_is_found_from_its_number_and_back(shape):
    array = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    matrix = as_matrix(array)
    assert sorted(matrix.ravel().tolist()) == list(range(array.size))
    for row in range(matrix.shape[0]):
        for column in range(matrix.shape[1]):
            index = index_of(shape, row, column)
            assert array[index] == matrix[row, column]
            assert cell_of(shape, index) == (row, column)


def test_sixteen_small_filters_are_no_tower():
    filters = np.arange(144).reshape(16, 1, 3, 3)
    mosaic = as_matrix(filters)
    assert mosaic.shape == (12, 12)
    np.testing.assert_array_equal(mosaic[:3, 3:6], filters[1, 0])
    np.testing.assert_array_equal(mosaic[3:6, :3], filters[4, 0])
    assert block_of(filters.shape) == (3, 3)


def test_places_are_counted_from_1_and_rows_come_first():
    assert place_words((2, 3), (0, 2)) == "row 1, column 3"
    assert place_words((4,), (1,)) == "element 2"
    assert place_words((4, 2, 3, 3), (3, 1, 0, 2)) == "filter 4, channel 2, row 1, column 3"
    assert place_words((4, 1, 3, 3), (3, 0, 0, 2)) == "filter 4, row 1, column 3"
    assert place_words((4, 2, 3), (3, 1, 0)) == "place 4, 2, 1"
