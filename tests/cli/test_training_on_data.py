"""``guinet train --data``: each kind of file, and a folder of pictures."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import pytest

from guinet.cli import main

RNG = np.random.default_rng(0)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(["train", *words, "--epochs", "1", "--json"])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def arrays(home: Path) -> tuple[str, Path]:
    np.savez(home / "a.npz", x=RNG.normal(size=(60, 4)), y=np.arange(60) % 3)
    return "example:iris", home / "a.npz"


def images(home: Path) -> tuple[str, Path]:
    pixels, labels = RNG.integers(0, 256, (60, 8, 8)), np.arange(60) % 10
    for name, values, head in (
        ("t-images-idx3-ubyte.gz", pixels, struct.pack(">4B3I", 0, 0, 8, 3, 60, 8, 8)),
        ("t-labels-idx1-ubyte.gz", labels, struct.pack(">4BI", 0, 0, 8, 1, 60)),
    ):
        (home / name).write_bytes(gzip.compress(head + values.astype(np.uint8).tobytes()))
    return "example:digits-cnn", home / "t-images-idx3-ubyte.gz"


def pictures(home: Path) -> tuple[str, Path]:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    for label in range(10):
        (home / "figures" / str(label)).mkdir(parents=True)
        for number in range(4):
            pixels = RNG.integers(0, 256, (8, 8)).astype(np.uint8)
            image.fromarray(pixels).save(home / "figures" / str(label) / f"{number}.png")
    return "example:digits-cnn", home / "figures"


@pytest.mark.parametrize("make", [arrays, images, pictures])
def test_each_kind_is_told_by_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, make
) -> None:
    example, path = make(tmp_path)
    status, out, err = run(capsys, example, "--data", str(path))
    assert status == 0, err
    first = json.loads(out.splitlines()[0])
    assert first["epoch"] == 1
    assert first["train_loss"] > 0


@pytest.mark.parametrize("name", ["a.npz", "a.npy", "a-images-idx3-ubyte", "a.idx.gz"])
def test_a_damaged_file_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"\x93NUMPY")
    status, out, err = run(capsys, "example:iris", "--data", str(tmp_path / name))
    assert (status, out) == (1, "")
    assert err.startswith("guinet: ")
    assert name in err
    assert len(err.splitlines()) == 1
