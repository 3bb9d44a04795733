"""A test of the window leaves nothing behind: no widget, no running timer, no process."""

from __future__ import annotations

import gc
import multiprocessing
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from tests.gui.fakes import BlindClient


class _Timers:
    """Which timers run: those of earlier tests, which are set aside, and new ones."""

    def __init__(self) -> None:
        self._earlier: list[weakref.ref[QTimer]] = []

    def set_aside(self) -> None:
        """Put what lives by now out of the collector's sight, so that looking at the rest is quick.

        Otherwise each look goes over all that was ever imported, which takes longer than most
        tests. Garbage is collected before, or it would stay for good.
        """
        _settle()
        alive = [reference for reference in self._earlier if reference() is not None]
        self._earlier = alive + [weakref.ref(each) for each in _seen_timers()]
        gc.freeze()

    def running(self) -> dict[int, QTimer]:
        """Return the running ones by their identity."""
        earlier = [timer for each in self._earlier if (timer := each()) is not None]
        return {id(each): each for each in (*earlier, *_seen_timers()) if _runs(each)}


@pytest.fixture(scope="session")
def _timers(qapp: QApplication) -> _Timers:
    return _Timers()


def _settle() -> None:
    """Let deferred deletions happen."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _shown() -> set[int]:
    return {id(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def _seen_timers() -> list[QTimer]:
    return [each for each in gc.get_objects() if type(each) is QTimer]


@pytest.fixture
def observer() -> type:
    """Return what looks inside the network: nothing, unless a test says otherwise."""
    return BlindClient


@pytest.fixture(autouse=True)
def _no_leaks(_timers: _Timers) -> Iterator[None]:
    _timers.set_aside()
    shown, timers, threads = _shown(), _timers.running(), set(threading.enumerate())
    yield
    _settle()
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible() and id(w) not in shown]
    assert not left, f"windows left open: {left}"
    started = [
        thread
        for thread in set(threading.enumerate()) - threads
        if thread.is_alive() and not thread.name.startswith("Dummy")
    ]
    assert not started, f"threads left running: {started}"
    running = [timer for key, timer in _timers.running().items() if key not in timers]
    assert not running, f"timers left running: {running}"
    assert not multiprocessing.active_children()


def _runs(timer: QTimer) -> bool:
    try:
        return timer.isActive()
    except RuntimeError:  # its C++ part is gone already
        return False
