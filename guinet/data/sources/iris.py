"""Iris: three species told apart by their petals."""

from __future__ import annotations

from guinet.data.builtin import BuiltInClasses

__all__ = ["Iris"]


class Iris(BuiltInClasses):
    """150 iris flowers of three species: length and width of sepals and petals in cm.

    One species stands apart by a straight line, the other two overlap a little.

    Fields: x (4,), y one of three classes.
    Source: Fisher (1936), The Use of Multiple Measurements in Taxonomic Problems.
    """

    title = "Iris"
    loader = "load_iris"
    width = 4
    classes = ("setosa", "versicolor", "virginica")
