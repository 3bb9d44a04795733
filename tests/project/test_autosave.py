"""Work in progress is found again after a crash, and only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guinet.core.errors import FileError
from guinet.project.autosave import Autosave, folder, recoverable
from guinet.project.checkpoint import Checkpoint
from guinet.project.project import Project

WORKER = """
import sys
from pathlib import Path
from guinet.project.autosave import Autosave
from guinet.project.project import Project
autosave = Autosave()
autosave.write(Project(title="Half done"), Path(sys.argv[1]))
print("written", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a program that has written work in progress and goes on living."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        yield process
        process.kill()


def test_work_of_a_killed_program_is_found_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.guinet"
    with another_program(path) as process:
        assert recoverable() == []
        process.send_signal(signal.SIGKILL)
        process.wait()
    (work,) = recoverable()
    assert (work.title, work.path) == ("Half done", path)
    assert work.load().project == Project(title="Half done")
    assert len(work.when) == 16

    work.discard()
    assert recoverable() == []
    assert list(folder().iterdir()) == []


def test_a_proper_end_leaves_nothing(project: Project, checkpoint: Checkpoint) -> None:
    autosave = Autosave()
    autosave.write(project, None, checkpoint)
    autosave.write(project, None)
    assert len(list(folder().iterdir())) == 4
    assert recoverable() == []  # its process lives: it is this one
    autosave.remove()
    assert list(folder().iterdir()) == []
    autosave.remove()  # twice does no harm


def test_the_weights_are_found_too(project: Project, checkpoint: Checkpoint) -> None:
    autosave = Autosave()
    autosave.write(project, None, checkpoint)
    crash(autosave)
    (work,) = recoverable()
    loaded = work.load()
    assert loaded.project == project
    assert loaded.checkpoint is not None
    assert loaded.checkpoint.epoch == 2


def test_the_newest_comes_first_and_damage_stops_nothing(project: Project) -> None:
    sessions = [Autosave() for _ in range(3)]
    for autosave in sessions:
        autosave.write(project, None)
        crash(autosave)
    about = [folder() / f"{autosave.session}.json" for autosave in sessions]
    text = about[0].read_text()
    about[0].write_text("nonsense")
    about[1].write_text(text.replace('"saved_at": "2', '"saved_at": "9'))
    about[2].unlink()
    (folder() / f"{sessions[2].session}.guinet").write_text("cut off {")
    works = recoverable()
    assert works[0].file.stem == sessions[1].session
    assert {work.title for work in works} == {"Small", "Untitled"}
    broken = next(work for work in works if work.file.stem == sessions[2].session)
    with pytest.raises(FileError, match="line 1"):
        broken.load()


def test_a_folder_that_cannot_be_made_is_one_sentence(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GUINET_CONFIG_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(FileError, match="Work in progress cannot be written"):
        Autosave().write(project, None)
    assert recoverable() == []


def crash(autosave: Autosave) -> None:
    """Let go of the lock as the end of a process does: the files stay."""
    assert autosave._lock is not None
    autosave._lock._file.close()
