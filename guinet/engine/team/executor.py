"""An executor whose training steps several processes make together."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from guinet.core.types import Array
from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.compiled.tape import Step
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program
from guinet.engine.team.team import Team

__all__ = ["TeamExecutor"]


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
        team.begin(self)

    @property
    def workers(self) -> int:
        """Processes that share a training step."""
        return 1 if self.team is None else self.team.members

    def train_together(
        self,
        team: Team,
        batch: Mapping[str, Array],
        observe: bool,
        learning_rate: float,
        number: int,
        before_update: Step,
    ) -> float:
        """Make a training step; see `guinet.engine.team.team.Team.step`."""
        self._enter(batch)
        own = Part.cut(len(next(iter(batch.values()))), team.members, 0)
        rows = {path: array[: own.count] for path, array in batch.items()}
        self._plan = plan = self.plan_for_part(own, rows, self.step)
        self._last_team = team
        self._can_go_back, self._all_gradients = False, observe
        loss = team.step(
            plan, rows, batch, self.step, observe, learning_rate, number, before_update
        )
        if observe:
            plan.measure.values[:], plan.measure.contributions[:] = team.measured()
        return loss

    def go_on_alone(self, reason: object) -> None:
        """Do without the other processes from now on, and say why."""
        if self.team is not None:
            self.team.dismiss()
            self.team = None
            self.notices.append(
                f"A second training process was lost: {reason}. Training goes on in one process, "
                "with the same results but for rounding."
            )

    def _enter(self, batch: Mapping[str, Array] | None) -> None:
        self._last_team = None
        super()._enter(batch)

    def _kept_value(self, plan: Plan, slot: int) -> Array | None:
        return plan.value(slot) if self._last_team is None else self._last_team.value(slot)
