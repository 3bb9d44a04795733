"""What a kernel is: the arithmetic of one node, written down as calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from guinet.core.types import Array
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

if TYPE_CHECKING:
    from guinet.engine.compiled.site import Site

__all__ = ["Kernel", "RowKernel"]


class Kernel(ABC):
    """Lays out the forward and the backward pass of a node.

    It runs once, when a plan is made, and takes down calls over the arrays of its `Site`.

    Attributes
    ----------
    needs_output
        Whether the way back reads the values of the outputs, or they have to stay as they are;
        else their only reader may overwrite them.
    takes_any_order
        Whether an input serves as well if its canonical array is the contiguous one, as in the
        products of Linear; then the data come in as one copy.
    """

    needs_output: ClassVar[bool] = True
    takes_any_order: ClassVar[bool] = False

    def __init__(self, site: Site) -> None:
        self.site = site
        self.module: Any = site.call.module

    @classmethod
    def serves(cls, call: Call) -> bool:
        """Whether the kernel can compute this node; if not, the module's own code does."""
        return True

    @classmethod
    def variant(cls, call: Call) -> type[Kernel]:
        """Return the kernel for a node that this one serves: itself, or one for special cases."""
        return cls

    @classmethod
    def couples_samples(cls, call: Call) -> bool:
        """Whether what becomes of one sample depends on others that it does not exchange with.

        Halves of a batch computed apart would then give something else, so such a node keeps a
        network on one worker.
        """
        return False

    @classmethod
    def input_border(cls, call: Call) -> int:
        """Return the zeros it wants around its input, if that is an image."""
        return 0

    @classmethod
    def gradient_border(cls, call: Call) -> int:
        """Return the zeros it wants around the gradient of its output, if that is an image."""
        return 0

    @abstractmethod
    def forward(self, tape: Tape) -> None:
        """Take down how the outputs are computed."""

    @abstractmethod
    def backward(self, tape: Tape) -> None:
        """Take down how the gradients of the inputs and weights are computed."""


class RowKernel(Kernel):
    """A kernel that works on any rows of its input, as elementwise functions do.

    Such nodes are computed right after the rows they read, while those are in the cache, and
    on the way back right after the last contribution to their gradient. `forward_rows` and
    `backward_rows` are all that a subclass writes.

    Attributes
    ----------
    in_place
        Whether the output may overwrite the first input.
    needs_inputs
        Whether the way back reads the values of the inputs, which then stay as they are.
    gradient_in_place
        Whether the gradient of the first input may overwrite that of the output.
    unit
        Rows of the first input that have to come together.
    """

    in_place: ClassVar[bool] = True
    needs_inputs: ClassVar[bool] = True
    gradient_in_place: ClassVar[bool] = True
    unit: int = 1

    @abstractmethod
    def forward_rows(self, tape: Tape, start: int, end: int) -> None:
        """Take down the output for some rows of the first input."""

    @abstractmethod
    def backward_rows(
        self, tape: Tape, port: int, dy: Array, dx: Array, start: int, end: int
    ) -> None:
        """Take down the gradient of some rows of an input.

        Parameters
        ----------
        port
            Of which input; the first one comes last, since ``dx`` may be ``dy`` itself.
        dy, dx
            Rows of the gradient of the output, and where the result goes.
        start, end
            Which rows of the output.
        """

    def output_range(self, start: int, end: int) -> tuple[int, int]:
        """Return which rows of the output come from these rows of the first input."""
        return start, end

    def input_range(self, start: int, end: int) -> tuple[int, int]:
        """Return which rows of the inputs these rows of the output come from."""
        return start, end

    def forward(self, tape: Tape) -> None:
        """Compute all rows, a piece at a time."""
        for start, end in self.site.pieces(self.site.inputs[0], self.unit):
            self.site.compute_rows(tape, self, start, end)

    def backward(self, tape: Tape) -> None:
        """Nothing is left to do: the last contribution to the gradient has brought this along."""

    def finish_backward(self, tape: Tape) -> None:
        """Take down what remains when the gradients of all rows have been computed."""
