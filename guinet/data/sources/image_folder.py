"""Folder of images: a folder for each class, with its pictures in it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField, IntField, TextField
from guinet.core.spec import FieldSpec
from guinet.data.base import Dataset, DataSource
from guinet.data.files import MAX_VALUES, shown
from guinet.data.labels import MAX_CLASSES
from guinet.data.pictures import Look, class_folders, demand_pillow, pictures_in, read_picture

__all__ = ["ImageFolder"]


class ImageFolder(DataSource):
    """Pictures in folders: the name of the folder that a picture lies in is its class.

    All are brought to one size. Folders and pictures come in natural order, 2 before 10;
    files that are no pictures by their names, hidden ones and folders further down are left
    out. Pictures are PNG, JPEG, BMP, GIF (the first frame), WebP, TIFF or PPM.

    All together may have 268 million pixels, colours counted apart: 350 000 of 28 × 28 in grey.
    Needs Pillow, ``pip install 'guinet[images]'``.

    Fields: x (1, H, W) or (3, H, W) from 0 (black) to 255, y a class.
    """

    title = "Folder of images"
    group = "File"

    path = TextField("", role="folder", doc="The folder that has a folder for each class.")
    height = IntField(28, minimum=1, maximum=1024, unit="px", doc="Height of all pictures.")
    width = IntField(28, minimum=1, maximum=1024, unit="px", doc="Width of all pictures.")
    colours = ChoiceField("grey", ("grey", "colour"), doc="grey: 1 × H × W; colour: 3 × H × W.")
    fit = ChoiceField(
        "stretch",
        ("stretch", "crop"),
        doc="Pictures of other proportions: stretch them, or crop them to their middle.",
    )

    def specs(self) -> dict[str, FieldSpec]:
        """Return x and y from the names of the folders; no picture is opened."""
        demand_pillow()
        return self._specs(self._found())

    def load(self) -> Dataset:
        """Read all pictures; pixels stay bytes until they are scaled."""
        demand_pillow()
        found = self._found()
        look = self._look()
        x = np.empty((sum(map(len, found.values())), *look.shape), np.uint8)
        y = np.repeat(np.arange(len(found)), [len(paths) for paths in found.values()])
        paths = (path for paths in found.values() for path in paths)
        for number, path in enumerate(paths):
            x[number] = read_picture(path, f"{path.parent.name}/{path.name}", look)
        return Dataset({"x": x, "y": y}, self._specs(found))

    def _look(self) -> Look:
        return Look(self.height, self.width, self.colours == "colour", self.fit == "crop")

    def _specs(self, found: dict[str, list[Path]]) -> dict[str, FieldSpec]:
        x = FieldSpec(self._look().shape, low=0.0, high=255.0)
        return {"x": x, "y": FieldSpec((), "class", tuple(found))}

    def _found(self) -> dict[str, list[Path]]:
        """Return the classes and their pictures, none of which is opened yet."""
        if not self.path:
            raise DataError("No folder is chosen yet; choose the folder that has one per class.")
        root = Path(self.path)
        folders = class_folders(root)
        if len(folders) < 2:
            raise DataError(
                f"{shown(root.name)} has {len(folders) or 'no'} folder{'s'[len(folders) :]} in it, "
                "and a classification needs one for each of two classes or more; choose the "
                "folder above them."
            )
        if len(folders) > MAX_CLASSES:
            raise DataError(
                f"{shown(root.name)} has {len(folders)} folders in it, more than {MAX_CLASSES} "
                "classes; choose a folder with fewer."
            )
        found = {folder.name: pictures_in(folder) for folder in folders}
        empty = [name for name, paths in found.items() if not paths]
        if empty:
            others = f" and {len(empty) - 1} more" if len(empty) > 1 else ""
            raise DataError(
                f"The folder {shown(empty[0])}{others} in {shown(root.name)} has no pictures (PNG, "
                "JPEG, BMP, GIF, WebP, TIFF, PPM); put some into it, or take it away."
            )
        self._demand_room(sum(map(len, found.values())))
        return found

    def _demand_room(self, count: int) -> None:
        shape = self._look().shape
        if count * math.prod(shape) > MAX_VALUES:
            size = " × ".join(map(str, shape))
            raise DataError(
                f"{count} pictures of {size} would take {4 * count * math.prod(shape) / 1e9:.1f} "
                f"GB, more than the {4 * MAX_VALUES / 1e9:.1f} GB that guinet makes room for; "
                "choose a smaller height and width."
            )
