"""IDX files: images and labels as MNIST has them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField, TextField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.arrays.idx import IdxHeader, read_idx, read_idx_header
from guinet.data.base import Dataset, DataSource
from guinet.data.files import marks
from guinet.data.labels import as_labels

__all__ = ["IdxFiles"]


class IdxFiles(DataSource):
    """Images and labels in two IDX files, as MNIST and its relatives come; packed or not.

    Files packed by gzip are read as they are. Where no labels are chosen, they are looked for
    beside the images, in the file whose name has "labels" for "images" and "idx1" for "idx3".
    Each number among the labels is a class.

    A file may hold 268 million numbers. Pixels of one byte go from 0 (paper) to 255 (ink).

    Fields: x (1, H, W) or (F,), y a class.
    Source of the format: LeCun, Cortes and Burges (1998), the MNIST database.
    """

    title = "IDX files (MNIST)"
    group = "File"

    images = TextField("", role="path", doc="The file with the images; .gz or not.")
    labels = TextField(
        "", role="path", doc="The file with the labels; empty: the one that lies beside it."
    )
    form = ChoiceField(
        "images", ("images", "vectors"), doc="images: 1 × H × W; vectors: all pixels in a row."
    )

    def specs(self) -> dict[str, FieldSpec]:
        """Return x and y from the headers and the labels; no pixel is read."""
        header = self._header()
        return {"x": self._spec(header), "y": self._labels(header)[1]}

    def load(self) -> Dataset:
        """Read both files; pixels stay bytes until they are scaled."""
        header = self._header()
        labels, label_spec = self._labels(header)
        spec = self._spec(header)
        values = read_idx(Path(self.images)).reshape(header.shape[0], *spec.shape)
        return Dataset({"x": values, "y": labels}, {"x": spec, "y": label_spec})

    def _header(self) -> IdxHeader:
        if not self.images:
            raise DataError("No file is chosen yet; choose an IDX file with images.")
        header = read_idx_header(Path(self.images))
        name = Path(self.images).name
        if len(header.shape) == 1:
            raise DataError(
                f"{name} has one number per item, as labels have; choose the file with the images."
            )
        if len(header.shape) > 3:
            raise DataError(
                f"{name} has {len(header.shape)} dimensions, where images in grey have 3 "
                "(samples, height, width); choose another file."
            )
        return header

    def _spec(self, header: IdxHeader) -> FieldSpec:
        low, high = (0.0, 255.0) if header.dtype == np.uint8 else (None, None)
        if self.form == "images" and len(header.shape) == 3:
            return FieldSpec((1, *header.shape[1:]), low=low, high=high)
        return FieldSpec((header.item_bytes // header.dtype.itemsize,), low=low, high=high)

    def _labels(self, header: IdxHeader) -> tuple[Array, FieldSpec]:
        path = Path(self.labels) if self.labels else _beside(Path(self.images))
        count = _label_count(path)
        if count != header.shape[0]:
            raise DataError(
                f"{Path(self.images).name} has {header.shape[0]} images and {path.name} {count} "
                "labels; choose two files that belong together."
            )
        return _read_labels(path, marks(path))


def _beside(images: Path) -> Path:
    """Return the file with the labels of these images by its name."""
    name = images.name.replace("images", "labels").replace("idx3", "idx1")
    if name != images.name:
        stem = name.removesuffix(".gz")
        for candidate in (name, stem, f"{stem}.gz"):
            if (images.parent / candidate).is_file():
                return images.parent / candidate
    raise DataError(f"No labels lie beside {images.name}; choose the file with the labels.")


def _label_count(path: Path) -> int:
    header = read_idx_header(path)
    if len(header.shape) != 1 or header.dtype.kind == "f":
        found = "fractions" if header.dtype.kind == "f" else f"{len(header.shape)} dimensions"
        raise DataError(
            f"{path.name} has {found}, where labels are one whole number each; "
            "choose the file with the labels."
        )
    return header.shape[0]


@lru_cache(maxsize=2)
def _read_labels(path: Path, changed: tuple[int, int, int]) -> tuple[Array, FieldSpec]:
    """Read labels; kept until the file changes, for specs and samples ask for the same."""
    return as_labels(read_idx(path), path.name)
