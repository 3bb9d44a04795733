"""A picture that is painted in pieces: each piece has its turn, however often all changes."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor

from guinet.gui.canvas import kept_picture
from guinet.gui.canvas.kept_picture import KeptPicture


def test_what_changes_faster_than_it_is_painted_is_painted_everywhere(qapp, monkeypatch):
    painted: list[QRect] = []
    made = KeptPicture(lambda painter, part: painted.append(part), lambda: QColor("black"))
    made.fit(QSize(900, 700), 1.0)
    whole = QRect(0, 0, 900, 700)
    made.stale([whole])
    made.refresh(whole, blank=True)
    painted.clear()
    for _ in range(40):
        made.stale([whole], soon=True)
        ticks = itertools.count()
        # Time for two pieces, and never for all of them.
        monkeypatch.setattr(kept_picture.time, "perf_counter", lambda ticks=ticks: next(ticks))
        made.refine(4.0)
    assert not made.complete
    missing = [
        (x, y)
        for x in range(0, 900, 50)
        for y in range(0, 700, 50)
        if not any(part.contains(x, y) for part in painted)
    ]
    assert missing == []
