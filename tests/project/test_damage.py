"""Three hundred damaged files: each opens, or gives exactly one sentence."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guinet.core.errors import FileError
from guinet.graph.analysis import analyse
from guinet.project.checkpoint import Checkpoint, pack_checkpoint
from guinet.project.file import load, save
from guinet.project.schema import to_json
from guinet.project.text import write_text
from tests.project.drawn import everything

ODD_VALUES = (
    None, True, -1, 0, 2.5, 10**40, -(10**18), 1e308, "", "x" * 500, "a.b", "\n", "../../etc",
    "n1", "c1", "Linear", "CompositeUse", "Concat", "BatchNorm", [], {}, [[[[]]]], {"type": "Adam"},
    {"a": {"b": []}}, ["n1", "y", "n2", "in"], ["n4", "y", "n4", "x"], ["n6", "y", "n1", "x"],
    {"id": "n2", "name": "u", "composite": "c1"},
)  # fmt: skip

Damage = Callable[[random.Random, bytes], bytes]


def cut(rng: random.Random, data: bytes) -> bytes:
    """Lose the end."""
    return data[: rng.randrange(len(data))]


def change(rng: random.Random, data: bytes) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def lose(rng: random.Random, data: bytes) -> bytes:
    """Lose a piece in the middle."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randint(1, 200) :]


def double(rng: random.Random, data: bytes) -> bytes:
    """Have a piece twice."""
    start = rng.randrange(len(data))
    return data[: start + rng.randint(1, 200)] + data[start:]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with every key or index in it."""
    found = []
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *places(value[key])]
    return found


def confuse(rng: random.Random, raw: Any) -> Any:
    """Put odd values in places, lose some, add some."""
    for _ in range(rng.randint(1, 3)):
        container, key = rng.choice(places(raw))
        odd = copy.deepcopy(rng.choice(ODD_VALUES))
        action = rng.randrange(4)
        if action == 0:
            del container[key]
        elif action == 1 and isinstance(container, list):
            container.append(odd)
        elif action == 1:
            container[rng.choice(["novel", "x", "composite", "version"])] = odd
        elif action == 2:
            container[key] = copy.deepcopy(rng.choice(places(raw))[0])
        else:
            container[key] = odd
        if not places(raw):
            break
    return raw


def confused_text(rng: random.Random, data: bytes) -> bytes:
    """Return JSON that is sound as JSON."""
    return json.dumps(confuse(rng, json.loads(data))).encode()


def confused_header(rng: random.Random, data: bytes) -> bytes:
    """Return weights whose header is sound as JSON."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    if rng.random() < 0.5:
        about = json.loads(header["__metadata__"]["guinet"])
        header["__metadata__"]["guinet"] = json.dumps(confuse(rng, about))
    else:
        header = confuse(rng, header)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


DAMAGES: tuple[Damage, ...] = (cut, change, lose, double)


def open_or_one_sentence(path: Path) -> bool:
    """Open a file, and go on working with it as the window would; or get one FileError."""
    try:
        loaded = load(path)
    except FileError as error:
        message = str(error)
        assert message.startswith(f"{path.name}: ")
        assert message.endswith(".") or "guinet file?" in message
        assert "\n" not in message
        assert len(message) < 1000
        assert "Traceback" not in message
        return False
    for notice in loaded.notices:
        assert "\n" not in notice
    analyse(loaded.project.graph, {})
    save(loaded.project, path.with_name("again.guinet"), loaded.checkpoint)
    assert load(path.with_name("again.guinet")).project == loaded.project
    return True


@pytest.fixture(autouse=True)
def _bounded_memory() -> Any:
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 2**20


@pytest.mark.parametrize("seed", range(5))
def test_damaged_projects(seed: int, tmp_path: Path) -> None:
    sound = write_text(to_json(everything())).encode()
    path = tmp_path / "damaged.guinet"
    refused = 0
    for number in range(40):
        rng = random.Random(f"{seed}/{number}")
        damage = confused_text if number % 2 else rng.choice(DAMAGES)
        path.write_bytes(damage(rng, sound))
        refused += not open_or_one_sentence(path)
    assert refused > 20


def test_what_a_file_can_do_without_may_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "less.guinet"
    for name in ("title", "description", "data", "recipe", "edges", "layout", "composites"):
        raw = to_json(everything())
        del raw[name]
        path.write_text(json.dumps(raw))
        assert open_or_one_sentence(path)


@pytest.mark.parametrize("seed", range(5))
def test_damaged_weights(seed: int, tmp_path: Path, checkpoint: Checkpoint) -> None:
    path = tmp_path / "damaged.guinet"
    save(everything(), path, checkpoint)
    weights = path.with_suffix(".safetensors")
    sound = weights.read_bytes()
    raw = json.loads(path.read_bytes())
    for number in range(20):
        rng = random.Random(f"{seed}/{number}")
        damage = confused_header if number % 2 else rng.choice(DAMAGES)
        data = damage(rng, sound)
        weights.write_bytes(data)
        open_or_one_sentence(weights)
        if number % 4 < 2:  # also as if the damage were meant: with the hash that fits
            raw["weights"] = {"sha256": hashlib.sha256(data).hexdigest()}
            path.write_text(json.dumps(raw))
        assert open_or_one_sentence(path), "the graph opens whatever became of the weights"


def test_a_file_that_names_a_module_with_very_many_inputs_opens_or_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "wide.guinet"
    for type_name, setting in (("Concat", "inputs"), ("Add", "inputs"), ("Split", "parts")):
        node = {"id": "n1", "name": "a", "type": type_name, "settings": {setting: 10**9}}
        path.write_text(json.dumps({"format": 1, "nodes": [node]}))
        open_or_one_sentence(path)


def test_the_sound_files_open(tmp_path: Path, checkpoint: Checkpoint) -> None:
    path = tmp_path / "sound.guinet"
    save(replace(everything(), title="Sound"), path, checkpoint)
    assert open_or_one_sentence(path)
    lone = tmp_path / "lone.safetensors"
    lone.write_bytes(pack_checkpoint(checkpoint, everything()))
    assert open_or_one_sentence(lone)
