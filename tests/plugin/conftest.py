"""An installed distribution that brings one module of its own: the one that the README prints."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"
RIGHT = "gate + y * (1 - gate)"
WRONG = "gate"

Install = Callable[[str], dict[str, str]]


def printed_module() -> str:
    """Return the module that the README prints, to the letter."""
    text = README.read_text(encoding="utf-8")
    begin = text.index('"""Swish')
    return text[begin : text.index("```", begin)]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Return a function that installs the plugin and gives the environment to run in."""

    def do(derivative: str) -> dict[str, str]:
        site = tmp_path / "site"
        about = site / "swish_plugin-1.0.dist-info"
        about.mkdir(parents=True)
        code = printed_module()
        assert code.count(RIGHT) == 1
        code = code.replace(RIGHT, derivative)
        (site / "swish_plugin.py").write_text(code, encoding="utf-8")
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: swish-plugin\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text("[guinet.modules]\nSwish = swish_plugin:Swish\n")
        return os.environ | {"PYTHONPATH": str(site)}

    return do
