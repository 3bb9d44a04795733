"""Which part of a batch a plan computes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Part"]


@dataclass(frozen=True)
class Part:
    """One of the parts into which the samples of a batch are cut.

    Attributes
    ----------
    counts
        Samples in every part.
    index
        Which part this is.
    """

    counts: tuple[int, ...]
    index: int = 0

    @property
    def count(self) -> int:
        """Samples in this part."""
        return self.counts[self.index]

    @property
    def total(self) -> int:
        """Samples in the whole batch."""
        return sum(self.counts)

    @property
    def first(self) -> int:
        """Number of this part's first sample."""
        return sum(self.counts[: self.index])

    @classmethod
    def cut(cls, total: int, parts: int, index: int) -> Part:
        """Cut a batch as evenly as it goes, the longer parts first."""
        size, longer = divmod(total, parts)
        return cls(tuple(size + (number < longer) for number in range(parts)), index)
