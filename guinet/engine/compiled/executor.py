"""Runs a program by plans, and answers what they did not keep by the reference."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array, Named
from guinet.engine import reference
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.compiler import Compiler
from guinet.engine.compiled.exchange import Exchanges, NoExchanges
from guinet.engine.compiled.moment import Moment
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.executor import Executor
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program

__all__ = ["CompiledExecutor"]

_MOST_PLANS = 4
"""Plans kept for each purpose: those for whole and last batches, twice."""


class CompiledExecutor(Executor):
    """An executor with a plan for each size of batch.

    What a plan has overwritten or fused away is computed anew by the reference when someone
    asks: same samples, same weights, same random draws.

    Parameters
    ----------
    kept
        Slots whose value a plan keeps.
    remembers
        Whether everything can still be read after weights have changed, for which they are
        copied before; if not, only what is kept.
    exchanges
        What the plan for a part of a batch takes its exchanges from.
    """

    def __init__(
        self,
        program: Program,
        parameters: Parameters,
        seed: int,
        kept: Collection[int],
        remembers: bool,
        exchanges: Callable[[], Exchanges] = NoExchanges,
    ) -> None:
        super().__init__(program, parameters, seed)
        self._kept = frozenset(kept)
        self._remembers = remembers
        self._moment = Moment(seed, parameters.dtype)
        self._exchanges = exchanges
        self._plans = _Plans()
        self._predicting = _Plans()
        self._plan: Plan | None = None
        self._batch: Mapping[str, Array] | None = None
        self._weights: list[dict[str, Array]] | None = parameters.weights
        self._state: list[dict[str, Array]] = parameters.state

    def compile(
        self, part: Part, training: bool, present: Collection[str], kept: Collection[int]
    ) -> Plan:
        """Make the plan for a part of a batch and the sources that are fed."""
        return Compiler(
            self.program,
            self.parameters,
            choose(self.program, present, kept),
            part,
            NoExchanges() if len(part.counts) == 1 else self._exchanges(),
            moment=self._moment,
            training=training,
            kept=kept,
        ).compile()

    def predict(self, batch: Mapping[str, Array], slots: Collection[int]) -> dict[int, Array]:
        """Return copies of outputs in evaluation mode; the last pass stays as it is."""
        plan = self._predicting.find(self.compile, batch, False, frozenset(slots))
        plan.forward(batch)
        found = ((slot, plan.value(slot)) for slot in slots)
        return {slot: np.array(value, order="C") for slot, value in found if value is not None}

    def forward(self, batch: Mapping[str, Array], training: bool, observe: bool = False) -> float:
        """Run the forward part of the plan for this size of batch."""
        plan = self._plan
        if plan is None or not plan.suits(batch, training):
            plan = self._plan = self._plans.find(self.compile, batch, training, self._kept)
        self._enter(batch)
        self._can_go_back = True
        return plan.forward(batch, observe)

    def forward_directly(self, batch: Mapping[str, Any], observe: bool = False) -> float | None:
        """Run the present plan, if the batch is just what it takes."""
        plan = self._plan
        if plan is None or plan.feed is None or not plan.training:
            return None
        if not plan.feed.take(batch):
            self._plan = None  # Something of this batch may stand where the last one did.
            return None
        self._enter(None)
        self._can_go_back = True
        return plan.run_forward(observe)

    def plan_for_part(self, part: Part, batch: Mapping[str, Array]) -> Plan:
        """Return the plan with which a part of a training step is made."""
        return self._plans.find(self.compile, batch, True, self._kept, part)

    def plan_bytes(self, count: int) -> int:
        """Return the memory of the plans for a training step on so many samples."""
        sources = dict.fromkeys(call.path for call in self.program.calls if call.field is not None)
        parts = self.workers if count >= self.workers else 1
        plan = self._plans.find(self.compile, sources, True, self._kept, Part.cut(count, parts, 0))
        return plan.bytes * parts

    def _enter(self, batch: Mapping[str, Array] | None) -> None:
        """Begin a pass: what the last one left is past.

        Without a batch it is of the samples that stand in the plan.
        """
        self._moment.step = self.step
        self._batch = batch
        self._weights, self._state = self.parameters.weights, self.parameters.state
        self.run, self._all_gradients = None, False

    def commit(self) -> None:
        """Adopt the state that the last pass left (running statistics)."""
        plan = self._plan
        if plan is not None and plan.has_new_state:
            self._remember_state()
            plan.commit()

    def backward(self, everything: bool, observe: bool = False) -> None:
        """Run the backward part; gradients that no weight needs come from the reference."""
        if self._plan is None or not self._can_go_back:
            raise GuinetError("Call forward before each backward: there is no pass to walk back.")
        if not self._plan.has_loss:
            raise GuinetError(
                "There is no loss to walk back from: the graph has none, or the batch lacked its "
                "target."
            )
        self._plan.backward(observe)
        self._can_go_back, self._all_gradients = False, everything or observe

    def activation_sizes(self) -> Array:
        """Return the root mean square of what flowed along each edge in the observed step."""
        assert self._plan is not None
        return self._plan.measure.activation_sizes()

    def gradient_sizes(self) -> Array:
        """Return the root mean square of each edge's own gradient in the observed step."""
        assert self._plan is not None
        return self._plan.measure.gradient_sizes()

    def before_change(self) -> None:
        """Keep the weights and the state of the last pass, if everything is to be readable."""
        if self._plan is None:
            return
        if self.run is not None:
            self.run.callbacks = []  # They would read the weights as they are to become.
        if self._weights is self.parameters.weights:
            parameters = self.parameters
            self._weights = parameters.views(parameters.flat.copy()) if self._remembers else None
        self._remember_state()

    def kept(self, slot: int) -> Array | None:
        """Return a copy of an output if the plan has kept it."""
        if self._plan is None or slot not in self._kept:
            return None
        found = self._kept_value(self._plan, slot)
        return None if found is None else np.array(found, order="C")

    def _loss(self, slot: int) -> Array | None:
        return None if self._plan is None else self._kept_value(self._plan, slot)

    def value(self, slot: int) -> Array:
        """Return a copy of an output of the last pass."""
        found = self.kept(slot)
        if found is None:
            self._walk_again()
            found = super().value(slot)
        return found

    def _samples(self, plan: Plan) -> Mapping[str, Array]:
        """Return the samples of the last pass."""
        return plan.samples()

    def _kept_value(self, plan: Plan, slot: int) -> Array | None:
        return plan.value(slot)

    def gradient(self, slot: int) -> Array:
        """Return a copy of the gradient of the total loss to an output; zero if none arrived."""
        if self._all_gradients:
            self._walk_again(back=True)
        return super().gradient(slot)

    def first_nonfinite(self) -> str | None:
        """Return the path of the node where something that is not finite shows first."""
        if self._weights is not None:
            self._walk_again(back=True)
        return super().first_nonfinite()

    def forget_way_back(self) -> None:
        """Drop what the way back needs."""
        self._can_go_back = False

    def _remember_state(self) -> None:
        if self._remembers and self._state is self.parameters.state:
            self._state = [
                {name: array.copy() for name, array in named.items()} for named in self._state
            ]

    def _walk_again(self, back: bool = False) -> None:
        """Make the last pass once more, by the reference."""
        if self._plan is None:
            return
        goes_back = back and self._plan.has_loss
        if self.run is None or (goes_back and not self.run.gradients and not self.run.callbacks):
            if self._weights is None:
                raise GuinetError(
                    "The weights have changed since, and this was not kept; name it in keep, or "
                    'make the network with keep="all".'
                )
            weights: list[Named] = list(self._weights)
            self.run = reference.forward(
                self.program,
                self._samples(self._plan) if self._batch is None else self._batch,
                weights,
                list(self._state),
                self._plan.training,
                self.seed,
                self._moment.step,
                self.parameters.dtype,
            )
        if goes_back and not self.run.gradients:
            parameters = self.parameters
            gradients = parameters.views(np.zeros_like(parameters.flat))
            reference.backward(self.program, self.run, gradients, everything=True)


class _Plans:
    """The plans for one purpose, by size of batch; those used last are kept."""

    def __init__(self) -> None:
        self._plans: OrderedDict[tuple[object, ...], Plan] = OrderedDict()

    def find(
        self,
        make: Callable[[Part, bool, Collection[str], Collection[int]], Plan],
        batch: Mapping[str, Any],
        training: bool,
        kept: frozenset[int],
        part: Part | None = None,
    ) -> Plan:
        """Return the plan for such a batch, made if need be; it is whole unless a part is given."""
        part = part or Part((len(next(iter(batch.values()), ())),))
        key = (part, training, frozenset(batch), kept)
        found = self._plans.get(key)
        if found is None:
            while len(self._plans) >= _MOST_PLANS:
                self._plans.popitem(last=False)
            found = make(part, training, tuple(batch), kept)
            self._plans[key] = found
        self._plans.move_to_end(key)
        return found
