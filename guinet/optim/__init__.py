"""Optimizers and learning-rate schedules: fields, formula, and the update itself."""

from __future__ import annotations

from guinet.core.registry import Registry
from guinet.optim.base import Optimizer, Schedule

__all__ = ["Optimizer", "Schedule", "optimizers", "schedules"]

optimizers: Registry[Optimizer] = Registry(Optimizer, "guinet.optim")
schedules: Registry[Schedule] = Registry(Schedule, "guinet.optim")
