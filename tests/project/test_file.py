"""Opening and saving: nothing is lost, whatever happens in between."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guinet.core.errors import FileError, GuinetError
from guinet.data.sources.csv_file import CsvFile
from guinet.project import atomic
from guinet.project.checkpoint import Checkpoint, write_checkpoint
from guinet.project.file import load, load_project, save
from guinet.project.project import Project
from tests.project.drawn import everything
from tests.project.test_checkpoint import assert_equal


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_project_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.guinet"
    save(everything(), path)
    loaded = load(path)
    assert loaded.project == load_project(str(path)) == everything()
    assert (loaded.checkpoint, loaded.path) == (None, path)
    assert names(tmp_path) == {"a.guinet"}


def test_a_trained_network_comes_back(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    path = tmp_path / "a.guinet"
    save(project, path, checkpoint)
    loaded = load(path)
    assert loaded.project == project
    assert loaded.notices == ()
    assert loaded.checkpoint is not None
    assert_equal(loaded.checkpoint, checkpoint)


def test_the_weights_open_by_themselves(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    write_checkpoint(checkpoint, project, tmp_path / "alone.safetensors")
    loaded = load(tmp_path / "alone.safetensors")
    assert loaded.project == project
    assert loaded.checkpoint is not None
    assert_equal(loaded.checkpoint, checkpoint)
    assert loaded.path is None


def test_both_files_can_be_renamed_together(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    save(project, tmp_path / "a.guinet", checkpoint)
    for suffix in (".guinet", ".safetensors"):
        (tmp_path / f"a{suffix}").rename(tmp_path / f"b{suffix}")
    assert load(tmp_path / "b.guinet").checkpoint is not None


def test_missing_weights_are_one_sentence(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    save(project, tmp_path / "a.guinet", checkpoint)
    (tmp_path / "a.safetensors").unlink()
    loaded = load(tmp_path / "a.guinet")
    assert loaded.project == project
    assert loaded.checkpoint is None
    (notice,) = loaded.notices
    assert notice == (
        "The weights in a.safetensors cannot be used: there is no such file. "
        "The network is untrained."
    )


def test_weights_of_another_state_are_one_sentence(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    save(project, tmp_path / "a.guinet", checkpoint)
    data = bytearray((tmp_path / "a.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "a.safetensors").write_bytes(data)
    loaded = load(tmp_path / "a.guinet")
    assert loaded.project == project
    assert loaded.checkpoint is None
    (notice,) = loaded.notices
    assert "belong to another state of this file" in notice


def test_the_previous_file_is_kept(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    path = tmp_path / "a.guinet"
    save(project, path, checkpoint)
    save(replace(project, title="Second"), path)
    assert load(path).project.title == "Second"
    (tmp_path / "a.guinet.bak").rename(path)
    assert load(path).project == project
    assert load(path).checkpoint is not None


def test_a_crash_between_the_two_files_loses_nothing(
    project: Project, checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.guinet"
    save(project, path, checkpoint)
    replace_file = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if target == path:
            raise OSError(errno.EIO, "Input/output error")
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    later = replace(checkpoint, weights={"out.weight": np.zeros((2, 3))})
    with pytest.raises(FileError, match=r"a\.guinet cannot be saved"):
        save(replace(project, title="Second"), path, later)
    loaded = load(path)
    assert loaded.project == project
    assert loaded.notices == ()
    assert loaded.checkpoint is not None
    assert_equal(loaded.checkpoint, checkpoint)
    assert not any(name.endswith(".tmp") for name in names(tmp_path))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "not allowed to write there"),
        (errno.EROFS, "can only be read"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence_and_leaves_the_old_file(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    path = tmp_path / "a.guinet"
    save(project, path)
    before = path.read_bytes()

    def refuse(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(atomic.os, "fsync", refuse)
    with pytest.raises(FileError, match=f"a.guinet cannot be saved in .*: .*{words}"):
        save(replace(project, title="Second"), path)
    assert path.read_bytes() == before
    assert names(tmp_path) == {"a.guinet"}


def test_a_folder_that_is_not_there_is_one_sentence(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such folder"):
        save(project, tmp_path / "missing" / "a.guinet")


def test_only_a_plain_file_is_replaced(project: Project, tmp_path: Path) -> None:
    pipe = tmp_path / "a.guinet"
    os.mkfifo(pipe)
    with pytest.raises(FileError, match=r"a\.guinet cannot be saved in .*: it is not a plain file"):
        save(project, pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == {"a.guinet"}


def test_a_name_that_cannot_be_is_one_sentence(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot be saved in .*: the name is not allowed"):
        save(project, tmp_path / "a\0b.guinet")


def test_a_project_does_not_take_the_name_of_its_weights(project: Project, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"save as a\.guinet"):
        save(project, tmp_path / "a.safetensors")
    assert names(tmp_path) == set()


def test_what_is_no_project_is_not_saved(project: Project, tmp_path: Path) -> None:
    with pytest.raises(GuinetError, match="A Graph is no project"):
        save(project.graph, tmp_path / "a.guinet")  # type: ignore[arg-type]


def test_what_could_not_be_opened_again_is_not_written(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.guinet"
    save(project, path)
    with pytest.raises(FileError, match=r"a\.guinet cannot be saved: title must be at most 200"):
        save(replace(project, title="x" * 300), path)
    with pytest.raises(FileError, match="cannot be saved"):
        save(replace(project, title="\ud800"), path)
    assert load(path).project == project


def test_a_link_stays_a_link_and_rights_stay_rights(project: Project, tmp_path: Path) -> None:
    real, link = tmp_path / "real.guinet", tmp_path / "link.guinet"
    save(project, real)
    real.chmod(0o640)
    link.symlink_to(real)
    save(replace(project, title="Second"), link)
    assert link.is_symlink()
    assert load(real).project.title == "Second"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_where_links_cannot_be_made_the_backup_is_a_copy(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    save(project, tmp_path / "a.guinet")
    monkeypatch.setattr(atomic.os, "link", refuse)
    save(replace(project, title="Second"), tmp_path / "a.guinet")
    assert names(tmp_path) == {"a.guinet", "a.guinet.bak"}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "it is a folder, not a file"),
        (lambda path: path.write_bytes(b"[]"), "must be an object, not a list"),
        (lambda path: path.write_bytes(b"{}"), "lacks 'format'; is it really a guinet file"),
        (lambda path: path.write_bytes(b'{"format": 99}'), "format 99 is newer than this guinet"),
        (lambda path: path.write_bytes(b'{"format": "x"}'), "format must be a whole number"),
        (
            lambda path: path.write_bytes(b'{"format": 1, "nodes": [], "weights": {"sha256": 1}}'),
            "weights.sha256 must be text",
        ),
        (
            lambda path: path.write_bytes(
                b'{"format": 1, "nodes": [], "weights": {"sha256": "../../x"}}'
            ),
            "weights.sha256 must be 64 hexadecimal digits",
        ),
    ],
)
def test_a_file_that_cannot_be_opened_is_named(make: object, message: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.guinet"
    make(path)  # type: ignore[operator]
    with pytest.raises(FileError, match=rf"^broken\.guinet: .*{message}"):
        load(path)


def test_an_example_is_not_written_to(project: Project) -> None:
    with pytest.raises(FileError, match="comes with guinet"):
        save(project, "example:two-moons")


def test_a_name_no_example_has_is_told_with_those_there_are() -> None:
    with pytest.raises(FileError, match="There is no example 'nothing'; there are: linear-regr"):
        load("example:nothing")


def with_table(project: Project, path: Path) -> Project:
    """Return the project with a table as its data."""
    return replace(project, data=project.data.replace(source=CsvFile(path=str(path))))


def test_a_table_beside_the_file_moves_with_it(project: Project, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    (first / "table.csv").write_text("a,b\n1,2\n")

    save(with_table(project, first / "table.csv"), first / "a.guinet")
    assert '"path": "table.csv"' in (first / "a.guinet").read_text()
    first.rename(second)
    assert load_project(second / "a.guinet") == with_table(project, second / "table.csv")

    save(with_table(project, tmp_path / "table.csv"), second / "a.guinet")
    assert load_project(second / "a.guinet") == with_table(project, tmp_path / "table.csv")


def test_a_table_beside_a_lone_checkpoint_moves_with_it(
    project: Project, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    write_checkpoint(
        checkpoint, with_table(project, first / "table.csv"), first / "alone.safetensors"
    )
    first.rename(second)
    loaded = load_project(second / "alone.safetensors")
    assert loaded == with_table(project, second / "table.csv")


@pytest.mark.parametrize("way", ["detour/../home", "link"])
def test_a_table_reached_by_another_way_still_lies_beside_the_file(
    project: Project, tmp_path: Path, way: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "detour").mkdir()
    (tmp_path / "link").symlink_to(home)
    save(with_table(project, tmp_path / way / "table.csv"), home / "a.guinet")
    assert load_project(home / "a.guinet") == with_table(project, home / "table.csv")
    save(with_table(project, home / "table.csv"), tmp_path / way / "a.guinet")
    assert load_project(home / "a.guinet") == with_table(project, home / "table.csv")
