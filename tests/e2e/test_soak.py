"""Half an hour of use leaves nothing behind: ``pytest -m soak -n 0 -s``.

``GUINET_SOAK_S`` sets another length in seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("GUINET_SOAK_S", "1800"))


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 400)
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc to see memory")
def test_a_long_day_at_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.e2e.soak", str(SECONDS)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS + 300,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    found = json.loads(result.stdout.splitlines()[-1])
    with capsys.disabled():
        print("\n" + json.dumps(found, indent=2))
    assert found["checks"] > 0
    assert found["uncounted"] == []
    assert found["qt"] == []
    assert "Traceback" not in result.stderr, result.stderr[-4000:]
    assert all(share <= 1.1 for share in found["grown"].values()), found
