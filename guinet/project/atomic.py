"""Writing files so that a crash, a full disk or a refusal leaves the old ones as they were."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from guinet.core.errors import FileError

__all__ = ["backup_of", "demand_place", "os_reason", "write_files"]

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EACCES: "you are not allowed to write there",
    errno.EPERM: "you are not allowed to write there",
    errno.EROFS: "the disk can only be read",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "there is no such folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
}


def os_reason(error: OSError) -> str:
    """Return what the system answered, in plain words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def backup_of(path: Path) -> Path:
    """Return where the previous contents of a file are kept: ``NAME.guinet.bak``."""
    return path.with_name(f"{path.name}.bak")


def demand_place(path: Path) -> None:
    """Make sure, as far as can be told beforehand, that a file can be written.

    Raises
    ------
    FileError
        If the folder is missing or may not be written to, or something else than a plain file
        has that name: a folder, or a device, whose place no file must take.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise OSError(errno.EISDIR, "")
        if target.exists() and not target.is_file():
            raise OSError(0, "it is not a plain file")
        if not target.parent.is_dir():
            raise OSError(errno.ENOENT, "")
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise OSError(errno.EACCES, "")
    except (OSError, ValueError) as error:
        raise _unsaved(path, error) from None


def write_files(contents: Sequence[tuple[Path, bytes]], *, backup: bool = True) -> None:
    """Write several files; each is replaced at once, none before all are safely on the disk.

    Parameters
    ----------
    contents
        Paths and bytes, in the order in which they take their places.
    backup
        Whether previous contents are kept, see `backup_of`.

    Raises
    ------
    FileError
        If one cannot be written; then none has changed, or, should replacing a later one
        fail, those before it are done and their previous contents are in their backups.
    """
    for path, _ in contents:
        demand_place(path)
    staged: list[tuple[Path, Path]] = []
    path = contents[0][0]
    try:
        for path, data in contents:
            target = path.resolve()  # a link stays a link; what it points to is replaced
            staged.append((_temporary(target), target))
            _write(staged[-1][0], data)
        for temporary, target in staged:
            path = target
            if target.exists():
                shutil.copymode(target, temporary)
                if backup:
                    _keep(target)
            temporary.replace(target)
            _settle(target.parent)
    except (OSError, ValueError) as error:
        raise _unsaved(path, error) from None
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _unsaved(path: Path, error: OSError | ValueError) -> FileError:
    # A name with a zero byte is the one thing that Python refuses by itself.
    reason = os_reason(error) if isinstance(error, OSError) else "the name is not allowed"
    return FileError(
        f"{path.name} cannot be saved in {path.parent}: {reason}; nothing that was there is lost."
    )


def _temporary(target: Path) -> Path:
    # In the same folder: only within one file system can a file take another's place at once.
    return target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep(target: Path) -> None:
    """Keep what is there as backup, without a moment in which the file is missing."""
    spare = _temporary(target)
    try:
        try:
            os.link(target, spare)
        except OSError:  # file systems without links
            shutil.copy2(target, spare)
        spare.replace(backup_of(target))
    finally:
        spare.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Write the folder's entries to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks refuse
            os.fsync(handle)
    finally:
        os.close(handle)
