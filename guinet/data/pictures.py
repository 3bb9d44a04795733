"""Pictures in files as arrays of bytes; Pillow reads them, and is imported when one is wanted."""

from __future__ import annotations

import importlib.util
import os
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import DataError
from guinet.core.types import Array
from guinet.data.files import as_data_error, shown

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Look", "class_folders", "demand_pillow", "natural", "pictures_in", "read_picture"]

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
# EPS and the like are programs, and would need one to run them.
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
_MOST_PIXELS = 100_000_000
_MOST_ENTRIES = 1_000_000
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")


@dataclass(frozen=True)
class Look:
    """How pictures are to be, whatever they were.

    Attributes
    ----------
    height, width
        Size in pixels.
    colour
        Red, green and blue rather than grey.
    crop
        Whether a picture of other proportions loses its rim rather than being stretched.
    """

    height: int
    width: int
    colour: bool
    crop: bool

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of one picture, colours first."""
        return (3 if self.colour else 1, self.height, self.width)


def demand_pillow() -> None:
    """Say what to install where Pillow is not.

    Raises
    ------
    DataError
        If it is not installed.
    """
    if importlib.util.find_spec("PIL") is None:
        raise DataError(
            "To read pictures guinet needs Pillow, which is not installed; "
            "run pip install 'guinet[images]' or pip install pillow."
        )


def class_folders(folder: Path) -> list[Path]:
    """Return the folders in a folder in natural order; hidden ones do not count.

    Raises
    ------
    DataError
        If there is no such folder, or if it cannot be read.
    """
    return _entries(folder, folders=True)


def pictures_in(folder: Path) -> list[Path]:
    """Return the files in a folder that are pictures by their names, in natural order."""
    return [path for path in _entries(folder, folders=False) if path.suffix.lower() in SUFFIXES]


def natural(name: str) -> tuple[tuple[str, int, str], ...]:
    """Return a key by which "2" comes before "10"."""
    parts: Sequence[str] = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple(
        ("", int(part), part) if part.isdecimal() else (part.casefold(), 0, part) for part in parts
    )


def read_picture(path: Path, place: str, look: Look) -> Array:
    """Return a picture as uint8 (C, H, W): as a camera held it, transparent parts white.

    Parameters
    ----------
    path
        The file.
    place
        What messages call it.
    look
        Its size and colours here.

    Raises
    ------
    DataError
        If it cannot be read, or has more pixels than a photograph.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        # Many a good photograph has notes beside it that Pillow warns of.
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _too_large(place)
            # A photograph can be unpacked at an eighth of its size, which is much quicker.
            image.draft("RGB", (2 * look.width, 2 * look.height))
            flat = _flat(ImageOps.exif_transpose(image), place).convert(
                "RGB" if look.colour else "L"
            )
            size = (look.width, look.height)
            small = ImageOps.fit(flat, size) if look.crop else flat.resize(size)
            pixels = np.asarray(small, np.uint8)
    except Image.DecompressionBombError:
        raise _too_large(place) from None
    except UnidentifiedImageError:
        raise DataError(
            f"{place} is not a picture that guinet reads (PNG, JPEG, BMP, GIF, WebP, TIFF, PPM); "
            "convert it or take it out of the folder."
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError) as error:
        reason = str(error).rstrip(".").splitlines() or ["damaged"]
        raise DataError(
            f"{place} cannot be read ({reason[0][:120]}); replace it or take it out of the folder."
        ) from None
    return np.moveaxis(pixels, -1, 0) if look.colour else pixels[None]


def _flat(image: Image.Image, place: str) -> Image.Image:
    """Return a picture of bytes without transparent parts."""
    from PIL import Image

    if image.mode in _DEEP:  # 16 bits, which Pillow would cut off at 255
        return Image.fromarray((np.asarray(image).clip(0, 65535) / 257).astype(np.uint8))
    if image.mode == "F":
        raise DataError(f"{place} has fractions as pixels; save it with 8 or 16 bits per colour.")
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        paper = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(paper, coloured)
    return image


def _entries(folder: Path, *, folders: bool) -> list[Path]:
    if not folder.exists():
        raise DataError(f"There is no folder {folder}; choose the folder again.")
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder; choose the folder that has one per class.")
    found: list[str] = []
    # Of many thousand files, asking each for its kind would take a while; a folder's list has it.
    with as_data_error(folder), os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= _MOST_ENTRIES:
                raise DataError(
                    f"{shown(folder.name)} has more than a million files; choose a smaller folder."
                )
            if not entry.name.startswith(".") and entry.is_dir() == folders:
                found.append(entry.name)
    return [folder / name for name in sorted(found, key=lambda name: (natural(name), name))]


def _too_large(place: str) -> DataError:
    return DataError(
        f"{place} has more than {_MOST_PIXELS // 10**6} million pixels; make it smaller or take it "
        "out of the folder."
    )
