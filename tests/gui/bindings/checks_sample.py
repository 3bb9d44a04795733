"""Checks of what chooses the shown sample."""

from __future__ import annotations

from PySide6.QtTest import QTest

from guinet.lens.view import SampleAt
from tests.gui.bindings.desk import Desk
from tests.gui.bindings.registry import Do, check

# The observer's process has to begin first.
PATIENT_S, LOOKS_S = 30, 0.02


def _reaches(desk: Desk, do: Do, *wanted: SampleAt) -> None:
    sample = desk.window.sight.sample
    before = sample.at
    do()
    for _ in range(int(PATIENT_S / LOOKS_S)):
        if sample.at != before:
            break
        QTest.qWait(int(1000 * LOOKS_S))
    assert sample.at in wanted
    assert desk.view.canvas.readings.sample == sample.at
    assert not desk.document.can_undo


@check("next_sample")
def _(desk: Desk, do: Do) -> None:
    _reaches(desk, do, SampleAt(1))
    _reaches(desk, do, SampleAt(2))


@check("previous_sample")
def _(desk: Desk, do: Do) -> None:
    desk.window.sight.sample.choose(SampleAt(1))
    _reaches(desk, do, SampleAt(0))
    sizes = desk.window.sight.sample.sizes
    assert sizes is not None
    _reaches(desk, do, SampleAt(sizes.train - 1))


@check("any_sample")
def _(desk: Desk, do: Do) -> None:
    desk.window.sight.sample.choose(SampleAt(3, "validation"))
    others = [SampleAt(place, "validation") for place in range(1000)]
    _reaches(desk, do, *others)


@check("other_part")
def _(desk: Desk, do: Do) -> None:
    desk.window.sight.sample.choose(SampleAt(3))
    _reaches(desk, do, SampleAt(3, "validation"))
    _reaches(desk, do, SampleAt(3))
