"""What guinet remembers of a person between sessions."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from guinet.core.errors import FileError
from guinet.project.atomic import write_files
from guinet.project.checkpoint import read_bytes
from guinet.project.cursor import Cursor
from guinet.project.folders import config_folder
from guinet.project.text import read_text

__all__ = ["Settings", "Theme"]

Theme = Literal["system", "dark", "light"]

_VERSION = 1
_RECENT = 10
_BYTES = 2**20
_log = logging.getLogger(__name__)


class Settings:
    """Theme, recent files, keys and the arrangement of the window; every change is written at once.

    A file that cannot be read is kept aside as ``settings.json.damaged``, and one that cannot
    be written is reported to the log: neither may keep anyone from working.

    Attributes
    ----------
    file
        Where the settings are kept.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._theme: Theme = "system"
        self._recent: tuple[Path, ...] = ()
        self._geometry = b""
        self._state = b""
        self._docks: tuple[str, ...] | None = None
        self._bindings: dict[str, tuple[str, ...]] = {}
        self._minimap = True
        self._ruler = False
        self._plots: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls) -> Settings:
        """Read the settings; the defaults where there are none or they are damaged."""
        file = config_folder() / "settings.json"
        settings = cls(file)
        if not file.exists():
            return settings
        try:
            settings._take(read_text(read_bytes(file, _BYTES)))
        except FileError as error:
            _log.warning("The settings in %s are damaged and kept aside: %s", file, error)
            with contextlib.suppress(OSError):
                file.replace(file.with_name(f"{file.name}.damaged"))
            return cls(file)
        return settings

    @property
    def theme(self) -> Theme:
        """``"system"``, ``"dark"`` or ``"light"``."""
        return self._theme

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._theme = theme
        self.save()

    @property
    def minimap(self) -> bool:
        """Whether the map of the network is wanted on the canvas."""
        return self._minimap

    @minimap.setter
    def minimap(self, wanted: bool) -> None:
        self._minimap = wanted
        self.save()

    @property
    def ruler(self) -> bool:
        """Whether the depth ruler is wanted below the canvas."""
        return self._ruler

    @ruler.setter
    def ruler(self, wanted: bool) -> None:
        self._ruler = wanted
        self.save()

    def plots(self, task: str) -> tuple[str, ...] | None:
        """Return the plots chosen for a task, in their order; None until a person chose."""
        return self._plots.get(task)

    def choose_plots(self, task: str, plots: Iterable[str] | None) -> None:
        """Remember the plots chosen for a task; None for the usual ones."""
        if plots is None:
            self._plots.pop(task, None)
        else:
            self._plots[task] = tuple(plots)
        self.save()

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """Files opened or saved, the newest first, ten at most; some may be gone by now."""
        return self._recent

    def add_recent(self, path: Path | str) -> None:
        """Put a file at the head of the recent ones."""
        path = Path(path).absolute()
        others = (one for one in self._recent if one != path)
        self._recent = (path, *others)[:_RECENT]
        self.save()

    def forget_recent(self, path: Path | str | None = None) -> None:
        """Forget one recent file, or all of them."""
        gone = None if path is None else Path(path).absolute()
        self._recent = tuple(one for one in self._recent if gone is not None and one != gone)
        self.save()

    def window(self) -> tuple[bytes, bytes]:
        """Return geometry and arrangement of the window as Qt wrote them; empty at first."""
        return self._geometry, self._state

    @property
    def docks(self) -> tuple[str, ...] | None:
        """Names of the panels that were open; None if that was never told."""
        return self._docks

    @property
    def bindings(self) -> Mapping[str, tuple[str, ...]]:
        """Keys and gestures that the person chose, by id of what they do; as text."""
        return MappingProxyType(self._bindings)

    @bindings.setter
    def bindings(self, bindings: Mapping[str, Iterable[str]]) -> None:
        self._bindings = {id: tuple(texts) for id, texts in bindings.items()}
        self.save()

    def remember_window(
        self, geometry: bytes, state: bytes, docks: Iterable[str] | None = None
    ) -> None:
        """Remember how the window stands and which panels are open."""
        self._geometry, self._state = geometry, state
        if docks is not None:
            self._docks = tuple(docks)
        self.save()

    def save(self) -> None:
        """Write the settings; a failure goes to the log."""
        text = json.dumps(self._raw(), indent=2, ensure_ascii=False) + "\n"
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_files([(self.file, text.encode("utf-8", "replace"))], backup=False)
        except (FileError, OSError) as error:
            _log.warning("The settings cannot be written to %s: %s", self.file, error)

    def _raw(self) -> dict[str, Any]:
        raw: dict[str, Any] = {
            "version": _VERSION,
            "theme": self._theme,
            "recent_files": [str(path) for path in self._recent],
            "window": {
                "geometry": base64.b64encode(self._geometry).decode(),
                "state": base64.b64encode(self._state).decode(),
            },
        }
        if self._docks is not None:
            raw["docks"] = list(self._docks)
        if not self._minimap:
            raw["minimap"] = False
        if self._ruler:
            raw["ruler"] = True
        if self._plots:
            raw["plots"] = {task: list(ids) for task, ids in sorted(self._plots.items())}
        if self._bindings:
            raw["bindings"] = {id: list(texts) for id, texts in sorted(self._bindings.items())}
        return raw

    def _take(self, raw: Any) -> None:
        parts = Cursor(_migrated(raw)).members(
            "version", "theme recent_files window docks bindings minimap plots ruler"
        )
        if "theme" in parts:
            theme = parts["theme"].text()
            if theme not in ("system", "dark", "light"):
                raise parts["theme"].error("must be system, dark or light")
            self._theme = cast("Theme", theme)
        recent = parts.get("recent_files", Cursor([])).items(1000)
        self._recent = tuple(Path(item.text(10_000)) for item in recent)[:_RECENT]
        if "window" in parts:
            window = parts["window"].members("geometry state")
            self._geometry, self._state = (_bytes(window[name]) for name in ("geometry", "state"))
        if "docks" in parts:
            self._docks = tuple(item.text() for item in parts["docks"].items(1000))
        if "minimap" in parts:
            self._minimap = _yes_or_no(parts["minimap"])
        if "ruler" in parts:
            self._ruler = _yes_or_no(parts["ruler"])
        if "bindings" in parts:
            self._bindings = _texts_by_name(parts["bindings"])
        if "plots" in parts:
            self._plots = _texts_by_name(parts["plots"])


def _yes_or_no(cursor: Cursor) -> bool:
    if not isinstance(cursor.value, bool):
        raise cursor.error("must be true or false")
    return cursor.value


def _texts_by_name(cursor: Cursor) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(item.text() for item in texts.items(100)) for name, texts in cursor.entries()
    }


def _bytes(cursor: Cursor) -> bytes:
    try:
        return base64.b64decode(cursor.text(_BYTES), validate=True)
    except (binascii.Error, ValueError):
        raise cursor.error("must be base64 text") from None


def _migrated(raw: Any) -> Any:
    """Return the settings as this release has them.

    Version 0 had no number and kept the theme as ``dark: true``; it was never released and
    proves that migrating works.
    """
    entries = dict(Cursor(raw).entries())
    if "version" not in entries:
        rest = {name: item.value for name, item in entries.items() if name != "dark"}
        dark = raw.get("dark")
        theme = "system" if not isinstance(dark, bool) else "dark" if dark else "light"
        return {"theme": theme} | rest | {"version": 1}
    entries["version"].whole(1, _VERSION)
    return raw
