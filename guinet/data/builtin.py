"""The small real data sets that scikit-learn ships: what their sources share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["BuiltInClasses"]


class BuiltInClasses(DataSource):
    """A table of measurements with a class for each row, from scikit-learn.

    The specs stand here as constants, because importing scikit-learn takes a second; it is
    imported when the samples are wanted, and not before.

    Attributes
    ----------
    loader
        Name of the function in ``sklearn.datasets``.
    width
        Number of features.
    classes
        Names of the classes.
    """

    group = "Classification"
    loader: ClassVar[str]
    width: ClassVar[int]
    classes: ClassVar[tuple[str, ...]]

    def specs(self) -> dict[str, FieldSpec]:
        """Return x, the features, and y, the label."""
        return {"x": FieldSpec((self.width,)), "y": FieldSpec((), "class", self.classes)}

    def load(self) -> Dataset:
        """Import scikit-learn and take the table out of it."""
        from sklearn import datasets

        bunch = getattr(datasets, self.loader)()
        arrays = {
            "x": np.asarray(bunch.data, np.float64),
            "y": np.asarray(bunch.target, np.int64),
        }
        return Dataset(arrays, self.specs(), {"x": tuple(map(str, bunch.feature_names))})
