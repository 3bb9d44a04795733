"""Breast cancer: malignant or benign, from measurements of cell nuclei."""

from __future__ import annotations

from guinet.data.builtin import BuiltInClasses

__all__ = ["BreastCancer"]


class BreastCancer(BuiltInClasses):
    """569 tissue samples: thirty measurements of cell nuclei, malignant or benign.

    Fields: x (30,), y one of two classes.
    Source: Street, Wolberg and Mangasarian (1993); UCI Machine Learning Repository.
    """

    title = "Breast cancer"
    loader = "load_breast_cancer"
    width = 30
    classes = ("malignant", "benign")
