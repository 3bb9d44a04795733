"""How far a run has come, and how far it goes."""

from __future__ import annotations

from guinet.gui.bridge import Bridge
from guinet.training.messages import Telemetry

__all__ = ["epochs_of_run", "reached"]


def reached(bridge: Bridge) -> tuple[int, float]:
    """Return how many epochs are done, and which part of the running one."""
    frame: Telemetry | None = bridge.telemetry_frame
    done = bridge.epochs_done
    if frame is not None and frame.epoch >= done and frame.epoch_fraction < 1.0:
        return frame.epoch, frame.epoch_fraction
    return done, 0.0


def epochs_of_run(bridge: Bridge, planned: int) -> int:
    """Return after how many epochs the run ends: one played on after its end goes on as long."""
    done, _ = reached(bridge)
    rounds, rest = divmod(done, planned)
    return planned * max(rounds + bool(rest or bridge.running), 1)
