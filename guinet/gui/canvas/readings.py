"""What the run reports about the nodes: weights, loss, and how the loss went."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from guinet.core.types import Array
from guinet.gui.canvas.soon import Soon
from guinet.lens.view import FIRST, View
from guinet.training.messages import LossPoint, Snapshot, Telemetry

if TYPE_CHECKING:
    from guinet.gui.bridge import Bridge
    from guinet.gui.sight import Sight

__all__ = ["Readings"]

_LONGEST_CURVE = 400
_LOSS_INTERVAL_MS = 100
_VIEW_INTERVAL_MS = 100


class Readings(QObject):
    """The newest values that instruments draw; nothing here is made up.

    Signals
    -------
    changed
        With ``"weights"`` or ``"loss"``.
    viewed
        With a set of views that show something else, at most ten times a second.

    Attributes
    ----------
    weights
        Learned arrays by public name, from the latest snapshot.
    loss
        What training minimises, of the newest observed batch; NaN before the first.
    losses
        The same by path, where there are several each its own, without its weight in the sum.
    sample
        The one that is shown where a single sample is.
    """

    changed = Signal(str)
    viewed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.weights: Mapping[str, Array] = {}
        self.loss = math.nan
        self.losses: dict[str, float] = {}
        self._curve = _Curve()
        self._curves: dict[str, _Curve] = {}
        self.sample = FIRST
        self._seen: dict[View, Any] = {}
        self._fresh: dict[View, Any] = {}
        self._views_soon = Soon(_VIEW_INTERVAL_MS, self)
        self._views_soon.due.connect(self._tell_views)
        self._last_step = -1
        self._soon = Soon(_LOSS_INTERVAL_MS, self)
        self._soon.due.connect(lambda: self.changed.emit("loss"))
        self._bridge = bridge
        self._take_snapshot()
        bridge.restarted.connect(self._on_restarted)
        bridge.snapshot.connect(self._on_snapshot)
        bridge.telemetry.connect(self._on_telemetry)
        bridge.losses.connect(self._on_losses)

    @property
    def curve(self) -> list[float]:
        """Means of the loss over the run."""
        return self._curve.points

    def curve_of(self, path: str) -> list[float]:
        """Return means of one of several losses over the run."""
        return self._curves[path].points if path in self._curves else []

    def seen(self, view: View) -> Any:
        """Return what was seen last, or None."""
        return self._seen.get(view)

    def take(self, view: View, result: Any) -> None:
        """Take in what was seen; None: there is nothing to see now.

        It is drawn from the next telling on: a card that is painted in between looks like it
        did, and so like its kept picture. What says the same as before is not drawn anew.
        """
        if view in self._fresh or result is not self._seen.get(view):
            self._fresh[view] = result
            self._views_soon.ask()

    def follow(self, sight: Sight) -> None:
        """Forget what was seen as soon as the sight says that it holds no more."""
        sight.forgot.connect(self.forget_views)
        sight.outdated.connect(self.drop_views)

    def catch_up(self, sight: Sight, views: Iterable[View]) -> None:
        """Take in what was seen before somebody looked here."""
        for view in views:
            known = sight.newest(view)
            if known is not None and self.seen(view) is not known:
                self.take(view, known)

    def keep_views(self, wanted: Container[View]) -> None:
        """Forget what nobody draws any more."""
        self._seen = {view: result for view, result in self._seen.items() if view in wanted}

    def forget_views(self) -> None:
        """Forget all that was seen: it was another network, or another run."""
        self._fresh |= dict.fromkeys(self._seen)
        self._views_soon.ask()

    def drop_views(self, views: set[View]) -> None:
        """Forget at once what does not fit the cards any more, which are about to be others."""
        for view in views:
            self._seen.pop(view, None)
            self._fresh.pop(view, None)

    def _tell_views(self) -> None:
        fresh, self._fresh = self._fresh, {}
        for view, result in fresh.items():
            self._seen[view] = result
        self.viewed.emit(set(fresh))

    def _on_restarted(self) -> None:
        """Forget the run: it begins anew, or another project was opened."""
        self.loss = math.nan
        self.losses = {}
        self._forget_curves()
        self._take_snapshot()
        self.changed.emit("weights")
        self.changed.emit("loss")

    def _take_snapshot(self) -> None:
        snapshot = self._bridge.last_snapshot
        self.weights = {} if snapshot is None else snapshot.weights

    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self.weights = snapshot.weights
        self.changed.emit("weights")

    def _on_telemetry(self, telemetry: Telemetry) -> None:
        self.loss = telemetry.loss
        preparation = self._bridge.preparation
        paths = () if preparation is None else preparation.losses
        self.losses = dict(zip(paths, telemetry.losses.tolist(), strict=False))
        if len(paths) > 1:
            for path, loss in self.losses.items():
                self._curves.setdefault(path, _Curve()).add(loss)
        self._soon.ask()

    def _on_losses(self, points: list[LossPoint]) -> None:
        for point in points:
            if point.first_step <= self._last_step:
                self._forget_curves()  # the run began anew
            self._last_step = point.first_step
            self._curve.add(point.mean)
        if points:
            self._soon.ask()

    def _forget_curves(self) -> None:
        self._curve = _Curve()
        self._curves = {}
        self._last_step = -1


class _Curve:
    """Numbers one after the other; where they are too many, neighbours become their mean."""

    def __init__(self) -> None:
        self.points: list[float] = []
        self._stride = 1
        self._pending: list[float] = []

    def add(self, number: float) -> None:
        """Append one."""
        self._pending.append(number)
        if len(self._pending) < self._stride:
            return
        self.points.append(sum(self._pending) / len(self._pending))
        self._pending.clear()
        if len(self.points) >= _LONGEST_CURVE:
            pairs = zip(self.points[::2], self.points[1::2], strict=True)
            self.points = [(first + second) / 2 for first, second in pairs]
            self._stride *= 2
