"""Digits: handwritten figures of 8 × 8 pixels."""

from __future__ import annotations

import numpy as np

from guinet.core.fields import ChoiceField
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["Digits"]


class Digits(DataSource):
    """1797 handwritten figures, 8 × 8 pixels of grey from 0 (paper) to 16 (ink).

    As images they suit Conv2d, as vectors Linear. Standardisation measures an image as a whole
    (one mean and deviation), a vector pixel by pixel; the pixels at the rim that are always
    blank are only centred.

    Fields: x (1, 8, 8) or (64,), y one of ten classes.
    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits; the test
    part of it, as scikit-learn ships it.
    """

    title = "Digits"
    group = "Images"

    form = ChoiceField(
        "images", ("images", "vectors"), doc="images: 1 × 8 × 8; vectors: 64 numbers in a row."
    )

    def specs(self) -> dict[str, FieldSpec]:
        """Return x, the pixels in [0, 16], and y, the label."""
        shape = (1, 8, 8) if self.form == "images" else (64,)
        return {"x": FieldSpec(shape, low=0.0, high=16.0), "y": FieldSpec((), "class", _FIGURES)}

    def load(self) -> Dataset:
        """Import scikit-learn and take the pixels out of it."""
        from sklearn.datasets import load_digits

        bunch = load_digits()
        specs = self.specs()
        pixels = np.asarray(bunch.data, np.float64)
        columns: dict[str, tuple[str, ...]] = {}
        if self.form == "vectors":
            columns["x"] = tuple(f"pixel {row},{column}" for row in range(8) for column in range(8))
        return Dataset(
            {
                "x": pixels.reshape(-1, *specs["x"].shape),
                "y": np.asarray(bunch.target, np.int64),
            },
            specs,
            columns,
        )


_FIGURES = tuple("0123456789")
