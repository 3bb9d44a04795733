"""Constant: written once."""

from __future__ import annotations

from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape

__all__ = ["ConstantKernel"]


class ConstantKernel(Kernel):
    """Its value stands there from the beginning, and nobody may overwrite it."""

    needs_output = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.outputs[0].storage[...] = self.module.value

    def forward(self, tape: Tape) -> None:
        """Nothing is to be done."""

    def backward(self, tape: Tape) -> None:
        """Nothing is to be done."""
