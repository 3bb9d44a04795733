"""A module without a kernel: its own code, on the canonical views."""

from __future__ import annotations

import numpy as np

from guinet.core.loss import Loss
from guinet.core.types import Array, Backward
from guinet.engine.compiled.contribution import Contribution
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.engine.program import Call

__all__ = ["ByReference"]


class ByReference(Kernel):
    """Runs a module's `forward` and the callback it leaves, inside a plan.

    The callback may close over the inputs, so they stay untouched until it has run; what it
    returns is copied to where it belongs.
    """

    needs_output = False

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._callback: Backward | None = None
        names = self.module.weights(site.call.specs)
        self._weights = {name: site.learned.weight(name) for name in names}
        state = self.module.state(site.call.specs)
        # Nodes that share state see it one after the other, as they changed it.
        self._new_state = {name: site.learned.new_state(name) for name in state}
        self._opens_state = bool(state) and site.learned.is_first_of_group
        self._state = {name: site.learned.state(name) for name in state}
        self._inputs = tuple(tensor.canonical for tensor in site.inputs)
        self._outputs = tuple(tensor.canonical for tensor in site.outputs)
        # The mean over this part of the batch counts by its share of the whole.
        self._share = site.count / site.total if isinstance(self.module, Loss) else 1.0

    @classmethod
    def couples_samples(cls, call: Call) -> bool:
        """What is kept from batch to batch is taken from all of its samples."""
        return bool(call.module.state(call.specs))

    def forward(self, tape: Tape) -> None:
        """Call `forward` with views, and copy what it returns."""
        tape(self._run)

    def _run(self) -> None:
        if self._opens_state:
            for name, array in self._new_state.items():
                np.copyto(array, self._state[name])
        outputs, self._callback, changed = self.module.forward(
            self._inputs, self._weights, self._new_state, self.site.context()
        )
        for place, output in zip(self._outputs, outputs, strict=True):
            np.copyto(place, output, "same_kind")
            if self._share != 1.0:
                place *= self._share
        for name, array in changed.items():
            np.copyto(self._new_state[name], array)

    def backward(self, tape: Tape) -> None:
        """Call the callback, and hand out what it returns."""
        site = self.site
        errors: list[Array | None] = [
            tensor.layout.canonical(site.gradient(port)) if site.gradient_arrives(port) else None
            for port, tensor in enumerate(site.outputs)
        ]
        gradients = {name: site.learned.gradient(name) for name in self._weights}
        returned: list[Array | None] = [None] * len(site.inputs)

        def run() -> None:
            callback = self._callback
            assert callback is not None
            given = errors
            if self._share != 1.0:
                given = [None if error is None else error * self._share for error in errors]
            d_inputs, d_weights = callback(tuple(given))
            returned[:] = d_inputs
            for name, (total, adds) in gradients.items():
                d_weight = d_weights.get(name)
                if d_weight is None:
                    if not adds:
                        total.fill(0.0)
                elif adds:
                    total += d_weight
                else:
                    np.copyto(total, d_weight)
            self._callback = None

        tape(run)
        for port in range(len(site.inputs)):
            contribution = site.contribution(tape, port)
            if contribution is not None:
                with contribution:
                    tape(_hand_over, returned, port, contribution.whole, contribution)


def _hand_over(
    returned: list[Array | None], port: int, into: Array, contribution: Contribution
) -> None:
    given = returned[port]
    if given is None:
        into.fill(0.0)
    else:
        np.copyto(contribution.tensor.layout.canonical(into), given, "same_kind")
