"""What the tests of the data panel share."""

from __future__ import annotations

import pytest

from guinet.gui.panels.data import DataPanel

WAIT_MS = 30_000


def settle(panel, qtbot):
    """Wait until the panel shows the data of its project."""
    qtbot.waitUntil(lambda: not panel._soon.isActive(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not panel.loader.loading, timeout=WAIT_MS)


@pytest.fixture
def panel(qtbot, editor, bridge):
    """Return the panel, wide, with the data of a small project."""
    made = DataPanel(editor, bridge)
    qtbot.addWidget(made)
    made.resize(1200, 300)
    made.show()
    settle(made, qtbot)
    yield made
    made.loader.wait()
