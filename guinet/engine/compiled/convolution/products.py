"""The size at which products are fastest."""

from __future__ import annotations

__all__ = ["SMALL", "block_count"]

SMALL = 10**6
"""Multiplications up to which OpenBLAS leaves the operands of a product where they are.

Above that it first copies both into an order of its own, which costs a third to a half of the
time where the product is not much larger. (On processors for which it has no such way, blocks
change little.)
"""

_FEWEST_ROWS = 4


def block_count(rows: int, row_products: int) -> int:
    """Return into how many blocks of rows to cut a product so that each is small.

    Parameters
    ----------
    rows
        Rows of the left operand; blocks are all of one size, of four rows at least.
    row_products
        Multiplications for one of its rows.

    Returns
    -------
    int
        1 if there are no such blocks.
    """
    for count in range(1, rows // _FEWEST_ROWS + 1):
        if rows % count == 0 and rows // count * row_products <= SMALL:
            return count
    return 1
