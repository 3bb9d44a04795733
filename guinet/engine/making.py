"""Makes the executor that a network asks for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from guinet.engine.compiled.executor import CompiledExecutor
from guinet.engine.executor import Executor
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program
from guinet.engine.team.executor import TeamExecutor
from guinet.engine.team.rule import can_share
from guinet.engine.team.team import Team

__all__ = ["make_executor"]


def make_executor(
    program: Program,
    *,
    batch_size: int,
    seed: int,
    dtype: np.dtype[Any],
    engine: str,
    kept: Collection[int],
    remembers: bool,
    workers: int,
) -> Executor:
    """Return what computes a program; the parameters are those of `Network`.

    Parameters
    ----------
    kept
        Slots whose value stays after a pass.
    remembers
        Whether all others can be asked for, too.
    """
    if engine == "reference":
        return Executor(program, Parameters(program, seed, dtype), seed)
    notices: list[str] = []
    if workers > 1:
        if can_share(program):
            try:
                team = Team(program, batch_size, seed, kept, dtype, workers)
            except OSError as error:
                notices.append(f"There is no memory to share, so one process trains: {error}.")
            else:
                parameters = Parameters(program, seed, dtype, team.home)
                return TeamExecutor(program, parameters, seed, kept, remembers, team)
        else:
            notices.append(
                "This network is trained in one process: what becomes of one of its samples "
                "depends on the others."
            )
    executor = CompiledExecutor(program, Parameters(program, seed, dtype), seed, kept, remembers)
    executor.notices += notices
    return executor
