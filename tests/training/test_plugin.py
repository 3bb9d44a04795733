"""Modules from elsewhere in the training process: found, free to print, allowed to fail."""

from __future__ import annotations

import importlib
import sys

import pytest

from guinet.graph import edits
from guinet.training.messages import Epoch, Failed
from guinet.training.recipe import Recipe
from tests.training.conftest import LINE, Told, line_graph

SOURCE = """
from guinet.modules.activation.relu import ReLU

class Talkative(ReLU):
    def forward(self, inputs, weights, state, ctx):
        print("forward" * 1000)
        return super().forward(inputs, weights, state, ctx)

class Failing(ReLU):
    def forward(self, inputs, weights, state, ctx):
        if ctx.training and ctx.step > 2:
            raise ZeroDivisionError("three is too many")
        return super().forward(inputs, weights, state, ctx)

class Hollow(ReLU):
    def weights(self, inputs):
        raise KeyError("nobody")
"""


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    (tmp_path / "odd_modules.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("odd_modules")
    del sys.modules["odd_modules"]


def with_activation(module):
    graph = line_graph()
    return edits.set_module(graph, graph.by_name("tanh1").id, module)


def test_what_a_module_prints_goes_to_standard_error(told: Told, plugin, capfd):
    told.client.start(with_activation(plugin.Talkative()), LINE, Recipe(epochs=100))
    told.client.step_epoch()
    told.wait(Epoch)
    told.settle()
    told.client.close()
    out, err = capfd.readouterr()
    assert out == ""
    assert "forwardforward" in err
    assert told.failures == []


def test_a_defect_while_training_is_told_and_leaves_the_process_usable(told: Told, plugin, capfd):
    client = told.client
    client.start(with_activation(plugin.Failing()), LINE, Recipe(epochs=100))
    client.play()
    failed = told.wait(Failed)
    assert not failed.died
    assert "three is too many" in failed.message
    told.reach("paused")  # said after the failure, and perhaps not yet heard
    steps = told.settle().step
    assert sum(point.count for point in client.loss_points()) == steps > 0
    client.update(line_graph(), LINE, Recipe(epochs=100))
    client.play()
    told.wait(Epoch)
    client.close()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_defect_while_preparing_keeps_the_old_network_from_going_on(told: Told, plugin):
    client = told.client
    client.start(line_graph(), LINE, Recipe(epochs=100))
    client.update(with_activation(plugin.Hollow()), LINE, Recipe(epochs=100))
    assert "nobody" in told.wait(Failed).message
    client.play()
    told.wait(Failed)
    assert told.settle().state == "paused"
    assert told.settle().step == 0


def test_a_module_the_process_cannot_import_is_told(told: Told, plugin, tmp_path, monkeypatch):
    graph = with_activation(plugin.Talkative())
    monkeypatch.setattr(sys, "path", [folder for folder in sys.path if folder != str(tmp_path)])
    told.client.start(graph, LINE, Recipe())
    assert "odd_modules" in told.wait(Failed).message
    assert told.client.state == "failed"
    told.client.start(line_graph(), LINE, Recipe())
    told.settle()
    assert told.client.state == "paused"
