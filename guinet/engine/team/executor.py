"""An executor whose training steps several processes make together."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from guinet.core.types import Array
from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.compiled.tape import Step
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program
from guinet.engine.team.meeting import PartnerLostError
from guinet.engine.team.team import Team

__all__ = ["TeamExecutor"]

_MOST_SIZES = 4
"""Sizes of batches whose plans are kept at hand."""


class TeamExecutor(CompiledExecutor):
    """Shares training steps with other processes; everything else it does by itself.

    Attributes
    ----------
    team
        The processes; None once one of them has been lost.
    """

    def __init__(
        self,
        program: Program,
        parameters: Parameters,
        seed: int,
        kept: Collection[int],
        remembers: bool,
        team: Team,
    ) -> None:
        super().__init__(program, parameters, seed, kept, remembers, team.exchanges)
        self.team: Team | None = team
        self._last_team: Team | None = None
        self._last_count = 0
        self._parts: dict[int, tuple[Plan, dict[str, Array]]] = {}
        team.begin(self)

    @property
    def workers(self) -> int:
        """Processes that share a training step."""
        return 1 if self.team is None else self.team.members

    def train_together(
        self,
        team: Team,
        count: int,
        observe: bool,
        learning_rate: float,
        number: int,
        before_update: Step,
    ) -> float:
        """Make a training step on so many samples, which the team's intake has taken.

        See `guinet.engine.team.team.Team.step`. What ends a step midway ends the team.
        """
        self._enter(None)
        part = self._parts.get(count)
        if part is None:
            part = self._parts[count] = self._part(team, count)
        plan, rows = part
        self._plan, self._last_team, self._last_count = plan, team, count
        self._can_go_back, self._all_gradients = False, observe
        try:
            loss = team.step(
                plan, rows, count, self.step, observe, learning_rate, number, before_update
            )
        except PartnerLostError as lost:
            if lost.loss is None:
                raise
            self.go_on_alone(lost, "but some weights may have missed the last update")
            loss = lost.loss
        except BaseException:
            # The others stand in the midst of a step that this process has left.
            self.go_on_alone("a step was broken off")
            raise
        if not team.is_worthwhile():
            self.go_on_alone("the system gives it too little time on the processor")
        if observe:
            plan.measure.values[:], plan.measure.contributions[:] = team.measured()
        if not math.isfinite(loss):
            self._weights, self._state = self.parameters.weights, self.parameters.state
        return loss

    def _part(self, team: Team, count: int) -> tuple[Plan, dict[str, Array]]:
        """Return this process's plan for a size of batch, and where its samples lie."""
        own = Part.cut(count, team.members, 0)
        rows = {path: array[: own.count] for path, array in team.sources.items()}
        if len(self._parts) >= _MOST_SIZES:
            self._parts.clear()
        return self.plan_for_part(own, rows), rows

    def forget_pass(self) -> None:
        """Hear that the samples of the last pass are being overwritten."""
        self._plan = self._last_team = None

    def go_on_alone(
        self, reason: object, result: str = "with the same results but for rounding"
    ) -> None:
        """Do without the other processes from now on, and say why and what comes of it."""
        if self.team is not None:
            self.team.dismiss()
            self.team = None
            self.notices.append(
                f"A second training process was lost: {reason}. Training goes on in one process, "
                f"{result}."
            )

    def _enter(self, batch: Mapping[str, Array] | None) -> None:
        self._last_team = None
        super()._enter(batch)

    def _samples(self, plan: Plan) -> Mapping[str, Array]:
        if self._last_team is None:
            return super()._samples(plan)
        return self._last_team.intake.samples(self._last_count)

    def _kept_value(self, plan: Plan, slot: int) -> Array | None:
        found = None if self._last_team is None else self._last_team.value(slot)
        if found is None and (self._last_team is None or not self.program.specs[slot].batched):
            return plan.value(slot)  # what has no batch axis is the same in every part
        return found
