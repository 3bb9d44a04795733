"""Diabetes: a number to predict from ten measurements."""

from __future__ import annotations

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource

__all__ = ["Diabetes"]


class Diabetes(DataSource):
    """442 patients: ten measurements, and how far the disease has gone a year later.

    The measurements are in their own units (age in years, sex as 1 or 2, body mass index,
    blood pressure, six blood values), the target is a score from 25 to 346.

    Fields: x (10,), y a number (1,).
    Source: Efron, Hastie, Johnstone and Tibshirani (2004), Least Angle Regression.
    """

    title = "Diabetes"
    group = "Regression"

    def specs(self) -> dict[str, FieldSpec]:
        """Return x (10,) and y (1,)."""
        return {"x": FieldSpec((10,)), "y": FieldSpec((1,), low=25.0, high=346.0)}

    def load(self) -> Dataset:
        """Import scikit-learn and take the table out of it, not scaled."""
        from sklearn.datasets import load_diabetes

        bunch = load_diabetes(scaled=False)
        arrays = {
            "x": np.asarray(bunch.data, np.float64),
            "y": np.asarray(bunch.target, np.float64)[:, None],
        }
        columns = {"x": tuple(map(str, bunch.feature_names)), "y": ("progression",)}
        return Dataset(arrays, self.specs(), columns)
