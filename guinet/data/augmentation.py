"""Images of the training part, moved a little anew in each epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from guinet.core.configured import Configured
from guinet.core.context import generator
from guinet.core.fields import BoolField, FloatField, IntField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.scaler import Scaler

__all__ = ["Augmentation", "Augmenter", "is_image"]

_PIXELS_AT_ONCE = 2**18


def is_image(spec: FieldSpec) -> bool:
    """Tell whether the samples of a field are images (C, H, W)."""
    return spec.kind == "float" and len(spec.shape) == 3


class Augmentation(Configured):
    """What is done to images of the training part before each step; nothing by default."""

    shift = IntField(
        0,
        minimum=0,
        maximum=64,
        unit="pixels",
        zero="off",
        doc="Training images are moved by up to so many pixels, up or down and to either side.",
    )
    rotation = FloatField(
        0.0,
        minimum=0.0,
        maximum=180.0,
        unit="°",
        zero="off",
        doc="Training images are turned by up to so many degrees, either way.",
    )
    flip = BoolField(
        False, doc="Half of the training images, drawn anew in each epoch, are seen in a mirror."
    )

    @property
    def is_on(self) -> bool:
        """Whether anything is done."""
        return bool(self.shift or self.rotation or self.flip)


@dataclass(frozen=True, eq=False)
class Augmenter:
    """Moves images; what comes into sight from outside is black.

    How a sample is moved depends on seed, epoch and sample alone, so that a run repeats itself
    in whatever order its samples come.

    Attributes
    ----------
    settings
        How far.
    outside
        Name of each field of images to what lies around them, (C, 1, 1), scaled as they are.
    """

    settings: Augmentation
    outside: Mapping[str, Array]

    @classmethod
    def of(
        cls, settings: Augmentation, specs: Mapping[str, FieldSpec], scaler: Scaler
    ) -> Augmenter | None:
        """Return what moves the images of some data; None if nothing does, or there are none.

        Parameters
        ----------
        specs
            Of the source, before scaling: black is the lowest value of the range, or 0 where
            the range is not known.
        """
        if not settings.is_on:
            return None
        outside = {}
        for name, spec in specs.items():
            if is_image(spec):
                black = np.full((spec.shape[0], 1, 1), spec.low or 0.0)
                outside[name] = np.asarray(scaler.transform(name, black), np.float32)
        return cls(settings, outside) if outside else None

    def draws(self, seed: int, epoch: int, count: int) -> Array:
        """Return the random numbers of an epoch, float32 (count, 4): a row for each sample."""
        return generator(seed, "augmentation", epoch).random((count, 4), np.float32)

    def moved(self, batch: Mapping[str, Array], draws: Array) -> dict[str, Array]:
        """Return a batch with its images moved; the other fields stay.

        Parameters
        ----------
        draws
            The rows of `draws` that belong to the samples of the batch.
        """
        return {
            name: self._moved(values, draws, self.outside[name]) if name in self.outside else values
            for name, values in batch.items()
        }

    def _moved(self, images: Array, draws: Array, outside: Array) -> Array:
        result = np.empty_like(images)
        step = max(1, _PIXELS_AT_ONCE // max(1, images[:1].size))
        for start in range(0, len(images), step):
            rows = slice(start, start + step)
            down, across = self._sources(draws[rows], *images.shape[2:])
            look = _between if self.settings.rotation else _at
            result[rows] = look(images[rows], down, across, outside)
        return result

    def _sources(self, draws: Array, height: int, width: int) -> tuple[Array, Array]:
        """Return from where each pixel comes, in rows down and columns across, (n, H, W).

        An image is turned, then mirrored, then moved; this goes the way back.
        """
        most = self.settings.shift
        shift = np.floor(draws[:, :2] * (2 * most + 1)).clip(max=2 * most) - most
        middle_y, middle_x = (height - 1) / 2, (width - 1) / 2
        y = np.arange(height)[None, :, None] - middle_y - shift[:, 0, None, None]
        x = np.arange(width)[None, None, :] - middle_x - shift[:, 1, None, None]
        if self.settings.flip:
            x = np.where(draws[:, 2, None, None] < 0.5, -x, x)
        if not self.settings.rotation:
            across = np.broadcast_to(x + middle_x, (len(draws), height, width))
            return np.broadcast_to(y + middle_y, across.shape), across
        angle = np.deg2rad(self.settings.rotation) * (2.0 * draws[:, 3, None, None] - 1.0)
        sine, cosine = np.sin(angle), np.cos(angle)
        return cosine * y - sine * x + middle_y, sine * y + cosine * x + middle_x


def _at(images: Array, down: Array, across: Array, outside: Array) -> Array:
    """Return the pixels at whole places, (n, C, H, W)."""
    height, width = images.shape[2:]
    row, column = down.astype(np.int64), across.astype(np.int64)
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    sample = np.arange(len(images))[:, None, None]
    found = images[sample, :, row.clip(0, height - 1), column.clip(0, width - 1)]
    return np.where(inside[:, None], np.moveaxis(found, 3, 1), outside)


def _between(images: Array, down: Array, across: Array, outside: Array) -> Array:
    """Return what lies between the four pixels around each place, by their distance."""
    top, left = np.floor(down), np.floor(across)
    part_y = (down - top).astype(np.float32)[:, None]
    part_x = (across - left).astype(np.float32)[:, None]
    upper = (1 - part_x) * _at(images, top, left, outside)
    upper += part_x * _at(images, top, left + 1, outside)
    lower = (1 - part_x) * _at(images, top + 1, left, outside)
    lower += part_x * _at(images, top + 1, left + 1, outside)
    return np.asarray((1 - part_y) * upper + part_y * lower)
