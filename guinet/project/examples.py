"""The example projects that come with guinet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guinet.core.errors import FileError
from guinet.core.resources import resource
from guinet.project.checkpoint import read_bytes
from guinet.project.cursor import Cursor
from guinet.project.migrations import migrate
from guinet.project.project import Project
from guinet.project.schema import from_json
from guinet.project.text import MAX_BYTES, read_text

__all__ = ["ORDER", "PREFIX", "Example", "example_path", "examples", "open_example"]

PREFIX = "example:"
"""What a path begins with when it names an example: ``example:two-moons``."""

ORDER = (
    "linear-regression",
    "perceptron",
    "two-layer-linear",
    "xor",
    "two-moons",
    "spiral",
    "iris",
    "digits-mlp",
    "skip-connection",
    "two-branches",
    "digits-cnn",
    "inception",
    "vanishing-gradients",
    "batch-norm",
    "autoencoder",
    "denoising-autoencoder",
    "variational-autoencoder",
    "multi-task",
    "lstm-sine",
    "transformer",
)
"""From the simple to the less simple; examples not named here follow by the alphabet."""


@dataclass(frozen=True)
class Example:
    """A project to look at.

    Attributes
    ----------
    name
        What stands after ``example:``.
    title, description
        For people.
    path
        The file.
    """

    name: str
    title: str
    description: str
    path: Path


def examples() -> list[Example]:
    """Return the examples, from the simple to the less simple."""
    found = []
    for path in resource("examples").glob("*.guinet"):
        parts = dict(Cursor(read_text(read_bytes(path, MAX_BYTES))).entries())
        title, description = (
            parts[name].text(20_000, lines=True) if name in parts else ""
            for name in ("title", "description")
        )
        found.append(Example(path.stem, title or path.stem, description, path))
    return sorted(found, key=lambda example: (_rank(example.name), example.name))


def example_path(name: str) -> Path:
    """Return the file of an example.

    Raises
    ------
    FileError
        If there is none of that name.
    """
    names = {path.stem: path for path in resource("examples").glob("*.guinet")}
    if name not in names:
        known = ", ".join(sorted(names, key=lambda one: (_rank(one), one)))
        raise FileError(f"There is no example {name!r}; there are: {known}.")
    return names[name]


def open_example(name: str) -> Project:
    """Return the project of an example.

    Raises
    ------
    FileError
        If there is none of that name.
    """
    data = read_bytes(example_path(name), MAX_BYTES)
    return from_json(migrate(read_text(data)))


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
