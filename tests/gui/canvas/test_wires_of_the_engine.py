"""Each wire is drawn with its own numbers, as the reference computes them, not its neighbour's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from guinet.graph.executed import executed_within
from guinet.gui import theme
from guinet.gui.canvas.hints import edge_parts
from guinet.gui.canvas.scale import LEVELS, LogScale, gradient_rgb, width_px
from guinet.gui.format import short
from guinet.training.client import TrainingClient
from guinet.training.messages import Prepared, Telemetry
from tests.gui.canvas.depth_ruler.stood import Stood


@pytest.fixture
def stood(qtbot: QtBot) -> Iterator[Stood]:
    made = Stood(qtbot)
    made.advance()
    yield made
    made.bridge.shutdown()


def test_colour_and_width_of_each_wire(stood: Stood) -> None:
    layer, wanted = stood.view.canvas.layer, stood.reference()
    scale = LogScale()
    scale.extend(np.array([back for _, back in wanted.values()]))
    colours: list[int] = []
    for edge, (forward, back) in wanted.items():
        assert layer.width_of(edge) == pytest.approx(width_px(forward), abs=0.13)
        if not back > 0:
            assert layer.colour_of(edge) == theme.colour("wire_still")
            continue
        level = round(float(scale.fraction(np.array([back]))[0]) * (LEVELS - 1))
        assert layer.colour_of(edge) == QColor(*gradient_rgb()[level].tolist())
        colours.append(level)
    # Were all alike, a mix-up would not show.
    assert len(set(colours)) >= len(colours) - 3


def test_the_tag_of_each_wire(stood: Stood) -> None:
    canvas = stood.view.canvas
    for edge, (forward, back) in stood.reference().items():
        shape, activation, gradient = edge_parts(canvas, edge)
        assert shape.startswith("N")
        assert activation == f"RMS {short(forward)}"
        assert gradient == (f"gradient {short(back)}" if back > 0 else "no gradient")


def test_the_legend_marks_the_smallest_and_largest(stood: Stood) -> None:
    sizes = [back for _, back in stood.reference().values() if back > 0]
    extremes = stood.view.canvas.traffic.extremes()
    assert extremes == pytest.approx((min(sizes), max(sizes)), rel=1e-4)


def test_what_the_process_reports_is_drawn_on_the_same_wires(stood: Stood, qtbot: QtBot) -> None:
    """The whole way: process, shared board, client, bridge, canvas."""
    project = stood.editor.project
    client = TrainingClient()
    try:
        client.start(project.graph, project.data, project.recipe, weights=stood.before, state=None)
        client.watch(True)
        client.step()
        frames: list[Telemetry] = []
        prepared: list[Prepared] = []

        def heard() -> bool:
            prepared.extend(m for m in client.poll() if isinstance(m, Prepared))
            frame = client.telemetry()
            if frame is not None and np.isfinite(frame.gradients).any():
                frames.append(frame)
            return bool(frames) and bool(prepared)

        qtbot.waitUntil(heard, timeout=30_000)
    finally:
        client.close()
    stood.client.inbox.append(prepared[-1])
    stood.client.frame = frames[0]
    stood.bridge.poll()
    traffic = stood.view.canvas.traffic
    assert frames[0].step == 1
    executed = executed_within(project.graph)
    for edge, sizes in stood.reference().items():
        shown = traffic.values(project.graph, edge)
        told = f"{executed[edge]}"
        np.testing.assert_allclose(shown, sizes, rtol=1e-4, err_msg=told)
