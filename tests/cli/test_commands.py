"""The commands as a shell sees them: output, exit status, nothing else."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guinet.cli import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Run a command in this process; return exit status, stdout, stderr."""
    with pytest.raises(SystemExit) as end:
        main(list(words))
    code = end.value.code
    captured = capsys.readouterr()
    return (0 if code is None else int(code)), captured.out, captured.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--help")
    assert status == 0
    for command in ("edit", "train", "check", "gradcheck", "modules", "examples", "bench"):
        assert command in out


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    import guinet

    assert run(capsys, "--version") == (0, f"guinet {guinet.__version__}\n", "")


def test_examples_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "examples", "--json")
    names = {json.loads(line)["name"] for line in out.splitlines()}
    assert status == 0
    assert {"two-moons", "xor", "iris", "digits-mlp", "linear-regression"} <= names


def test_modules_tell_everything_about_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "modules", "--json")
    records = {record["name"]: record for record in map(json.loads, out.splitlines())}
    assert status == 0
    linear = records["Linear"]
    fields = {field["name"]: field for field in linear["fields"]}
    assert fields["out_features"]["default"] == 8
    assert fields["out_features"]["minimum"] == 1
    assert "glorot_uniform" in fields["weight_init"]["choices"]
    assert linear["inputs"][0]["name"] == "x"
    assert linear["formulas"]["forward"]


def test_composites_are_listed_among_the_modules(capsys: pytest.CaptureFixture[str]) -> None:
    from guinet.project.library_save import save_composite
    from tests.graph.graphs import with_nested_composite

    path = save_composite(with_nested_composite(), "c2", description="It adds.\nMore.")
    (path.parent / "bad.guinet").write_text("<html>")
    status, out, err = run(capsys, "modules", "--json")
    records = {record["name"]: record for record in map(json.loads, out.splitlines())}
    assert status == 0
    assert err == "guinet: bad.guinet: line 1, column 1 is not JSON: Expecting value.\n"
    block = records["block"]
    assert (block["category"], block["summary"], block["doc"]) == (
        "Composite",
        "It adds.",
        "It adds.\nMore.",
    )
    assert (block["origin"], block["path"]) == ("personal", str(path))
    assert [port["name"] for port in block["inputs"]] == ["x"]
    assert [port["name"] for port in block["outputs"]] == ["y"]
    (width,) = block["fields"]
    assert width["sets"] == ["cell.width"]
    assert {name: width[name] for name in ("name", "type", "default", "minimum")} == {
        "name": "width",
        "type": "int",
        "default": 4,
        "minimum": 1,
    }
    lines = run(capsys, "modules")[1].splitlines()
    words = [line.split()[:2] for line in lines]
    assert ["Composite", "block"] in words
    families = [line[:18] for line in lines]
    assert families == sorted(families, key=families.index), "each family stands together"


def test_a_path_that_is_not_utf8_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    from guinet.cli.output import print_json

    print_json({"path": "bad\udcff"})
    out = capsys.readouterr().out
    out.encode()
    assert json.loads(out) == {"path": "bad\udcff"}


def test_every_example_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    from guinet.project.examples import examples

    for example in examples():
        status, out, _ = run(capsys, "check", f"example:{example.name}", "--json")
        assert (status, out) == (0, ""), example.name


def test_check_finds_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import guinet

    builder = guinet.GraphBuilder()
    builder.add("MSELoss", builder.add("Linear", builder.add("Input")), name="loss")
    path = tmp_path / "half.guinet"
    guinet.save(guinet.Project(graph=builder.build()), path)

    status, out, _ = run(capsys, "check", str(path), "--json")

    problems = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert any(p["path"] == "loss" and p["port"] == "target" for p in problems)


def test_training_prints_epochs_and_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "train", "example:iris", "--epochs", "2", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [line.get("epoch") for line in lines[:-1]] == [1, 2]
    assert {
        "train_loss",
        "validation_loss",
        "train_accuracy",
        "validation_accuracy",
        "learning_rate",
        "seconds",
    } <= lines[0].keys()
    assert lines[-1]["done"] is True
    assert lines[-1]["reason"] == "epochs"


def test_training_says_at_which_node_it_cannot_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import guinet

    b = guinet.GraphBuilder()
    image = b.add("Conv2d", b.add("Input"), name="window")
    b.add("MSELoss", image, b.add("Target"))
    file = tmp_path / "plane.guinet"
    guinet.save(guinet.Project(graph=b.build()), file)
    status, _, err = run(capsys, "train", str(file))
    assert status == 1
    assert err.startswith("guinet: window: Conv2d reads images")
    assert len(err.splitlines()) == 1


