"""From what the window knows about a run to what is saved, and back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from guinet.project.checkpoint import Checkpoint
from guinet.training.messages import Epoch, Prepared, Snapshot

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge

__all__ = ["await_newer", "make", "snapshot_of"]


def make(
    snapshot: Snapshot | None, history: Sequence[Epoch], preparation: Prepared
) -> Checkpoint | None:
    """Return what is saved beside the project, or None if nothing was trained or set yet.

    Parameters
    ----------
    snapshot
        The weights and the moment they belong to; epochs that came later are left out, so
        that curve and weights agree.
    history
        The epochs done.
    preparation
        What the run says about its data.
    """
    if snapshot is None or not (snapshot.step or snapshot.edits or history):
        return None
    return Checkpoint(
        weights=snapshot.weights,
        state=snapshot.state,
        scaler=preparation.scaler,
        classes={
            name: spec.classes
            for name, spec in preparation.fields.items()
            if spec.classes is not None
        },
        history=tuple(epoch for epoch in history if epoch.epoch <= snapshot.epoch),
        epoch=snapshot.epoch,
        step=snapshot.step,
    )


def snapshot_of(checkpoint: Checkpoint) -> Snapshot:
    """Return the weights of an opened file as if they had just arrived."""
    return Snapshot(checkpoint.weights, checkpoint.state, checkpoint.epoch, checkpoint.step)


def await_newer(bridge: Bridge, seconds: float) -> None:
    """Wait until newer weights have come from the process, but not longer than so many seconds."""
    before = bridge.last_snapshot
    end = time.monotonic() + seconds
    while bridge.last_snapshot is before and time.monotonic() < end:
        time.sleep(0.005)
        bridge.poll()
