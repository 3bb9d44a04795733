"""What the live window costs: the figures in the README come from here.

``pytest -m benchmark -n 0 -s tests/benchmarks/test_live_window.py``
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import guinet
from guinet.project.project import Project
from tests.benchmarks import watching
from tests.benchmarks.live_window import project
from tests.e2e.screen import Screen, missing_tools, virtual_screen

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5


def measure(mode: str, screen: Screen, config: Path, example: str = "") -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.live_window", mode, example],
        cwd=ROOT,
        env=screen.environment | {"GUINET_CONFIG_DIR": str(config)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    record: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return record


@pytest.mark.benchmark
@pytest.mark.display
def test_training_speed_and_frames_with_200_nodes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = missing_tools()
    if missing:
        pytest.skip(f"needs {', '.join(missing)} for a virtual screen")
    with virtual_screen(tmp_path / "pictures", "1680x1050") as screen:
        pairs = [
            (measure("alone", screen, tmp_path), measure("window", screen, tmp_path))
            for _ in range(ROUNDS)
        ]
    ratio = median(shown["steps_per_s"] / alone["steps_per_s"] for alone, shown in pairs)

    def typical(name: str) -> float:
        return median(shown[name] for _, shown in pairs)

    with capsys.disabled():
        print(
            f"\n{date.today()}, {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, 200 nodes and edges animated, one worker\n"
            f"  training speed with the window / without   {ratio:.3f}\n"
            f"  processor time of the window               "
            f"{100 * typical('share_of_a_core'):.0f} % of a core\n"
            f"  frames per second                          {typical('frames_per_s'):.1f}\n"
            f"  p95 time between frames                    {typical('interval_p95_ms'):.1f} ms\n"
            f"  p50 / p95 time to paint a frame            {typical('paint_p50_ms'):.1f}"
            f" / {typical('paint_p95_ms'):.1f} ms"
        )
    assert ratio >= 0.9


SHOWN = (
    ("two-moons", "window", 0.95),
    ("digits-mlp", "window", 0.95),
    ("digits-cnn", "window", 0.95),
    ("digits-mlp", "all", 0.9),
    ("digits-cnn", "all", 0.8),
)
"""An example, how much of it is shown, and the part of its speed that is to be left."""


@pytest.mark.benchmark
@pytest.mark.display
@pytest.mark.parametrize(("name", "how", "floor"), SHOWN)
def test_what_is_seen_leaves_training_its_speed(
    name: str, how: str, floor: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = missing_tools()
    if missing:
        pytest.skip(f"needs {', '.join(missing)} for a virtual screen")
    with virtual_screen(tmp_path / "pictures", "2560x1600") as screen:
        pairs = [
            (measure("alone", screen, tmp_path, name), measure(how, screen, tmp_path, name))
            for _ in range(ROUNDS)
        ]
    ratio = median(shown["steps_per_s"] / alone["steps_per_s"] for alone, shown in pairs)
    shown = [one for _, one in pairs]
    with capsys.disabled():
        print(
            f"\n{name}, {'everything shown' if how == 'all' else 'as it opens'}: "
            f"{shown[0]['views']} views\n"
            f"  training speed with the window / without   {ratio:.3f}\n"
            f"  frames per second                          "
            f"{median(one['frames_per_s'] for one in shown):.1f}\n"
            f"  p95 time between frames                    "
            f"{median(one['interval_p95_ms'] for one in shown):.1f} ms\n"
            f"  p50 / p95 time to paint a frame            "
            f"{median(one['paint_p50_ms'] for one in shown):.1f}"
            f" / {median(one['paint_p95_ms'] for one in shown):.1f} ms"
        )
    assert ratio >= floor


def example(name: str) -> Project:
    """Return an example."""
    return guinet.load(f"example:{name}")


NETWORKS = {
    "two-moons": lambda: example("two-moons"),
    "digits-cnn": lambda: example("digits-cnn"),
    "200 nodes": project,
}


@pytest.mark.benchmark
@pytest.mark.parametrize("name", NETWORKS)
def test_watching_all_edges_costs_below_five_percent(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = watching.measure(NETWORKS[name](), rounds=7, seconds=1.0)
    with capsys.disabled():
        print(
            f"\n{name}: {found.steps_per_s:.0f} steps/s alone; as part of that\n"
            f"  under the controller, unwatched            {found.unwatched:.3f}\n"
            f"  all edges watched ({found.looks_per_s:.0f} times a second)"
            f"      {found.watched:.3f}\n"
            f"  watched / unwatched                        {found.kept_when_watched:.3f}"
        )
    assert found.kept_when_watched >= 0.95
    assert found.looks_per_s >= 5.0
