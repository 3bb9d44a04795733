"""Convolution as a matrix product.

What a window sees becomes a column (Chellapilla et al., 2006, "High Performance Convolutional
Neural Networks for Document Processing"); a convolution is then the matrix of the kernels times
the columns, and its gradient the backpropagated error times the columns. A transposed convolution
goes the other way through the same matrix.
"""

from __future__ import annotations

from guinet.core.types import Array
from guinet.core.windows import Slides, fold, unfold

__all__ = ["by_columns", "columns_of", "from_columns", "from_errors"]


def columns_of(x: Array, slides: Slides, groups: int) -> Array:
    """Return what each window sees as a column, (N, groups, values seen, stops)."""
    windows = unfold(x, slides)
    stops = windows.shape[4] * windows.shape[5]
    return windows.reshape(len(x), groups, -1, stops)


def by_columns(weight: Array, columns: Array, slides: Slides) -> Array:
    """Return kernels (O, C/groups, kH, kW) times columns: the convolution (N, O, H, W)."""
    count, groups = columns.shape[:2]
    products: Array = _matrix(weight, groups) @ columns
    return products.reshape(count, len(weight), slides[0].count, slides[1].count)


def from_errors(weight: Array, errors: Array, slides: Slides, groups: int) -> Array:
    """Return what `by_columns` sends back to its image: each kernel, times its error, added."""
    columns: Array = _matrix(weight, groups).swapaxes(1, 2) @ _rows(errors, groups)
    rows, across = slides
    shape = (len(errors), -1, rows.kernel, across.kernel, rows.count, across.count)
    return fold(columns.reshape(shape), slides)


def from_columns(errors: Array, columns: Array, weight: Array) -> Array:
    """Return the gradient of the kernels: the backpropagated error times the windows seen."""
    products: Array = _rows(errors, columns.shape[1]) @ columns.swapaxes(2, 3)
    total: Array = products.sum(axis=0)
    return total.reshape(weight.shape)


def _matrix(weight: Array, groups: int) -> Array:
    return weight.reshape(groups, len(weight) // groups, -1)


def _rows(y: Array, groups: int) -> Array:
    return y.reshape(len(y), groups, y.shape[1] // groups, -1)
