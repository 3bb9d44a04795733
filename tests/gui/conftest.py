"""A test of the window leaves nothing behind: no widget, no running timer, no process."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session", autouse=True)
def _what_was_there_before(qapp: QApplication) -> None:
    """Set aside what lives as long as the session, so that looking at the rest is quick."""
    gc.collect()
    gc.freeze()


def _settle() -> None:
    """Let deferred deletions happen."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def _shown() -> set[int]:
    return {id(widget) for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def _running_timers() -> dict[int, QTimer]:
    return {id(each): each for each in gc.get_objects() if _is_running_timer(each)}


@pytest.fixture(autouse=True)
def _no_leaks(_what_was_there_before: None) -> Iterator[None]:
    shown, timers, threads = _shown(), _running_timers(), set(threading.enumerate())
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
    running = [timer for key, timer in _running_timers().items() if key not in timers]
    assert not running, f"timers left running: {running}"
    assert not multiprocessing.active_children()


def _is_running_timer(candidate: object) -> bool:
    if type(candidate) is not QTimer:
        return False
    try:
        return candidate.isActive()
    except RuntimeError:  # its C++ part is gone already
        return False
