"""Keeping the board up to date: telemetry now and then, losses without a gap."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.types import Array
from guinet.training.board import Board
from guinet.training.messages import Telemetry
from guinet.training.pace import Pace
from guinet.training.session import Session
from guinet.training.speed import Speed
from guinet.training.tally import LossTally

__all__ = ["Publisher"]

_POINTS = 256
"""A loss point holds one step at first, and later this part of the steps so far."""

_Sizes = tuple[Array, Array, Array]
_EMPTY = np.zeros(0)


class Publisher:
    """Writes what a session does to the board, at most some thirty times in a second.

    Attributes
    ----------
    pace
        Says which steps are looked at; hears how long they took.
    watching
        Whether somebody looks at the edges.
    """

    def __init__(self, board: Board) -> None:
        self.pace = Pace()
        self.watching = False
        self._board = board
        self._run = 0
        self._plan = 0
        self._tally = LossTally()
        self._nothing: _Sizes = (_EMPTY, _EMPTY, _EMPTY)
        self._seen: _Sizes | None = None
        self._shown_step = -1
        self._speed = Speed()

    @property
    def has_waiting(self) -> bool:
        """Whether losses are waiting for room on the board."""
        return bool(self._tally)

    def begin(self, run: int) -> None:
        """Begin a run: what an earlier one had to tell is of no interest any more."""
        self._run = run
        self._tally.clear()
        self._seen = None

    def adopt(self, session: Session, plan: int) -> None:
        """Go over to a new plan."""
        edges, nodes = len(session.network.edges), len(session.network.weighted_nodes)
        self._nothing = np.full(edges, np.nan), np.full(edges, np.nan), np.full(nodes, np.nan)
        self._seen = None
        self._plan = plan
        self.pace.begin()
        self._speed.begin()

    def play(self) -> None:
        """Begin to measure the speed: rest does not count."""
        self.pace.hurry()
        self._speed.begin()

    def watch(self, on: bool) -> None:
        """Show the edges from the next step on, or no longer."""
        self.watching = on
        self.pace.begin()
        if not on:
            self._seen = None

    def count(self, session: Session) -> None:
        """Count the loss of a step; called after every one, so it does little."""
        step = session.step
        self._tally.add(step, session.loss)
        if self._tally.count * _POINTS >= step:
            self.push_losses()

    def push_losses(self) -> None:
        """Hand over the losses since the last point; if there is no room, they wait."""
        if self._tally and self._board.push(self._run, self._tally.point()):
            self._tally.clear()

    def look(self, session: Session) -> None:
        """Publish the last step."""
        self.push_losses()
        self._speed.hear(session.step)
        self._shown_step = session.step
        if self.watching:
            self._seen = session.observations() or self._seen
        self._publish(session)

    def _publish(self, session: Session) -> None:
        activations, gradients, updates = self._seen or self._nothing
        telemetry = Telemetry(
            plan=self._plan,
            epoch=session.epoch,
            step=session.step,
            loss=session.loss,
            learning_rate=session.learning_rate,
            steps_per_s=self._speed.steps_per_s,
            epoch_fraction=session.epoch_fraction,
            activations=activations,
            gradients=gradients,
            updates=updates,
            losses=np.array([*session.own_losses.values()]),
        )
        self._board.publish(telemetry, observed=self._seen is not None)

    def foresee(self, session: Session) -> None:
        """Publish what the next step would tell; of its update nothing is known."""
        session.loss, activations, gradients = session.foresee()
        if self.watching:
            self._seen = activations, gradients, (self._seen or self._nothing)[2]
        self._publish(session)

    def rest(self, session: Session) -> None:
        """Bring everything up to the last step; the edges stay as last observed."""
        self.push_losses()
        if session.step != self._shown_step and math.isfinite(session.loss):
            self.look(session)
