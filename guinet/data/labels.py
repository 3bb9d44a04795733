"""Whole numbers and names as labels: the classes there are, and each sample's place among them."""

from __future__ import annotations

import numpy as np

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.core.types import Array

__all__ = ["MAX_CLASSES", "as_labels"]

MAX_CLASSES = 1000


def as_labels(values: Array, owner: str) -> tuple[Array, FieldSpec]:
    """Return labels int64 (N,) from 0 and their spec; classes are sorted.

    Parameters
    ----------
    values
        Whole numbers, truth values or texts, shape (N,).
    owner
        What messages call the values, e.g. ``"labels.npy"``.

    Raises
    ------
    DataError
        If there is only one class, or more than `MAX_CLASSES`.
    """
    distinct, labels = np.unique(values, return_inverse=True)
    if len(distinct) > MAX_CLASSES:
        raise DataError(
            f"{owner} has {len(distinct)} different labels, more than {MAX_CLASSES}; "
            "choose labels with fewer classes."
        )
    if len(distinct) < 2:
        raise DataError(
            f"{owner} has the label {str(distinct[0])!r} on every sample, and a classification "
            "needs two classes; choose other labels."
        )
    labels = labels.reshape(-1).astype(np.int64)
    labels.flags.writeable = False
    return labels, FieldSpec((), "class", tuple(map(str, distinct)))
