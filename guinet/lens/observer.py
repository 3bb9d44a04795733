"""The process that looks: ``python -m guinet.lens.observer``.

Commands arrive on standard input, what was seen leaves on standard output. It runs with low
priority and rests between two pictures, so that training and the window come first.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

from threadpoolctl import threadpool_limits

from guinet.core.channel import BrokenMessageError, Channel
from guinet.core.errors import GuinetError
from guinet.core.inbox import open_inbox
from guinet.data.kept import KeptData
from guinet.lens.messages import Answer, Ask, Look, Seen, Show, Told, Unable, Weigh
from guinet.lens.scene import Scene
from guinet.lens.view import Moment, Unseen, View

__all__ = ["Observer", "main"]

_REST = 2.0
"""While training runs: rest after a picture as long as it took, times this."""

_LOW_PRIORITY = 15


class Observer:
    """Holds a scene and computes the views that are looked at, one after the other.

    Parameters
    ----------
    send
        Takes a `Seen`, an `Answer` or an `Unable`.
    """

    def __init__(self, send: Callable[[object], None]) -> None:
        self._send = send
        self._scene: Scene | None = None
        self._shown = 0
        self._data = KeptData()
        self._weights: Weigh | None = None
        self._views: tuple[View, ...] = ()
        self._stale: list[View] = []
        self._reason = "There is nothing to look at yet."

    @property
    def has_work(self) -> bool:
        """Whether a view is to be computed."""
        return bool(self._stale) and self._scene is not None

    @property
    def rests(self) -> bool:
        """Whether training rests."""
        return self._weights is None or self._weights.at_rest

    def obey(self, told: Told | BrokenMessageError) -> None:
        """Take in what the window says."""
        match told:
            case BrokenMessageError():
                self._send(Unable(f"The observer did not understand what it was told: {told}."))
            case Show():
                self._show(told)
            case Weigh():
                self._weights = told
                self._weigh()
            case Look():
                known = set(self._views)
                self._views = told.views
                wanted = set(told.views)
                self._stale = [view for view in self._stale if view in wanted]
                new = [view for view in told.views if view not in known]
                self._stale = new + self._stale
            case Ask():
                self._send(Answer(told.number, self._see(told.view), self._moment))

    def work(self) -> None:
        """Compute the next view."""
        view = self._stale.pop(0)
        self._send(Seen(view, self._see(view), self._moment, self._shown))

    @property
    def _moment(self) -> Moment:
        return Moment(0, 0) if self._scene is None else self._scene.moment

    def _show(self, show: Show) -> None:
        self._scene, self._shown = None, show.number
        try:
            data = self._data.prepared(show.data)
            self._scene = Scene(show.graph, data, show.batch_size, show.seed)
        except Exception as error:  # of guinet, of a plugin, of the system: told, never fatal
            self._reason = _in_words(error)
            self._send(Unable(self._reason))
        self._weigh()

    def _weigh(self) -> None:
        if self._scene is not None and self._weights is not None:
            told = self._weights
            self._scene.set_weights(told.weights, told.state, told.moment)
        # What waited longest stays in front, so that no view starves while weights hurry by.
        waiting = set(self._stale)
        self._stale += [view for view in self._views if view not in waiting]

    def _see(self, view: View) -> Any:
        if self._scene is None:
            return Unseen(self._reason)
        try:
            return view.compute(self._scene)
        except Exception as error:
            return Unseen(_in_words(error))


def _in_words(error: Exception) -> str:
    """Say what went wrong; the traceback of a defect goes to standard error."""
    if isinstance(error, GuinetError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory to look at this."
    traceback.print_exception(error, file=sys.stderr)
    return f"This cannot be shown, by a defect: {type(error).__name__}: {error}."


def main() -> int:
    """Serve the parent until it goes away."""
    channel = Channel.claim_standard_streams()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_LOW_PRIORITY)
    inbox = open_inbox(channel)
    observer = Observer(channel.send)
    with contextlib.suppress(OSError), threadpool_limits(limits=1, user_api="blas"):
        _serve(observer, inbox)
    return 0


def _serve(observer: Observer, inbox: queue.SimpleQueue[Any]) -> None:
    rest_until = 0.0
    while True:
        waiting: list[Any] = []
        if not observer.has_work:
            waiting.append(inbox.get())
        elif (rest := rest_until - time.perf_counter()) > 0 and not observer.rests:
            with contextlib.suppress(queue.Empty):
                waiting.append(inbox.get(timeout=rest))
        while not inbox.empty():
            waiting.append(inbox.get())
        for told in _last_weights(waiting):
            observer.obey(told)
        if observer.has_work and (observer.rests or time.perf_counter() >= rest_until):
            began = time.perf_counter()
            observer.work()
            end = time.perf_counter()
            rest_until = end + _REST * (end - began)


def _last_weights(waiting: list[Any]) -> list[Any]:
    """Leave out weights that others have followed already."""
    last = max((n for n, told in enumerate(waiting) if isinstance(told, Weigh)), default=-1)
    return [told for n, told in enumerate(waiting) if not isinstance(told, Weigh) or n == last]


if __name__ == "__main__":
    sys.exit(main())
