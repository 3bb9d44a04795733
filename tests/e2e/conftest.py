"""A virtual screen per test, and the pictures it leaves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.screen import Program, Screen, missing_tools, virtual_screen

Start = Callable[..., Program]


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return the folder for screenshots: GUINET_PICTURES, or a temporary one."""
    root = os.environ.get("GUINET_PICTURES")
    return Path(root) / request.node.name if root else tmp_path / "pictures"


@pytest.fixture
def screen(pictures: Path) -> Iterator[Screen]:
    """Return a fresh virtual screen."""
    missing = missing_tools()
    if missing:
        pytest.skip(f"needs {', '.join(missing)} for a virtual screen")
    with virtual_screen(pictures, on_the_way="GUINET_PICTURES" in os.environ) as fresh:
        yield fresh


@pytest.fixture
def start(screen: Screen, tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts guinet on the screen; all are ended in the end."""
    programs: list[Program] = []

    def begin(*arguments: str) -> Program:
        programs.append(Program(screen, tmp_path, *arguments))
        return programs[-1]

    yield begin
    if any(program.process.poll() is None for program in programs):
        screen.keep("end")  # what a test that waited in vain was looking at
    for program in programs:
        program.kill()
