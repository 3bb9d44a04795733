"""A text file in which one section is generated."""

from __future__ import annotations

from pathlib import Path

from guinet.bench.readme import with_section
from guinet.core.errors import FileError
from guinet.project.atomic import os_reason, write_files

__all__ = ["Page"]


class Page:
    """A file with a place for a section; refused at once, before anything is measured for it.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    FileError
        If it cannot be read, or has no place for a section.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = os_reason(error) if isinstance(error, OSError) else "it is not UTF-8 text"
            raise FileError(f"{path} cannot be read: {reason}.") from None
        self._with("")

    def write(self, section: str) -> None:
        """Put the section in its place.

        Raises
        ------
        FileError
            If the file cannot be written.
        """
        write_files([(self._path, self._with(section).encode())], backup=False)

    def _with(self, section: str) -> str:
        try:
            return with_section(self._text, section)
        except FileError as error:
            raise FileError(f"{self._path}: {error}") from None
