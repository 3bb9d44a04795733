"""Weights on disk: equal to the last bit, and believed in nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guinet.core.errors import FileError
from guinet.project.checkpoint import (
    Checkpoint,
    pack_checkpoint,
    unpack_checkpoint,
    write_checkpoint,
)
from guinet.project.project import Project
from guinet.project.weights_file import pack, unpack
from guinet.training.messages import Epoch


def assert_equal(one: Checkpoint, other: Checkpoint) -> None:
    """Compare two checkpoints, arrays to the last bit."""
    for part in ("weights", "state", "scaler"):
        mine, theirs = getattr(one, part), getattr(other, part)
        assert mine.keys() == theirs.keys()
        for name, array in mine.items():
            assert array.dtype == theirs[name].dtype
            np.testing.assert_array_equal(array, theirs[name], strict=True)
    for part in ("classes", "history", "epoch", "step"):
        assert getattr(one, part) == getattr(other, part)


def test_everything_comes_back(project: Project, checkpoint: Checkpoint) -> None:
    again, loaded = unpack_checkpoint(pack_checkpoint(checkpoint, project))
    assert again == project
    assert_equal(loaded, checkpoint)


def test_a_transposed_view_is_stored_as_the_matrix_it_shows() -> None:
    matrix = np.arange(6.0).reshape(2, 3)
    views = {
        "transposed": matrix.T,
        "reversed": matrix[::-1, ::-1],
        "strided": matrix[:, ::2],
        "scalar": np.float32(3.0) * np.ones(()),
        "empty": np.zeros((0, 5)),
        "big endian": matrix.astype(">f8"),
    }
    arrays, text = unpack(pack(views, "hello"))
    assert text == "hello"
    for name, view in views.items():
        np.testing.assert_array_equal(arrays[name], view)
        assert arrays[name].shape == view.shape


def test_pytorch_reads_the_same_numbers(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import load_file

    path = tmp_path / "small.safetensors"
    write_checkpoint(checkpoint, project, path)
    tensors = load_file(path)
    for name, array in checkpoint.weights.items():
        np.testing.assert_array_equal(tensors[name].numpy(), array)
    linear = torch.nn.Linear(3, 2)
    linear.load_state_dict({k: tensors[f"out.{k}"] for k in ("weight", "bias")})
    x = np.ones((1, 3), np.float32)
    expected = x @ checkpoint.weights["out.weight"].T + checkpoint.weights["out.bias"]
    np.testing.assert_allclose(linear(torch.from_numpy(x)).detach().numpy(), expected)


def test_equal_checkpoints_give_equal_bytes(project: Project, checkpoint: Checkpoint) -> None:
    assert pack_checkpoint(checkpoint, project) == pack_checkpoint(checkpoint, project)


def test_weights_shared_by_two_nodes_are_there_under_both_names(project: Project) -> None:
    shared = np.ones((2, 2))
    both = Checkpoint(weights={"a.weight": shared, "b.weight": shared})
    loaded = unpack_checkpoint(pack_checkpoint(both, project))[1]
    np.testing.assert_array_equal(loaded.weights["a.weight"], loaded.weights["b.weight"])


def test_a_metric_that_an_epoch_lacks_is_nan(project: Project) -> None:
    history = (Epoch(1, {"train_loss": 1.0}, 0.1, 1.0), Epoch(2, {"train_r2": 0.5}, 0.1, 1.0))
    loaded = unpack_checkpoint(pack_checkpoint(Checkpoint(history=history), project))[1]
    assert np.isnan(loaded.history[0].metrics["train_r2"])
    assert loaded.history[1].metrics["train_r2"] == 0.5


def test_two_arrays_of_one_name_are_refused(project: Project) -> None:
    twice = Checkpoint(weights={"a.b": np.ones(1)}, state={"a.b": np.ones(1)})
    with pytest.raises(FileError, match=r"both called a\.b"):
        pack_checkpoint(twice, project)


def test_what_is_not_numbers_is_refused(project: Project) -> None:
    odd = Checkpoint(weights={"a.b": np.array(["text"])})
    with pytest.raises(FileError, match=r"a\.b is of type"):
        pack_checkpoint(odd, project)


def with_header(header: object, body: bytes = b"") -> bytes:
    """Return a safetensors file with any header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def tensor(**changes: object) -> dict[str, object]:
    """Return a header with one array of two numbers, some of it changed."""
    return {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]} | changes}


FAULTS = {
    b"": "too short",
    b"\xff" * 8: "header claims 18446744073709551615 bytes and 0 are there",
    (2**40).to_bytes(8, "little") + b"{}": "header claims",
    with_header(b"nonsense"): "in the header, line 1",
    with_header(b"[" * 3000): "in the header, .*nested",
    with_header([]): "header must be an object",
    with_header(tensor()): "must lie between 0 and 0",
    with_header(tensor(), b"1234"): "must lie between 0 and 4",
    with_header(tensor(shape=[2**39, 2**39]), b"12345678"): "does not fit its place",
    with_header(tensor(shape=[-2]), b"12345678"): r"shape\[0\] must lie between",
    with_header(tensor(shape=[2.5]), b"12345678"): r"shape\[0\] must be a whole number",
    with_header(tensor(dtype="F4096"), b"12345678"): "dtype must be one of",
    with_header(tensor(data_offsets=[8, 0]), b"12345678"): "does not fit its place",
    with_header(tensor(data_offsets=[0]), b"12345678"): "does not fit its place",
    with_header(tensor() | tensor(), b"123456789"): "does not fit the arrays",
    with_header({"__metadata__": {"guinet": 5}}): "__metadata__.guinet must be text",
    with_header(tensor(), b"12345678"): "weights but no guinet project",
    with_header({"__metadata__": {"guinet": "[]"}}): "metadata must be an object",
    with_header({"__metadata__": {"guinet": "{}"}}): "metadata lacks 'project'",
    with_header({"__metadata__": {"guinet": '{"project": 3}'}}): "must be an object",
    with_header(
        {"__metadata__": {"guinet": '{"project": {"format": 1, "nodes": []}, "state": ["a"]}'}}
    ): r"metadata.state\[0\] names an array that is not in the file",
    with_header(
        {
            "__metadata__": {"guinet": '{"project": {"format": 1, "nodes": []}, "history": ["a"]}'},
            **tensor(),
        },
        b"12345678",
    ): "loss history in the file is not complete",
}


@pytest.mark.parametrize("data", FAULTS, ids=range(len(FAULTS)))
def test_sizes_and_types_are_checked_before_anything_is_made(data: bytes) -> None:
    with pytest.raises(FileError, match=FAULTS[data]):
        unpack_checkpoint(data)


def test_a_history_of_epochs_that_cannot_be_is_refused(project: Project) -> None:
    odd = Checkpoint(history=(Epoch(1, {}, 0.1, 1.0),))
    good = pack_checkpoint(odd, project)
    assert unpack_checkpoint(good)[1].history == odd.history
    bad = pack_checkpoint(replace(odd, history=(Epoch(-1, {}, 0.1, 1.0),)), project)
    with pytest.raises(FileError, match="counts epochs that cannot be"):
        unpack_checkpoint(bad)
