"""What a frame of the canvas costs, and how much less that is than plain painting.

``pytest -m benchmark -n 0 -s tests/benchmarks/test_canvas_speed.py``
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.e2e.screen import Screen, missing_tools, virtual_screen

ROOT = Path(__file__).resolve().parents[2]
GAINS = {"animate": 8.0, "pan": 6.0, "zoom": 4.0, "drag 1": 6.0, "drag 20": 5.0}
"""How many times less a frame of a whole network must cost than plain painting of it."""

RULER_COSTS = 2.5
"""How many times as much a frame may cost with the depth ruler below the canvas."""


def measure(kind: str, nodes: int, screen: Screen, config: Path) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.canvas_speed", kind, str(nodes)],
        cwd=ROOT,
        env=screen.environment | {"GUINET_CONFIG_DIR": str(config), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=400,
    )
    record: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return record


def costs_of(scene: Any) -> np.ndarray:
    """Return the milliseconds of one scene's frames."""
    return np.array(scene["paint"] if isinstance(scene, dict) else scene)


def lines_about(found: dict[str, Any], plain: dict[str, Any]) -> list[str]:
    """Return the rows of the table."""
    lines = ["                 p50 ms   p95 ms   plain   gain"]
    for where in ("far", "near"):
        for name, scene in found[where].items():
            costs = costs_of(scene)
            line = f"  {where:5}{name:9}{np.median(costs):7.1f}  {np.percentile(costs, 95):7.1f}"
            if name in plain[where]:
                slow = float(np.median(costs_of(plain[where][name])))
                line += f"  {slow:6.1f}  {slow / np.median(costs):5.1f}"
            if isinstance(scene, dict):
                line += f"   {scene['frames per second']:.0f} frames/s"
            lines.append(line)
    lines.append(f"  opening              {found['open']:7.0f}")
    lines += [f"  {name:21}{np.median(times):7.1f}" for name, times in found["edits"].items()]
    return lines


@pytest.mark.benchmark
@pytest.mark.display
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("nodes", [1000, 5000])
def test_frames_of_a_large_network(
    nodes: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = missing_tools()
    if missing:
        pytest.skip(f"needs {', '.join(missing)} for a virtual screen")
    with virtual_screen(tmp_path / "pictures", "1680x1050") as screen:
        found = measure("guinet", nodes, screen, tmp_path)
        plain = measure("plain", nodes, screen, tmp_path)
    with capsys.disabled():
        print(
            f"\n{date.today()}, {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}, {nodes} nodes, all edges animated; "
            "processor time per frame"
        )
        print("\n".join(lines_about(found, plain)))
    gains = {
        name: np.median(costs_of(plain["far"][name])) / np.median(costs_of(found["far"][name]))
        for name in GAINS
    }
    assert all(gains[name] >= least for name, least in GAINS.items()), gains


@pytest.mark.benchmark
@pytest.mark.display
@pytest.mark.timeout(600)
def test_frames_with_the_depth_ruler(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = missing_tools()
    if missing:
        pytest.skip(f"needs {', '.join(missing)} for a virtual screen")
    with virtual_screen(tmp_path / "pictures", "1680x1050") as screen:
        without = measure("guinet", 1000, screen, tmp_path)
        found = measure("ruler", 1000, screen, tmp_path)
    with capsys.disabled():
        print("\nwith the depth ruler; in the column plain, without it")
        print("\n".join(lines_about(found, without)))
    for where in ("far", "near"):
        for name in ("animate", "pan", "zoom"):
            more, less = (np.median(costs_of(one[where][name])) for one in (found, without))
            assert more <= RULER_COSTS * less, f"{where} {name}: {more:.1f} ms, not {less:.1f} ms"
