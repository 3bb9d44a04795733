"""Who takes part in a race, and with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

__all__ = ["Entry", "our_entries", "pytorch_entries"]


@dataclass(frozen=True)
class Entry:
    """One contestant.

    Parameters
    ----------
    engine
        ``"guinet"`` or ``"pytorch"``.
    parallel
        Worker processes of guinet, or threads of PyTorch.
    fused
        Whether PyTorch's optimizer is the fused one.
    channels_last
        Whether PyTorch's images have their channels innermost.
    """

    engine: str
    parallel: int = 1
    fused: bool = False
    channels_last: bool = False

    @property
    def title(self) -> str:
        """The entry in words."""
        unit = "process" if self.engine == "guinet" else "thread"
        plural = ("es" if self.engine == "guinet" else "s") if self.parallel > 1 else ""
        name = "guinet" if self.engine == "guinet" else "PyTorch"
        options = ["fused optimizer"] * self.fused + ["channels_last"] * self.channels_last
        return ", ".join([name, f"{self.parallel} {unit}{plural}", *options])

    @property
    def blas_threads(self) -> int:
        """Threads that BLAS and OpenMP may use in each process."""
        return 1 if self.engine == "guinet" else self.parallel

    def as_record(self) -> dict[str, Any]:
        """Return the parameters by name, for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Entry:
        """Return what `as_record` described."""
        return cls(**record)


def our_entries(cores: int) -> list[Entry]:
    """Return guinet with one process, and with two where there are cores for them."""
    return [Entry("guinet", workers) for workers in (1, 2)[: max(1, cores)]]


def pytorch_entries(cores: int, *, images: bool) -> list[Entry]:
    """Return every way in which PyTorch might be at its fastest.

    Parameters
    ----------
    cores
        Of the machine; two threads need two.
    images
        Whether the input is images, so that ``channels_last`` means something.
    """
    return [
        Entry("pytorch", threads, fused, channels_last)
        for threads in (1, 2)[: max(1, cores)]
        for fused in (False, True)
        for channels_last in ((False, True) if images else (False,))
    ]
