"""The families of modules: order in the palette, and what the canvas colours by."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Category"]


class Category(StrEnum):
    """Family of a module; the value is the heading that people read."""

    DATA = "Data"
    LINEAR = "Linear"
    CONVOLUTION = "Convolution"
    DOWN_SAMPLING = "Down-sampling"
    UP_SAMPLING = "Up-sampling"
    ACTIVATION = "Activation"
    NORMALISATION = "Normalisation"
    NOISE = "Noise"
    MERGE = "Merge and shape"
    SEQUENCE = "Sequence"
    LOSS = "Loss"
    COMPOSITE = "Composite"
