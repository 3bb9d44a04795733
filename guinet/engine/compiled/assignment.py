"""Which calls run in a plan, and by which kernels."""

from __future__ import annotations

from dataclasses import dataclass, field

from guinet.core.loss import Loss
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.program import Call

__all__ = ["Assignment"]


@dataclass
class Assignment:
    """The calls of a plan and who computes them.

    Attributes
    ----------
    calls
        In order; those that others stand for are left out.
    kinds
        By path, the kernel; sources have none.
    covers
        By path, the calls of the program that one stands for, where they are several.
    virtual
        Slots whose value is never stored as a whole.
    late_bias
        Paths of nodes whose bias is left to the one who reads them: he adds it, sums up its
        gradient, and measures what the node would have put out.
    """

    calls: tuple[Call, ...]
    kinds: dict[str, type[Kernel]]
    covers: dict[str, tuple[Call, ...]] = field(default_factory=dict)
    virtual: set[int] = field(default_factory=set)
    late_bias: set[str] = field(default_factory=set)

    @property
    def losses(self) -> tuple[Call, ...]:
        """The losses that are computed, as they run; a fusion may let one read something else."""
        return tuple(call for call in self.calls if isinstance(call.module, Loss))
