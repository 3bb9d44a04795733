"""What the tests of the data panel share."""

from __future__ import annotations

WAIT_MS = 30_000


def settle(panel, qtbot):
    """Wait until the panel shows the data of its project."""
    qtbot.waitUntil(lambda: not panel._soon.isActive(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not panel.loader.loading, timeout=WAIT_MS)
