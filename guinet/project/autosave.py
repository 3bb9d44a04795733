"""Work in progress, written aside, and found again after a crash."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guinet.core.errors import FileError
from guinet.project.atomic import os_reason, write_files
from guinet.project.checkpoint import Checkpoint, read_bytes
from guinet.project.cursor import Cursor
from guinet.project.file import SUFFIX, Loaded, load, save, weights_path
from guinet.project.folders import state_folder
from guinet.project.lock import Lock
from guinet.project.project import Project
from guinet.project.text import MAX_BYTES, read_text

__all__ = ["Autosave", "Recoverable", "recoverable"]

_ABOUT = ".json"
_LOCK = ".lock"


class Autosave:
    """Writes one session's work aside; several programs can run at once.

    The folder is `folder()`; a session has its own names in it, and a lock that tells others
    whether its process still lives.
    """

    def __init__(self) -> None:
        self.session = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock: Lock | None = None

    def write(
        self, project: Project, path: Path | None, checkpoint: Checkpoint | None = None
    ) -> None:
        """Write the work as it stands, in place of what this session wrote before.

        Parameters
        ----------
        project, checkpoint
            The work.
        path
            The file it belongs to, or None.

        Raises
        ------
        FileError
            If it cannot be written.
        """
        target = folder() / f"{self.session}{SUFFIX}"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = Lock(target.with_suffix(_LOCK))
        except OSError as error:
            raise FileError(
                f"Work in progress cannot be written to {target.parent}: {os_reason(error)}."
            ) from None
        about = {
            "pid": os.getpid(),
            "path": "" if path is None else str(path.absolute()),
            "title": project.title,
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_files([(target.with_suffix(_ABOUT), json.dumps(about).encode())], backup=False)
        save(project, target, checkpoint, backup=False)

    def remove(self) -> None:
        """Forget the work: it was saved, or the session ends properly."""
        _remove(folder() / f"{self.session}{SUFFIX}")
        if self._lock is not None:
            self._lock.release()
            self._lock = None


@dataclass(frozen=True)
class Recoverable:
    """Work that a session left behind when its process ended improperly.

    Attributes
    ----------
    file
        Where it was written aside.
    path
        The file it belongs to, or None.
    title
        For people: the project's title, or the file's name.
    saved_at
        When it was last written.
    """

    file: Path
    path: Path | None
    title: str
    saved_at: datetime

    @property
    def when(self) -> str:
        """The time for people, in their own time zone: ``2026-05-31 14:05``."""
        return f"{self.saved_at.astimezone():%Y-%m-%d %H:%M}"

    def load(self) -> Loaded:
        """Open the work.

        Raises
        ------
        FileError
            If it is damaged.
        """
        return load(self.file)

    def discard(self) -> None:
        """Throw the work away."""
        _remove(self.file)
        with contextlib.suppress(OSError):
            self.file.with_suffix(_LOCK).unlink(missing_ok=True)


def folder() -> Path:
    """Return the folder of work in progress; it need not exist yet."""
    return state_folder() / "autosave"


def recoverable() -> list[Recoverable]:
    """Return the work whose process is gone, the newest first; never raises."""
    found = []
    with contextlib.suppress(OSError):
        for file in folder().glob(f"*{SUFFIX}"):
            found.extend([] if _alive(file) else [_about(file)])
    return sorted(found, key=lambda work: work.saved_at, reverse=True)


def _alive(file: Path) -> bool:
    lock = file.with_suffix(_LOCK)
    if not lock.exists():
        return False
    try:
        Lock(lock).release()
    except OSError:
        return True
    return False


def _about(file: Path) -> Recoverable:
    """Read what is told about the work; where that is damaged, the file itself tells enough."""
    path, title = "", ""
    saved_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    with contextlib.suppress(FileError, ValueError):
        parts = Cursor(read_text(read_bytes(file.with_suffix(_ABOUT), MAX_BYTES))).members(
            "pid path title saved_at"
        )
        saved_at = datetime.fromisoformat(parts["saved_at"].text()).astimezone(UTC)
        path, title = parts["path"].text(10_000), parts["title"].text()
    name = Path(path).stem if path else "Untitled"
    return Recoverable(file, Path(path) if path else None, title or name, saved_at)


def _remove(file: Path) -> None:
    for one in (file, file.with_suffix(_ABOUT), weights_path(file)):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
