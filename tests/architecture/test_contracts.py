"""Who may import whom, and the proof that each contract fires."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREACHES = {
    "layers": ("core/errors.py", "import guinet.graph.model\n"),
    "window": ("gui/mime.py", "import guinet.engine.network\n"),
    "qt": ("data/base.py", "import PySide6.QtCore\n"),
    "networkx": ("graph/edits.py", "import networkx\n"),
    "judges": ("engine/network.py", "import torch\n"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in ``folder``."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_the_package(folder: Path) -> Path:
    """Copy the package and its contracts to a folder of its own."""
    shutil.copytree(
        ROOT / "guinet", folder / "guinet", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("contract", BREACHES)
def test_each_contract_fires_on_a_breach(contract: str, tmp_path: Path) -> None:
    place, line = BREACHES[contract]
    folder = copy_of_the_package(tmp_path)
    file = folder / "guinet" / place
    text = file.read_text(encoding="utf-8")
    marker = "from __future__ import annotations\n"
    assert marker in text
    file.write_text(text.replace(marker, marker + line, 1), encoding="utf-8")

    result = lint_imports(folder)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_a_new_package_must_find_its_place_among_the_layers(tmp_path: Path) -> None:
    folder = copy_of_the_package(tmp_path)
    (folder / "guinet" / "attic").mkdir()
    (folder / "guinet" / "attic" / "__init__.py").write_text("")

    assert lint_imports(folder).returncode == 1


def test_nothing_inside_the_package_imports_its_root() -> None:
    offenders = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "guinet").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "guinet")
        or (isinstance(node, ast.Import) and any(a.name == "guinet" for a in node.names))
    ]
    assert offenders == []
