"""``guinet bench`` as a shell sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guinet.bench import machine
from guinet.bench.processes import tree
from guinet.bench.readme import BEGIN, END, with_section
from guinet.bench.workloads import WORKLOADS
from guinet.core.errors import FileError
from tests.cli.test_commands import run

ROOT = Path(__file__).resolve().parents[2]
SHORT = ("--rounds", "1", "--seconds", "0.01")


def test_json_is_the_machine_and_one_line_per_network(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, "bench", "--no-torch", "--json", "--only", "a10adam, a32sgd", *SHORT
    )
    first, *lines = map(json.loads, out.splitlines())
    assert status == 0
    assert first["machine"]["cores"] >= 1
    assert [line["workload"] for line in lines] == ["a10adam", "a32sgd"]
    assert [line["batch_size"] for line in lines] == [10, 32]
    assert lines[0]["ratio_single"] is None
    assert lines[0]["pytorch"] == []
    assert lines[0]["guinet"][0]["step_s"] > 0


def test_the_table_names_networks_floors_and_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, _ = run(capsys, "bench", "--no-torch", "--only", "a10sgd", *SHORT)
    assert status == 0
    assert "a10sgd: perceptron" in out
    assert "10×" in out
    assert "15×" in out
    assert "NumPy" in out


def test_absence_of_pytorch_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    status, out, err = run(capsys, "bench", "--json", "--only", "a10sgd", *SHORT)
    assert status == 0
    assert err.startswith("guinet: PyTorch is not installed, so guinet is measured alone; ")
    first, line = map(json.loads, out.splitlines())
    assert first["machine"]["pytorch"] is None
    assert line["pytorch"] == []
    assert machine.this_machine().text().endswith("no PyTorch")


def test_what_happened_beside_the_numbers_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from guinet.bench import study
    from guinet.bench.entry import Entry
    from guinet.bench.result import Measured, Result

    def measure(workload: object, **_: object) -> Result:
        mine = Measured(Entry("guinet"), (0.1,), 0.1, 1, None)
        return Result(workload, (mine,), disturbed=True, notices=("Somebody is ill.",))  # type: ignore[arg-type]

    monkeypatch.setattr(study, "measure", measure)
    status, out, err = run(capsys, "bench", "--no-torch", "--json", "--only", "c,d")
    assert (status, len(out.splitlines())) == (0, 3)
    assert err.splitlines() == [
        "guinet: Somebody is ill.",
        "guinet: Somebody is ill.",
        "guinet: Other programs kept the processor busy, so these numbers are rough: c, d.",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of children")
def test_ctrl_c_ends_everybody_without_a_word() -> None:
    command = [sys.executable, "-m", "guinet", "bench", "--no-torch", "--seconds", "5", "--json"]
    pipe = subprocess.PIPE
    # Where the tests run in the background of a shell they ignore Ctrl+C, and so would the child.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as process:
        signal.signal(signal.SIGINT, ours)
        assert process.stdout is not None
        process.stdout.readline()  # the machine: the first contestant is next
        while len(family := tree(process.pid)) == 1:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        time.sleep(0.01)  # a contestant that was only just launched ends with its input


def test_growth_is_shared_among_nodes_and_samples(capsys: pytest.CaptureFixture[str]) -> None:
    only = ("--only", "chain10,batch4")
    status, out, _ = run(capsys, "bench", "--scaling", "--json", *only, *SHORT)
    _, chain, batch = map(json.loads, out.splitlines())
    assert status == 0
    assert chain["step_s_per_node"] == pytest.approx(chain["step_s"] / 10)
    assert batch["step_s_per_sample"] == pytest.approx(batch["step_s"] / 4)
    status, out, _ = run(capsys, "bench", "--scaling", "--markdown", *only, *SHORT)
    assert status == 0
    assert "per node" in out
    assert "per sample" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "a10adam,zebra"], "there is no zebra"),
        (["--only", "chain10"], "there is no chain10"),
        (["--only", ","], "it names nothing"),
        (["--rounds", "0"], "--rounds"),
        (["--seconds", "0"], "--seconds"),
        (["--json", "--markdown"], "exclude each other"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    status, out, err = run(capsys, "bench", *words)
    assert (status, out) == (2, "")
    assert said in " ".join(err.split())


def test_unknown_names_are_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, _, err = run(capsys, "bench", "--only", "zebra")
    assert all(name in err for name in WORKLOADS)


def test_the_readme_gets_its_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    words = ("bench", "--no-torch", "--only", "a10sgd", "--readme", str(page), *SHORT)
    assert run(capsys, *words)[:2] == (0, "")
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\nMeasured on ")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "| a10sgd: perceptron 2-8-8-1, batch 10, SGD |" in text
    assert "old" not in text


@pytest.mark.parametrize("text", ["nothing", f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_a_place_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="no place for the table"):
        with_section(text, "table")


def test_a_page_is_refused_before_anything_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from guinet.bench import study

    monkeypatch.setattr(study, "measure", lambda *_, **__: pytest.fail("it was measured"))
    page = tmp_path / "page.md"
    for content, said in ((None, "cannot be read"), (b"no place", "no place"), (b"\xff", "UTF-8")):
        if content is not None:
            page.write_bytes(content)
        status, out, err = run(capsys, "bench", "--no-torch", "--readme", str(page))
        assert (status, out) == (1, "")
        assert said in err
        assert str(page) in err
        assert len(err.splitlines()) == 1


def test_our_readme_has_the_place() -> None:
    with_section((ROOT / "README.md").read_text(encoding="utf-8"), "table")
