"""What all tests share: no screen needed, no settings of the person touched."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Two test processes share the cores; a thread pool in each would only get in the way.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# Without kept bytecode each test process compiles and rewrites all tests, and each program that a
# test starts compiles guinet: where an environment forbids it, the tests keep theirs nonetheless.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

try:
    import PySide6.QtGui  # noqa: F401  (fails where Qt's system libraries are missing)
except ImportError as error:
    _QT_ERROR: str | None = str(error)
else:
    _QT_ERROR = None


def pytest_configure(config: pytest.Config) -> None:
    """Load pytest-qt only where Qt itself loads; it aborts the whole run otherwise."""
    if _QT_ERROR is None and not config.pluginmanager.hasplugin("pytest-qt"):
        from pytestqt import plugin

        config.pluginmanager.register(plugin, "pytest-qt-loaded-by-conftest")


def pytest_collection_finish() -> None:
    """Take all modules and tests out of the garbage collector's sight: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _all_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("config")


@pytest.fixture(autouse=True)
def _own_settings(_all_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a settings folder of its own."""
    # The factory would count what is there first, and there are thousands of tests.
    monkeypatch.setenv("GUINET_CONFIG_DIR", tempfile.mkdtemp(dir=_all_settings))


@pytest.fixture
def shared_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of the test's own for the memory that processes share."""
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setattr("guinet.core.shared_block._folder", lambda size: str(folder))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the window's tests, with the reason, where Qt cannot load."""
    if _QT_ERROR is None:
        return
    reason = f"Qt cannot load here: {_QT_ERROR}"
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=reason))
