"""What is remembered between sessions, and what damage does to it: nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guinet.document.settings import Settings
from guinet.project.folders import config_folder


def test_the_first_time_has_defaults_and_writes_nothing() -> None:
    settings = Settings.load()
    assert (settings.theme, settings.recent_files, settings.docks) == ("system", (), None)
    assert settings.window() == (b"", b"")
    assert not settings.file.exists()


def test_everything_is_there_the_next_time(tmp_path: Path) -> None:
    settings = Settings.load()
    settings.theme = "dark"
    settings.add_recent(tmp_path / "größe.guinet")
    settings.remember_window(b"\x00\xff geometry", b"state", ["palette", "plots"])
    again = Settings.load()
    assert again.theme == "dark"
    assert again.recent_files == (tmp_path / "größe.guinet",)
    assert again.window() == (b"\x00\xff geometry", b"state")
    assert again.docks == ("palette", "plots")
    assert config_folder() in again.file.parents


def test_recent_files_are_the_ten_newest_each_once(tmp_path: Path) -> None:
    settings = Settings.load()
    for number in range(12):
        settings.add_recent(tmp_path / f"{number}.guinet")
    settings.add_recent(str(tmp_path / "5.guinet"))
    names = [path.stem for path in Settings.load().recent_files]
    assert names == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    settings.forget_recent(tmp_path / "11.guinet")
    assert [path.stem for path in settings.recent_files][:2] == ["5", "10"]
    settings.forget_recent()
    assert Settings.load().recent_files == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 99}',
        '{"version": 1, "theme": "pink"}',
        '{"version": 1, "theme": 5}',
        '{"version": 1, "recent_files": [5]}',
        '{"version": 1, "window": {"geometry": "%%", "state": ""}}',
        '{"version": 1, "window": {"geometry": "", "state": "é"}}',
        '{"version": 1, "docks": {}}',
        '{"version": 1, "bindings": []}',
        '{"version": 1, "bindings": {"delete": "Del"}}',
        '{"version": 1, "bindings": {"delete": [5]}}',
        '{"version": 1, "surprise": {}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_kept_aside(text: str, caplog: pytest.LogCaptureFixture) -> None:
    file = config_folder() / "settings.json"
    file.write_text(text, encoding="utf-8")
    settings = Settings.load()
    assert settings.theme == "system"
    assert settings.recent_files == ()
    assert not file.exists()
    assert file.with_name("settings.json.damaged").read_text(encoding="utf-8") == text
    assert "damaged" in caplog.text
    settings.theme = "light"
    assert Settings.load().theme == "light"


@pytest.mark.parametrize(
    ("raw", "theme"),
    [
        ({"dark": True}, "dark"),
        ({"dark": False}, "light"),
        ({}, "system"),
        ({"dark": []}, "system"),
    ],
)
def test_older_settings_are_translated(raw: dict[str, Any], theme: str) -> None:
    (config_folder() / "settings.json").write_text(json.dumps(raw | {"recent_files": ["/a"]}))
    settings = Settings.load()
    assert settings.theme == theme
    assert settings.recent_files == (Path("/a"),)


def test_settings_that_cannot_be_written_keep_nobody_from_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GUINET_CONFIG_DIR", str(tmp_path / "file"))
    settings = Settings.load()
    settings.theme = "dark"
    assert settings.theme == "dark"
    assert "cannot be written" in caplog.text
