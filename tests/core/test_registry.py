"""The registry finds types in a package and in plugins, and survives bad plugins."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guinet.core.module import Module
from guinet.core.registry import Registry

PLUGIN = '''
from guinet.core.category import Category
from guinet.core.elementwise import Elementwise
from guinet.core.fields import IntField
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.module import Module

class Double(Elementwise):
    """Twice as much."""

    formula = Formula((r"y = 2x",))

    def value(self, x):
        return 2 * x

    def derivative(self, x, y):
        return 0 * x + 2

    def torch_form(self, inputs):
        return TorchForm("2 * {x}")

    def onnx_form(self, inputs):
        return OnnxForm(())

class _Hidden(Double):
    """Not for others."""
'''

Install = Callable[..., Registry[Module]]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install plugins: entry point name -> (value, source of the module)."""
    before = set(sys.modules)

    def build(**plugins: tuple[str, str]) -> Registry[Module]:
        info = tmp_path / "plugins-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugins\nVersion: 1.0\n")
        lines = [f"{name} = {value}" for name, (value, _) in plugins.items()]
        (info / "entry_points.txt").write_text("[guinet.test]\n" + "\n".join(lines))
        for value, source in plugins.values():
            module = value.partition(":")[0]
            if source:
                (tmp_path / f"{module}.py").write_text(source)
        monkeypatch.syspath_prepend(str(tmp_path))
        return Registry(Module, "guinet.modules.activation", "guinet.test")

    yield build
    for name in set(sys.modules) - before:
        if name.startswith("plug"):
            del sys.modules[name]


def test_the_package_is_walked_with_its_folders() -> None:
    registry = Registry(Module, "guinet.modules")
    assert {"Linear", "ReLU", "MSELoss"} <= set(registry.names())
    assert registry.names() == sorted(registry.names())
    assert registry.get("Elementwise") is None  # imported there, not defined there
    assert registry.get("NoSuchThing") is None


def test_a_plugin_module_gives_all_its_types(install: Install) -> None:
    registry = install(one=("plug_one", PLUGIN))
    double = registry.get("Double")
    assert double is not None
    assert double.describe()["summary"] == "Twice as much."
    assert registry.get("_Hidden") is None
    assert registry.get("ReLU") is not None
    assert registry.broken == {}


def test_a_plugin_class_is_named_by_itself(install: Install) -> None:
    assert "Double" in install(one=("plug_two:Double", PLUGIN)).names()


def test_a_package_may_re_export_what_its_modules_define(install: Install, tmp_path: Path) -> None:
    package = tmp_path / "plug_package"
    package.mkdir()
    (package / "__init__.py").write_text("from plug_package.inner import Double\n")
    (package / "inner.py").write_text(PLUGIN)
    assert "Double" in install(one=("plug_package", "")).names()


@pytest.mark.parametrize(
    ("value", "source", "told"),
    [
        ("plug_a", "1 / 0", "cannot be loaded: division by zero"),
        ("plug_b", "raise SystemExit(3)", "cannot be loaded: 3"),
        ("plug_c", "raise KeyError", "cannot be loaded: KeyError"),
        ("plug_missing", "", "cannot be loaded: No module named 'plug_missing'"),
        ("plug_d:Nothing", PLUGIN, "cannot be loaded: module 'plug_d' has no attribute"),
        ("plug_e:IntField", PLUGIN, "plug_e:IntField is not a Module."),
        ("plug_e:answer", PLUGIN + "answer = 3\n", "plug_e:answer is not a Module."),
        ("plug_f:Elementwise", PLUGIN, "Elementwise does not define derivative, onnx_form"),
        ("plug_g", PLUGIN.replace('"""Twice as much."""', ""), "Double has no documentation."),
        ("plug_h", PLUGIN.replace("formula =", "formulas ="), "Double has no formula."),
        ("plug_i", PLUGIN.replace("    def v", "    n = IntField(0, minimum=1, doc='')\n    def v"),
         "A default is not acceptable: Double.n must be at least 1, not 0."),
        ("plug_j", PLUGIN.replace("    def value", "    variadic = 'count'\n    def value"),
         "Double has no field count."),
        ("plug_k", PLUGIN.replace("class Double", "class ReLU").replace("(Double)", "(ReLU)"),
         "plug_k has a ReLU, but guinet.modules.activation.relu has one already."),
    ],
)  # fmt: skip
def test_a_bad_plugin_is_told_and_nothing_else_suffers(
    install: Install, value: str, source: str, told: str
) -> None:
    registry = install(bad=(value, source))
    assert "Double" not in registry.names()
    relu = registry.get("ReLU")
    assert relu is not None
    assert relu.__module__ == "guinet.modules.activation.relu"
    (sentence,) = registry.broken.values()
    assert told in sentence


def test_one_bad_plugin_does_not_keep_a_good_one_out(install: Install) -> None:
    registry = install(bad=("plug_bad", "1 / 0"), good=("plug_good", PLUGIN))
    assert "Double" in registry.names()
    assert list(registry.broken) == ["bad"]


def test_forget_searches_again(install: Install, tmp_path: Path) -> None:
    registry = install(late=("plug_late", ""))
    assert "Double" not in registry.names()
    (tmp_path / "plug_late.py").write_text(PLUGIN)
    assert "Double" not in registry.names()
    sys.path_importer_cache.pop(str(tmp_path), None)
    registry.forget()
    assert "Double" in registry.names()
    assert registry.broken == {}