def test_training_repeats_to_the_last_digit(capsys: pytest.CaptureFixture[str]) -> None:
    def once() -> list[dict[str, object]]:
        _, out, _ = run(capsys, "train", "example:iris", "--epochs", "3", "--seed", "4", "--json")
        return [
            {key: value for key, value in json.loads(line).items() if key != "seconds"}
            for line in out.splitlines()
        ]

    assert once() == once()


def test_training_writes_a_checkpoint_that_opens(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from guinet.project.file import load

    path = tmp_path / "iris.safetensors"
    status, _, _ = run(capsys, "train", "example:iris", "--epochs", "1", "--out", str(path))
    assert status == 0
    loaded = load(path)
    assert loaded.checkpoint is not None
    assert len(loaded.checkpoint.history) == 1


def test_training_on_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "flowers.csv"
    rows = [f"{i % 7},{i % 5},{i % 3},{i % 2},{'abc'[i % 3]}" for i in range(60)]
    table.write_text("\n".join(["p,q,r,s,kind", *rows]), encoding="utf-8")
    status, out, err = run(
        capsys, "train", "example:iris", "--data", str(table), "--epochs", "1", "--json"
    )
    assert status == 0, err
    assert json.loads(out.splitlines()[0])["epoch"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["train", "nowhere.guinet"],
        ["check", "example:nothing-like-it"],
        ["train", "example:iris", "--data", "nowhere.csv"],
        ["gradcheck", "nowhere.guinet"],
        ["edit", "nowhere.guinet"],
    ],
)
def test_what_the_project_is_at_fault_for(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    status, out, err = run(capsys, *words)
    assert status == 1
    assert out == ""
    assert err.startswith("guinet: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["train"],
        ["train", "example:iris", "--epochs", "0"],
        ["train", "example:iris", "--epochs", "many"],
        ["train", "example:iris", "--out", "weights.pt"],
        ["check", "example:iris", "--fast"],
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    status, out, err = run(capsys, *words)
    assert status == 2
    assert out == ""
    assert err


def test_a_checkpoint_that_could_not_be_written_is_refused_before_training(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out_path = tmp_path / "missing" / "iris.safetensors"
    status, out, err = run(capsys, "train", "example:iris", "--out", str(out_path))
    assert (status, out) == (1, "")
    assert "iris.safetensors cannot be saved in" in err
    assert "there is no such folder" in err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (MemoryError(), "There is not enough memory"),
    ],
)
def test_what_the_machine_lacks_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    from guinet.cli import train

    def refuse(record: object) -> None:
        raise error

    monkeypatch.setattr(train, "print_json", refuse)
    status, _, err = run(capsys, "train", "example:iris", "--json")
    assert status == 1
    assert err.startswith("guinet: ")
    assert words in err
    assert len(err.splitlines()) == 1


def test_gradients_of_an_example_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "gradcheck", "example:iris", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert rows
    assert all(row["ok"] and row["error"] < 1e-6 for row in rows)


def test_a_gradient_that_is_not_finite_is_not_called_plainly_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import guinet

    b = guinet.GraphBuilder()
    h = b.add("Expression", b.add("Input"), expression="log(-x^2)", name="roots")
    b.add("CrossEntropyLoss", b.add("Linear", h, out_features=2), b.add("Target"))
    file = tmp_path / "roots.guinet"
    guinet.save(guinet.Project(graph=b.build()), file)
    status, _, err = run(capsys, "gradcheck", str(file))
    assert status == 1
    assert err == "guinet: the gradient is wrong, or not a finite number, at roots.\n"


def test_without_a_display_guinet_says_so() -> None:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    result = subprocess.run(
        [sys.executable, "-m", "guinet"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "no display" in result.stderr
    assert "guinet train" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from guinet.cli import display

    monkeypatch.setattr(display, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(display.sys, "platform", "linux")
    sentence = display.missing_for_a_window()
    assert sentence is not None
    assert "libEGL.so.1" in sentence
    assert "apt install libegl1" in sentence


def test_a_display_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from guinet.cli import display

    monkeypatch.setattr(display.sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":7654")
    sentence = display.missing_for_a_window()
    assert sentence is not None
    assert ":7654 does not answer" in sentence
