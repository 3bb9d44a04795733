"""ruff, mypy and the sizes that keep the code readable."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from guinet.core.resources import resource
from guinet.modules import modules
from guinet.optim import optimizers, schedules
from guinet.project.library import composites

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


def test_no_module_of_the_library_is_longer_than_200_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in (ROOT / "guinet" / "modules").rglob("*.py")
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 200
    }
    assert long == {}


def test_a_folder_of_the_library_holds_one_family_and_a_file_one_module() -> None:
    for name, module_type in modules.types().items():
        _, _, folder, _ = module_type.__module__.split(".")
        family = module_type.category.value.lower().replace("-", "_").split()[0]
        assert folder == family, name
    homes = [module_type.__module__ for module_type in modules.types().values()]
    assert len(set(homes)) == len(homes)


def test_the_readme_names_every_optimizer_and_every_schedule() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for kind, registry in (("optimizers", optimizers), ("schedules", schedules)):
        row = next(line for line in text.splitlines() if line.startswith(f"| {kind}"))
        assert set(registry.names()) <= set(re.findall(r"\w+", row))


def test_the_readme_names_every_module_and_every_composite() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("## The module library")[2].partition("\n## ")[0]
    named = set(re.findall(r"\w+", table))
    inside_only = {"Inlet", "Outlet"}
    ours = [entry for entry in composites() if entry.origin == "guinet"]
    assert set(modules.names()) - inside_only <= named
    assert {path.stem for path in resource("composites").glob("*.guinet")} == {
        re.sub(r"(?<=[a-z])(?=[A-Z])", "-", entry.name).lower() for entry in ours
    }
    assert {entry.name for entry in ours} <= named


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
