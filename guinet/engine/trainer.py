"""Training steps: forward, backward, update."""

from __future__ import annotations

import contextvars
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.engine.batch import has_nonfinite
from guinet.engine.executor import Executor
from guinet.engine.network import Network
from guinet.engine.observation import update_ratios
from guinet.engine.team.executor import TeamExecutor
from guinet.engine.team.meeting import PartnerLostError
from guinet.engine.team.team import Team
from guinet.optim import optimizers
from guinet.optim.base import Optimizer
from guinet.optim.flat_update import Segment
from guinet.optim.regularisation import Regularisation
from guinet.optim.rule import Rule

__all__ = ["Trainer"]


class Trainer:
    """Makes training steps on a network.

    Parameters
    ----------
    network
        Its weights and its state are changed in place.
    optimizer
        Its name in any case, or an instance.
    learning_rate
        Size of the steps; None for the optimizer's default.
    l1, l2, clip_norm, clip_value
        What is done to the gradients first, see `guinet.optim.regularisation.Regularisation`.

    Attributes
    ----------
    network, optimizer
        As given.

    Raises
    ------
    GuinetError
        If the network has no loss, or the optimizer or learning rate is not acceptable.
    """

    def __init__(
        self,
        network: Network,
        optimizer: str | Optimizer = "adam",
        learning_rate: float | None = None,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float = 0.0,
        clip_value: float = 0.0,
    ) -> None:
        self.network = network
        self.optimizer = _optimizer(optimizer)
        self._executor = network.executor
        if not self._executor.program.losses:
            raise GuinetError(
                "The graph has no loss, so there is nothing to minimise; add one, such as MSELoss."
            )
        parameters = self._executor.parameters
        self._rule = Rule(
            self.optimizer,
            tuple(_segments(self._executor)),
            Regularisation(l1=l1, l2=l2, clip_norm=clip_norm, clip_value=clip_value),
        )
        self._work_on({name: np.zeros_like(parameters.flat) for name in self.optimizer.slots})
        self._updates = 0
        self._quiet = _quiet_context()
        self._observed: tuple[Array, Array, Array] | None = None
        self.learning_rate = (
            self.optimizer.default_learning_rate if learning_rate is None else learning_rate
        )

    @property
    def learning_rate(self) -> float:
        """Size of the next steps."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if not isinstance(value, int | float | np.number) or not 0.0 <= value < math.inf:
            raise GuinetError(f"A learning rate is a finite number of at least 0, not {value!r}.")
        self._learning_rate = float(value)

    @property
    def steps(self) -> int:
        """Training steps done on the network; the counter of the modules' randomness."""
        return self._executor.step

    @steps.setter
    def steps(self, value: int) -> None:
        self._executor.step = int(value)

    def step(self, batch: Mapping[str, Any], observe: bool = False) -> float:
        """Make one training step.

        If the loss or a gradient is not finite, weights and state stay as they are and the
        step does not count: ask `Network.first_nonfinite` where it began.

        Parameters
        ----------
        batch
            Field name to samples, targets included; see `Network.forward`.
        observe
            Whether the sizes of activations, gradients and updates are measured.

        Returns
        -------
        float
            Total loss of the batch, before the update; not finite if a gradient is not.

        Raises
        ------
        DataError
            If the batch does not agree with the fields.
        """
        return self._quiet.run(self._step, batch, observe)

    def observe(self, batch: Mapping[str, Any]) -> tuple[float, Array, Array]:
        """Return what a step on a batch would tell, and make none: no weight and no state changes.

        Returns
        -------
        loss
            As `step` would return it.
        activations, gradients
            As `edge_activations` and `edge_gradients` would; gradients are NaN where the loss
            is not finite.

        Raises
        ------
        DataError
            If the batch does not agree with the fields.
        """
        return self._quiet.run(self._observe, batch)

    def losses(self) -> dict[str, float]:
        """Return each loss of the last step or observation by its path; NaN before the first.

        They stand without their ``loss_weight`` in the total, as the nodes put them out.
        """
        paths = (call.path for call in self._executor.program.losses)
        return dict(zip(paths, self._executor.loss_values().tolist(), strict=True))

    def _observe(self, batch: Mapping[str, Any]) -> tuple[float, Array, Array]:
        executor = self._executor
        loss = executor.forward(self._read(batch), training=True, observe=True)
        activations = executor.activation_sizes()
        if not math.isfinite(loss):
            return loss, activations, np.full_like(activations, np.nan)
        executor.backward(everything=False, observe=True)
        return loss, activations, executor.gradient_sizes()

    def _step(self, batch: Mapping[str, Any], observe: bool) -> float:
        self._observed = None
        executor = self._executor
        if isinstance(executor, TeamExecutor) and executor.team is not None:
            return self._step_in_team(executor, executor.team, batch, observe)
        loss = executor.forward_directly(batch, observe)
        if loss is not None:
            return self._go_back(loss, observe)
        return self._step_alone(self._read(batch), observe)

    def _read(self, batch: Mapping[str, Any]) -> dict[str, Array]:
        return self.network.read(batch, own=True, targets=True)[0]

    def _step_in_team(
        self, executor: TeamExecutor, team: Team, batch: Mapping[str, Any], observe: bool
    ) -> float:
        intake = team.intake
        executor.forget_pass()
        count = intake.take(batch) or intake.put(self._read(batch))
        if count < team.members:
            return self._step_alone(intake.samples(count), observe)
        try:
            return self._step_together(executor, team, count, observe)
        except PartnerLostError as lost:
            executor.go_on_alone(lost)
            return self._step_alone(intake.samples(count), observe)

    def _step_alone(self, samples: Mapping[str, Array], observe: bool) -> float:
        loss = self._executor.forward(samples, training=True, observe=observe)
        return self._go_back(loss, observe)

    def _go_back(self, loss: float, observe: bool) -> float:
        """Walk back and update, if all is finite."""
        if not math.isfinite(loss):
            return loss
        executor, gradient = self._executor, self._gradient
        executor.backward(everything=False, observe=observe)
        # One cheap product settles nearly all cases; only large numbers have to be looked at.
        if not math.isfinite(gradient.dot(gradient)) and has_nonfinite(gradient):
            return math.nan
        executor.before_change()
        executor.commit()
        before = executor.parameters.flat.copy() if observe else None
        self._update.step(self._learning_rate, self._updates + 1)
        self._count(before)
        return loss

    def leave_team(self) -> None:
        """Take what the optimizer keeps out of the memory that a team shares."""
        self._work_on({name: array.copy() for name, array in self._slots.items()})

    def _work_on(self, slots: dict[str, Array]) -> None:
        """Keep what the optimizer keeps in these arrays."""
        parameters = self._executor.parameters
        self._slots, self._gradient = slots, parameters.flat_gradient
        self._update = self._rule.bind(parameters.flat, parameters.flat_gradient, slots)

    def _take_over(self, team: Team) -> None:
        """Have a team make steps by this trainer's rule, on what its optimizer keeps."""
        if team.trainer is not self:
            if team.trainer is not None:
                team.trainer.leave_team()
            self._work_on(team.take(self._rule, self._slots))
            team.trainer = self

    def _step_together(
        self, executor: TeamExecutor, team: Team, count: int, observe: bool
    ) -> float:
        self._take_over(team)
        before: list[Array] = []

        def before_update() -> None:
            executor.before_change()
            if observe:
                before.append(executor.parameters.flat.copy())

        loss = executor.train_together(
            team, count, observe, self._learning_rate, self._updates + 1, before_update
        )
        if math.isfinite(loss):
            self._count(before[0] if before else None)
        return loss

    def _count(self, before: Array | None) -> None:
        """A step has been made; what was observed is of it, if there are weights of before."""
        executor = self._executor
        executor.step += 1
        self._updates += 1
        if before is not None:
            self._observed = (
                executor.activation_sizes(),
                executor.gradient_sizes(),
                update_ratios(executor.parameters, self._groups(), before),
            )

    def edge_activations(self) -> Array:
        """Return the root mean square of what flowed along each of `Network.edges`.

        Of the last step, which must have been observed; float64, NaN for integers.
        """
        return self._last_observed()[0]

    def edge_gradients(self) -> Array:
        """Return the root mean square of each edge's own gradient, as `edge_activations`.

        That is the contribution of the edge's consumer, before those of others are added; NaN
        where there was none.
        """
        return self._last_observed()[1]

    def update_ratios(self) -> Array:
        """Return ‖Δw‖/‖w‖ for each of `Network.weighted_nodes`.

        Of the last step, which must have been observed; NaN where all weights were zero.
        """
        return self._last_observed()[2]

    def slots_by_key(self) -> dict[str, dict[str, Array]]:
        """Return copies of what the optimizer keeps: slot name to ``key.name`` to array."""
        parameters = self._executor.parameters
        return {
            name: parameters.named(parameters.views(flat), by_key=True)
            for name, flat in self._slots.items()
        }

    def set_slots_by_key(
        self, slots: Mapping[str, Mapping[str, Array]], updates: int | None = None
    ) -> None:
        """Take over what fits of another trainer's `slots_by_key` and `updates`.

        What the optimizer does not keep, or no longer fits in shape, is left out.
        """
        parameters = self._executor.parameters
        for name, flat in self._slots.items():
            parameters.assign_by_key(parameters.views(flat), slots.get(name, {}))
        if updates is not None:
            self._updates = int(updates)

    @property
    def updates(self) -> int:
        """Updates the optimizer has made, which its bias correction counts."""
        return self._updates

    def _groups(self) -> list[int]:
        group_of = self._executor.program.group_of
        return [group_of[path] for path in self.network.weighted_nodes]

    def _last_observed(self) -> tuple[Array, Array, Array]:
        if self._observed is None:
            raise GuinetError("The last step was not observed; call step(batch, observe=True).")
        return self._observed


def _quiet_context() -> contextvars.Context:
    """Return a context in which NumPy does not warn of what is not finite.

    To enter it takes a tenth of the time of ``np.errstate``, which is felt in small networks.
    """
    context = contextvars.copy_context()
    context.run(np.seterr, all="ignore")
    return context


def _segments(executor: Executor) -> list[Segment]:
    """Return where each share group lies, and how fast it learns; its members agree on that."""
    groups = zip(executor.parameters.ranges, executor.program.groups, strict=True)
    return [
        Segment(place.start, place.stop, group.members[0].learning_rate_factor)
        for place, group in groups
        if group.members
    ]


def _optimizer(optimizer: str | Optimizer) -> Optimizer:
    if isinstance(optimizer, Optimizer):
        return optimizer
    types = optimizers.types()
    by_lower = {name.lower(): found for name, found in types.items()}
    if not isinstance(optimizer, str) or optimizer.lower() not in by_lower:
        raise GuinetError(f"There is no optimizer {optimizer!r}; there are: {', '.join(types)}.")
    return by_lower[optimizer.lower()]()
