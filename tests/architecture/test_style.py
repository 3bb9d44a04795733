"""ruff, mypy and the sizes that keep the code readable."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "guinet").rglob("*.py"))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python tool in the repository."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_ruff_finds_nothing() -> None:
    result = run("ruff", "check", "guinet", "tests", "main.py")
    assert result.returncode == 0, result.stdout


def test_ruff_would_format_nothing() -> None:
    result = run("ruff", "format", "--check", "guinet", "tests", "main.py")
    assert result.returncode == 0, result.stdout


@pytest.mark.timeout(300)
def test_mypy_finds_nothing() -> None:
    result = run("mypy")
    assert result.returncode == 0, result.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in FILES
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_class_has_more_than_20_public_methods() -> None:
    wide = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                public = [
                    item.name
                    for item in node.body
                    if isinstance(item, ast.FunctionDef)
                    and not item.name.startswith("_")
                    and item.name.islower()  # camelCase overrides Qt and is no choice of ours
                ]
                if len(public) > 20:
                    wide[f"{file.relative_to(ROOT)}:{node.name}"] = len(public)
    assert wide == {}


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import guinet", {"numpy", "PySide6", "networkx", "sklearn", "pandas", "pyqtgraph"}),
        (
            "from guinet.modules import modules; [t.describe() for t in modules.types().values()]",
            {"scipy", "sklearn", "networkx", "pandas", "PySide6", "torch", "onnx", "sympy"},
        ),
    ],
    ids=["the root", "the library of modules"],
)
def test_nothing_heavy_is_imported_by(code: str, heavy: set[str]) -> None:
    code += f"; import sys; print(sorted({heavy} & sys.modules.keys()))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"
