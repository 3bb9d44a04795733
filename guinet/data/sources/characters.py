"""Characters: a text in pieces, and for every character the one that follows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from guinet.core.errors import DataError
from guinet.core.fields import ChoiceField, IntField, TextField
from guinet.core.resources import resource
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.base import Dataset, DataSource
from guinet.data.tables.text import opened_text

__all__ = ["Characters"]

_MOST_CHARACTERS = 4096


class Characters(DataSource):
    """A text cut into pieces; the network reads each character and guesses the next one.

    The pieces follow one another without overlap, so what is kept apart for validation was
    not read in training. Each character that occurs is a class; upper and lower case differ.
    A class is called as its character; a line end is ⏎, a tab ⇥, and what else cannot be seen goes
    by its number, as U+00A0. The text that comes with guinet is a short story about a lighthouse.

    A file may have 64 MiB and 4096 different characters.

    Fields: x (T,) whole numbers, for an Embedding; y (T,) whole numbers, made one-hot by Target.
    """

    title = "Characters of a text"
    group = "Sequences"
    instant = True
    endings = (".txt", ".text", ".md")

    path = TextField("", role="path", doc="A text file; empty: the story that comes with guinet.")
    encoding = ChoiceField(
        "utf-8", ("utf-8", "windows-1252"), doc="How the letters of the file are stored."
    )
    length = IntField(32, minimum=1, maximum=4096, unit="characters", doc="Length T of a piece.")

    def specs(self) -> dict[str, FieldSpec]:
        """Return x and y, whole numbers that count the characters of the text."""
        return dict(self.load().specs)

    def load(self) -> Dataset:
        """Read the text and cut it."""
        path = Path(self.path) if self.path else resource("texts", "lighthouse.txt")
        try:
            changed = path.stat().st_mtime_ns
        except (OSError, ValueError):
            changed = 0  # reading says what is the matter
        encoding = self.encoding if self.path else "utf-8"  # as the one that comes with guinet is
        name, (alphabet, codes) = path.name, _encoded(path, encoding, changed)
        if len(alphabet) > _MOST_CHARACTERS:
            raise DataError(
                f"{name} has {len(alphabet)} different characters, more than {_MOST_CHARACTERS}; "
                "choose a text in a language with an alphabet."
            )
        pieces = (len(codes) - 1) // self.length
        if pieces < 2:
            raise DataError(
                f"{name} has {len(codes)} characters, too few for two pieces of {self.length}; "
                "choose a longer text or a smaller length."
            )
        used = pieces * self.length
        names = _visible(alphabet)
        spec = FieldSpec((self.length,), "index", classes=names, low=0, high=len(names) - 1)
        shape = (pieces, self.length)
        arrays = {"x": codes[:used].reshape(shape), "y": codes[1 : used + 1].reshape(shape)}
        return Dataset(arrays, {"x": spec, "y": spec})


def _visible(alphabet: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of characters that can be seen, each another."""
    names = {"\n": "⏎", "\t": "⇥"}
    return tuple(
        character
        if character.isprintable()
        else names[character]
        if character in names and names[character] not in alphabet
        else f"U+{ord(character):04X}"
        for character in alphabet
    )


@lru_cache(maxsize=4)
def _encoded(path: Path, encoding: str, changed: int) -> tuple[tuple[str, ...], Array]:
    """Return the characters of a text in order, and each place's number among them.

    Line ends are plain ones. Kept until the file changes, for a long text takes a while.
    """
    with opened_text(path, encoding) as (stream, _):
        text = stream.read().replace("\r\n", "\n").replace("\r", "\n")
    points = np.frombuffer(text.encode("utf-32-le"), "<u4")
    known, codes = np.unique(points, return_inverse=True)
    return tuple(map(chr, known)), codes.astype(np.int64)
