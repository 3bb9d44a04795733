"""What a source of data is, and what it gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from guinet.core.configured import Configured
from guinet.core.fields import TextField
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.data.files import folder_marks
from guinet.data.missing import Filling

__all__ = ["DataSource", "Dataset"]


@dataclass(frozen=True)
class Dataset:
    """All samples of a source, as they are stored.

    Attributes
    ----------
    arrays
        Field name to array, samples first: numbers as float64, or as a smaller type in which
        they are stored, such as the bytes of pixels; labels as integers of shape (N,). All have
        the same number of samples.
    specs
        Field name to spec.
    columns
        Names of the columns of a field of features, or the one name of a label's column, for
        tables and axes; a field may have none.
    fill
        What is put in place of missing values (NaN) of fields of numbers, once the training
        part is known: ``"mean"`` or ``"median"``; empty: nothing is missing.
    """

    arrays: Mapping[str, Array]
    specs: Mapping[str, FieldSpec]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fill: Filling = ""

    @property
    def count(self) -> int:
        """Number of samples."""
        return len(next(iter(self.arrays.values()))) if self.arrays else 0


class DataSource(Configured, ABC):
    """A place where samples come from; its fields are its options.

    Attributes
    ----------
    title
        Name that people read, e.g. ``"Two moons"``.
    group
        Heading in the list of sources: ``"Plane"``, ``"Classification"``, ``"Regression"``,
        ``"Images"``, ``"Sequences"`` or ``"File"``.
    plane
        Whether the samples are points of a plane (two features), which can be drawn.
    instant
        Whether `load` is about as fast as `specs`, so that a window need not wait for it.
    endings
        How the names of files end that it reads, in lower case; none for other sources.
    path_field
        Name of the option that holds the file or folder, where there is one.
    """

    title: ClassVar[str]
    group: ClassVar[str]
    plane: ClassVar[bool] = False
    instant: ClassVar[bool] = False
    endings: ClassVar[tuple[str, ...]] = ()
    path_field: ClassVar[str] = "path"

    @abstractmethod
    def specs(self) -> dict[str, FieldSpec]:
        """Return the fields, cheaply: without loading more than a header.

        Raises
        ------
        DataError
            If the source cannot be read.
        """

    @abstractmethod
    def load(self) -> Dataset:
        """Read or make all samples; the same ones each time.

        Raises
        ------
        DataError
            If the source cannot be read; says where and what to do.
        """

    def is_large(self) -> bool:
        """Tell whether loading takes longer than a moment, though the source is instant."""
        return False

    def awaits_reading(self) -> bool:
        """Tell whether even the specs take long, because a large file is still to be read."""
        return False

    def files(self) -> tuple[tuple[int, int, int], ...]:
        """Return what changes when a file or folder does that the source reads."""
        return tuple(
            seen
            for name, option in self.fields.items()
            if isinstance(option, TextField) and option.role in ("path", "folder")
            for seen in folder_marks(Path(self.__dict__[name] or "."))
            if self.__dict__[name]
        )

    def resolved(self, base: Path) -> Self:
        """Return a copy whose relative paths stand relative to a folder, made absolute.

        A source by itself resolves relative paths against the working directory.

        Parameters
        ----------
        base
            The folder, e.g. that of the project's file.
        """
        return self.with_paths(lambda text: str(base.absolute() / text))

    def with_paths(self, change: Callable[[str], str]) -> Self:
        """Return a copy with every path that is given changed."""
        changes = {
            name: change(self.__dict__[name])
            for name, option in self.fields.items()
            if isinstance(option, TextField)
            and option.role in ("path", "folder")
            and self.__dict__[name]
        }
        return self.replace(**changes) if changes else self
