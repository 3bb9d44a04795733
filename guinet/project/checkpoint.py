"""A trained network in one safetensors file, which opens by itself.

The arrays stand under their public names (``hidden.weight``), so that PyTorch and others
can read them; the project and everything else travel as JSON in the metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from guinet.core.errors import FileError
from guinet.core.types import Array
from guinet.project.atomic import os_reason, write_files
from guinet.project.cursor import Cursor
from guinet.project.migrations import migrate
from guinet.project.project import Project
from guinet.project.schema import from_json, to_json
from guinet.project.source_paths import relative_paths
from guinet.project.text import read_text
from guinet.project.weights_file import MAX_FILE_BYTES, pack, unpack
from guinet.training.messages import Epoch

__all__ = ["Checkpoint", "pack_checkpoint", "read_bytes", "unpack_checkpoint", "write_checkpoint"]

_SCALER = "data/scaler/"
_HISTORY = "data/history/"
_FIXED = ("epoch", "learning_rate", "seconds")
_NAMES = 200_000


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What training has made of a project.

    Attributes
    ----------
    weights, state
        Arrays by public name, ``"hidden.weight"``.
    scaler
        The fitted scaling, as `guinet.data.scaler.Scaler.to_arrays` gives it.
    classes
        Names of the classes by field of the data.
    history
        The epochs done; a metric that an epoch lacks is NaN after reading.
    epoch, step
        How far training has come.
    """

    weights: Mapping[str, Array] = field(default_factory=dict)
    state: Mapping[str, Array] = field(default_factory=dict)
    scaler: Mapping[str, Array] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: Sequence[Epoch] = ()
    epoch: int = 0
    step: int = 0


def write_checkpoint(checkpoint: Checkpoint, project: Project, path: Path | str) -> None:
    """Write a checkpoint to a file of its own, atomically; its paths of data are relative to it.

    Raises
    ------
    FileError
        If it cannot be written; what was there is as it was.
    """
    path = Path(path).absolute()
    portable = relative_paths(project, path.parent)
    write_files([(path, pack_checkpoint(checkpoint, portable))], backup=False)


def read_bytes(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a file whole, unless it is too large.

    Raises
    ------
    FileError
        One sentence without the file's name.
    """
    try:
        if path.is_dir():
            raise FileError("it is a folder, not a file.")
        with path.open("rb") as file:
            # One byte more than allowed tells: sizes that are told may be wrong (pipes).
            data = file.read(min(path.stat().st_size, limit) + 1)
    except FileNotFoundError:
        raise FileError("there is no such file.") from None
    except (OSError, ValueError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        raise FileError(f"it cannot be read: {reason}.") from None
    if len(data) > limit:
        raise FileError(f"it is larger than {limit // 2**20} MiB, the most allowed.")
    return data


def pack_checkpoint(checkpoint: Checkpoint, project: Project) -> bytes:
    """Return the safetensors file; equal arguments give equal bytes."""
    arrays: dict[str, Array] = {}
    scaler = {f"{_SCALER}{name}": array for name, array in checkpoint.scaler.items()}
    history = _columns(checkpoint.history)
    for part in (checkpoint.weights, checkpoint.state, scaler, history):
        for name, array in part.items():
            if name in arrays:
                raise FileError(f"Two arrays of the network are both called {name}.")
            arrays[name] = array
    about = {
        "project": to_json(project),
        "state": list(checkpoint.state),
        "scaler": list(scaler),
        "history": list(history),
        "classes": {name: list(names) for name, names in checkpoint.classes.items()},
        "epoch": checkpoint.epoch,
        "step": checkpoint.step,
    }
    return pack(arrays, json.dumps(about, ensure_ascii=False, allow_nan=False))


def unpack_checkpoint(data: bytes) -> tuple[Project, Checkpoint]:
    """Read a safetensors file that `pack_checkpoint` made.

    Raises
    ------
    FileError
        One sentence without the file's name: damaged, or not from guinet.
    """
    arrays, text = unpack(data)
    if not text:
        raise FileError("the file holds weights but no guinet project.")
    parts = Cursor(read_text(text.encode()), "metadata").members(
        "project", "state scaler history classes epoch step"
    )
    project = from_json(migrate(parts["project"].value))

    def take(role: str) -> dict[str, Array]:
        taken = {}
        for cursor in parts.get(role, Cursor([])).items(_NAMES):
            name = cursor.text(1000)
            if name not in arrays:
                raise cursor.error("names an array that is not in the file")
            taken[name] = arrays.pop(name)
        return taken

    state, scaler, columns = take("state"), take("scaler"), take("history")
    return project, Checkpoint(
        weights=arrays,
        state=state,
        scaler={name.removeprefix(_SCALER): array for name, array in scaler.items()},
        classes={
            name: tuple(item.text() for item in names.items(_NAMES))
            for name, names in parts.get("classes", Cursor({})).entries()
        },
        history=_epochs(columns),
        epoch=parts["epoch"].whole(0, 2**53) if "epoch" in parts else 0,
        step=parts["step"].whole(0, 2**53) if "step" in parts else 0,
    )


def _columns(history: Sequence[Epoch]) -> dict[str, Array]:
    """Return the epochs as columns of numbers; text would be twenty times as large."""
    if not history:
        return {}
    metrics = dict.fromkeys(name for epoch in history for name in epoch.metrics)
    columns = {name: [float(getattr(epoch, name)) for epoch in history] for name in _FIXED}
    columns |= {
        f"metric.{name}": [float(epoch.metrics.get(name, np.nan)) for epoch in history]
        for name in metrics
    }
    return {f"{_HISTORY}{name}": np.array(column) for name, column in columns.items()}


def _epochs(columns: Mapping[str, Array]) -> tuple[Epoch, ...]:
    plain = {name.removeprefix(_HISTORY): array for name, array in columns.items()}
    if not plain:
        return ()
    shapes = {array.shape for array in plain.values()}
    numbers = all(array.dtype.kind == "f" for array in plain.values())
    if len(shapes) != 1 or len(next(iter(shapes))) != 1 or not numbers or not {*_FIXED} <= {*plain}:
        raise FileError("the loss history in the file is not complete.")
    fixed = [plain.pop(name).tolist() for name in _FIXED]
    if not all(1 <= number <= 2**53 for number in fixed[0]):
        raise FileError("the loss history in the file counts epochs that cannot be.")
    names = [name.removeprefix("metric.") for name in plain]
    rows = zip(*(array.tolist() for array in plain.values()), strict=True)
    metrics = [dict(zip(names, row, strict=True)) for row in rows] or [{} for _ in fixed[0]]
    return tuple(
        Epoch(int(number), values, rate, seconds)
        for number, values, rate, seconds in zip(fixed[0], metrics, *fixed[1:], strict=True)
    )
