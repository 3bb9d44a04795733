"""Training a project from Python."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import numpy as np
import pytest

from guinet.core.errors import GuinetError, HyperparameterError, TrainingError
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.project.examples import open_example
from guinet.project.project import Project
from guinet.project.run import train
from guinet.training.messages import Epoch, Finished
from guinet.training.recipe import Recipe


@pytest.fixture
def project() -> Project:
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=8, name="hidden"))
    p = b.add("Linear", h, out_features=2, name="out")
    b.add("CrossEntropyLoss", p, b.add("Target"), name="loss")
    recipe = Recipe(epochs=50, learning_rate=0.03)
    return Project(b.build(), data=DataSpec(source=TwoMoons()), recipe=recipe)


def without_time(history):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in history]


def test_history_has_the_keys_of_the_command_line(project):
    seen = []
    run = train(project, epochs=3, on_message=seen.append)
    assert [row["epoch"] for row in run.history] == [1, 2, 3]
    assert list(run.history[0]) == [
        "epoch",
        "train_loss",
        "validation_loss",
        "train_accuracy",
        "validation_accuracy",
        "train_f1",
        "validation_f1",
        "learning_rate",
        "seconds",
    ]
    assert all(type(value) in (int, float) for row in run.history for value in row.values())
    assert sum(isinstance(message, Epoch) for message in seen) == 3
    assert isinstance(seen[-1], Finished)
    assert (run.reason, run.project.recipe.epochs) == ("epochs", 3)
    assert set(run.weights) == {"hidden.weight", "hidden.bias", "out.weight", "out.bias"}
    assert run.fields["y"].classes is not None
    assert set(run.scaler.means) == {"x"}


def test_it_learns_and_the_seed_decides_the_numbers(project):
    run, same, other = (train(project, seed=seed) for seed in (1, 1, 2))
    assert run.history[-1]["validation_accuracy"] > 0.9
    assert without_time(run.history) == without_time(same.history)
    assert without_time(run.history) != without_time(other.history)
    assert all(np.array_equal(run.weights[name], same.weights[name]) for name in run.weights)


def test_the_checkpoint_holds_all_that_a_file_needs(project):
    run = train(project, epochs=2)
    checkpoint = run.checkpoint()
    assert (checkpoint.epoch, checkpoint.step) == (2, run.step)
    assert [epoch.epoch for epoch in checkpoint.history] == [1, 2]
    assert set(checkpoint.scaler) == {"x.mean", "x.scale"}
    assert checkpoint.classes == {"y": run.fields["y"].classes}


def test_what_is_wrong_is_said(project):
    with pytest.raises(HyperparameterError, match="epochs"):
        train(project, epochs=0)
    with pytest.raises(TrainingError):
        train(Project())
    with pytest.raises(GuinetError, match=r"A str is no project; guinet\.load"):
        train("example:xor")


def test_a_script_without_a_main_guard_trains(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(
        textwrap.dedent(
            """
            import guinet
            b = guinet.GraphBuilder()
            p = b.add("Linear", b.add("Input"), out_features=2)
            b.add("CrossEntropyLoss", p, b.add("Target"))
            run = guinet.train(guinet.Project(b.build()), epochs=2, workers=1)
            print("epochs:", len(run.history), run.reason)
            """
        )
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout == "epochs: 2 epochs\n"


def test_the_number_of_processes_is_recorded() -> None:
    project = open_example("xor")
    assert train(project, epochs=1, workers=2).project.recipe.workers == 2
    # A step of so small a network is over before two processes have agreed on it.
    assert train(project, epochs=1).project.recipe.workers == 1
