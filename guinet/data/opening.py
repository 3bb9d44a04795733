"""Which source reads a file or folder, told by how its name ends."""

from __future__ import annotations

from pathlib import Path

from guinet.core.fields import TextField
from guinet.data import sources
from guinet.data.base import DataSource
from guinet.data.sources.csv_file import CsvFile

__all__ = ["can_open", "endings", "kind_for", "reads", "source_at"]


def reads(kind: type[DataSource]) -> str:
    """Return what a source reads: ``"file"``, ``"folder"``, or nothing."""
    option = kind.fields.get(kind.path_field)
    if not isinstance(option, TextField) or option.role not in ("path", "folder"):
        return ""
    return "folder" if option.role == "folder" else "file"


def endings() -> tuple[str, ...]:
    """Return how the names of all files end that some source reads."""
    return tuple(ending for kind in sources.types().values() for ending in kind.endings)


def can_open(path: Path) -> bool:
    """Tell whether a source reads files named like this, or folders, if it is one."""
    return any(_can_read(kind, path) for kind in sources.types().values())


def kind_for(path: Path, present: type[DataSource] | None = None) -> type[DataSource]:
    """Return the type of source that reads a file or folder; a table if no name fits.

    Parameters
    ----------
    path
        What is to be read.
    present
        The type that is used now, which goes on if it can: a .txt is a text to whoever reads
        texts, and a table to all others.
    """
    if present is not None and _can_read(present, path):
        return present
    fitting = [kind for kind in sources.types().values() if _can_read(kind, path)]
    return CsvFile if CsvFile in fitting or not fitting else fitting[0]


def source_at(path: Path, present: DataSource) -> DataSource:
    """Return the source that reads a file or folder; options stay if the type does."""
    kind = kind_for(path, type(present))
    source = present if isinstance(present, kind) else kind()
    others = {
        name: option.default
        for name, option in kind.fields.items()
        if isinstance(option, TextField) and option.role in ("path", "folder")
    }
    return source.replace(**(others | {kind.path_field: str(path)}))


def _can_read(kind: type[DataSource], path: Path) -> bool:
    if path.is_dir():
        return reads(kind) == "folder"
    return path.name.lower().endswith(kind.endings)
