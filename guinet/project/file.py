"""Opening and saving: the `.guinet` file with the weights beside it.

Nothing in a file is ever executed. Whatever is wrong with one is told in one sentence that
names the file and the place in it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from guinet.core.errors import FileError
from guinet.project.atomic import backup_of, write_files
from guinet.project.checkpoint import (
    Checkpoint,
    pack_checkpoint,
    read_bytes,
    unpack_checkpoint,
)
from guinet.project.cursor import Cursor
from guinet.project.examples import PREFIX, example_path
from guinet.project.migrations import migrate
from guinet.project.project import Project, demand_project
from guinet.project.schema import from_json, notices, to_json
from guinet.project.source_paths import absolute_paths, relative_paths
from guinet.project.text import MAX_BYTES, read_text, write_text

__all__ = ["SUFFIX", "WEIGHTS_SUFFIX", "Loaded", "load", "load_project", "save", "weights_path"]

SUFFIX = ".guinet"
WEIGHTS_SUFFIX = ".safetensors"


@dataclass(frozen=True, eq=False)
class Loaded:
    """What was found in a file.

    Attributes
    ----------
    project
        The project.
    checkpoint
        The trained network, or None.
    notices
        Sentences for the person: weights that are missing, modules that are not installed.
    path
        The `.guinet` file, absolute; None for an example or a lone checkpoint, which saving
        must not overwrite.
    """

    project: Project
    checkpoint: Checkpoint | None = None
    notices: tuple[str, ...] = ()
    path: Path | None = None


def load(path: Path | str) -> Loaded:
    """Open a `.guinet` file with its weights, a lone `.safetensors`, or ``example:NAME``.

    Raises
    ------
    FileError
        One sentence that names the file, the place in it and what is wrong.
    """
    if isinstance(path, str) and path.startswith(PREFIX):
        file = example_path(path.removeprefix(PREFIX))
        own = None
    else:
        file = Path(path).absolute()
        own = file
    try:
        if file.suffix == WEIGHTS_SUFFIX:
            project, checkpoint = unpack_checkpoint(read_bytes(file))
            project = absolute_paths(project, file.parent)
            return Loaded(project, checkpoint, notices(project))
        raw = migrate(read_text(read_bytes(file, MAX_BYTES)))
        project = absolute_paths(from_json(raw), file.parent)
        digest = _digest(raw)
    except FileError as error:
        raise FileError(f"{file.name}: {error}") from None
    if digest is None:
        return Loaded(project, None, notices(project), own)
    try:
        checkpoint = _find_weights(weights_path(file), digest)
    except FileError as error:
        notice = f"{error} The network is untrained."
        return Loaded(project, None, (*notices(project), notice), own)
    return Loaded(project, checkpoint, notices(project), own)


def load_project(path: Path | str) -> Project:
    """Open a file, or ``example:NAME``, without its weights.

    Raises
    ------
    FileError
        See `load`.
    """
    return load(path).project


def save(
    project: Project,
    path: Path | str,
    checkpoint: Checkpoint | None = None,
    *,
    backup: bool = True,
) -> None:
    """Write a project, atomically; the previous file stays as ``NAME.guinet.bak``.

    Parameters
    ----------
    project
        What to save.
    path
        The `.guinet` file.
    checkpoint
        The trained network; it goes to ``NAME.safetensors`` beside the file, which names its
        hash.
    backup
        Whether the previous files are kept.

    Raises
    ------
    FileError
        If it cannot be written, or could not be opened again; then the old file is intact.
    GuinetError
        If it is no project.
    """
    demand_project(project)
    if isinstance(path, str) and path.startswith(PREFIX):
        raise FileError(f"{path} comes with guinet and is not written to; choose a file.")
    path = Path(path).absolute()
    if path.suffix == WEIGHTS_SUFFIX:
        raise FileError(
            f"{path.name} is a name for weights, which lie beside their project; "
            f"save as {path.stem}{SUFFIX}."
        )
    portable = relative_paths(project, path.parent)
    raw = to_json(portable)
    contents = []
    if checkpoint is not None:
        weights = pack_checkpoint(checkpoint, portable)
        raw["weights"] = {"sha256": hashlib.sha256(weights).hexdigest()}
        contents.append((weights_path(path), weights))
    try:
        text = write_text(raw).encode()
        from_json(read_text(text))  # what cannot be opened again is not written
    except (FileError, UnicodeEncodeError) as error:
        raise FileError(f"{path.name} cannot be saved: {error}") from None
    contents.append((path, text))
    write_files(contents, backup=backup)


def weights_path(path: Path) -> Path:
    """Return where the weights of a `.guinet` file lie."""
    if path.suffix == SUFFIX:
        return path.with_suffix(WEIGHTS_SUFFIX)
    return path.with_name(path.name + WEIGHTS_SUFFIX)


def _digest(raw: dict[str, object]) -> str | None:
    if "weights" not in raw:
        return None
    cursor = Cursor(raw["weights"], "weights").members("sha256")["sha256"]
    digest = cursor.text()
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise cursor.error("must be 64 hexadecimal digits")
    return digest


def _find_weights(path: Path, digest: str) -> Checkpoint:
    """Read the weights of that hash: beside the file, or those saved before them."""
    reason = ""
    # A crash between the two files of one saving leaves the right weights in the backup.
    for place in (path, backup_of(path)):
        try:
            data = read_bytes(place)
            if hashlib.sha256(data).hexdigest() != digest:
                raise FileError("they belong to another state of this file.")
            return unpack_checkpoint(data)[1]
        except FileError as error:
            reason = reason or str(error)
    raise FileError(f"The weights in {path.name} cannot be used: {reason}")
