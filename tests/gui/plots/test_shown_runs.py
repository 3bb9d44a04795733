"""Curves over the epochs are what scikit-learn and the formulas say of a run that was trained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from guinet.core.types import Array
from guinet.data.prepare import prepare
from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec
from guinet.document.document import Document
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.format import number
from guinet.gui.plots.desk import Desk
from guinet.gui.plots.tiles.gradient_norms import GradientNormsTile
from guinet.gui.plots.tiles.learning_rate import LearningRateTile
from guinet.gui.plots.tiles.loss import LossTile
from guinet.gui.plots.tiles.metric import MetricTile
from guinet.gui.plots.tiles.update_ratios import UpdateRatiosTile
from guinet.gui.sight import Sight
from guinet.optim.cosine import Cosine
from guinet.project.project import Project
from guinet.training.loop import run
from guinet.training.messages import Epoch, Snapshot
from guinet.training.recipe import Recipe
from tests.gui.canvas.depth_ruler.stood import Stood
from tests.gui.fakes import FakeClient
from tests.training.conftest import LINE, line_graph

DIGITS = DataSpec(source=Digits(form="vectors"))
RECIPE = Recipe(epochs=3, batch_size=64, learning_rate=0.02, workers=1, schedule=Cosine())


def digits_graph() -> Graph:
    b = GraphBuilder()
    hidden = b.add("ReLU", b.add("Linear", b.add("Input"), out_features=12, name="hidden"))
    out = b.add("Linear", hidden, out_features=10, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target"), name="loss")
    return b.build()


class Trained:
    """Tiles that heard of a whole run, and the network that came of it."""

    def __init__(self, graph: Graph, data: DataSpec) -> None:
        project = Project(graph=graph, data=data, recipe=RECIPE)
        self.editor, self.client = Editor(Document(project)), FakeClient()
        self.bridge = Bridge(self.editor, make_client=lambda: self.client)  # type: ignore[arg-type, return-value]
        self.desk = Desk(self.editor, self.bridge, Sight(self.editor, self.bridge))
        messages = list(run(graph, data, RECIPE))
        self.bridge.prepare()
        self.client.inbox += [m for m in messages if isinstance(m, Epoch)]
        self.bridge.poll()
        snapshot = next(m for m in messages if isinstance(m, Snapshot))
        prepared = prepare(data)
        network = Network(graph, prepared.fields, 64, engine="reference")
        network.set_weights(snapshot.weights)
        self.parts = {"train": prepared.train, "validation": prepared.validation}
        self.said = {
            part: network.predict(samples, ["out"])["out"].astype(float)
            for part, samples in self.parts.items()
        }

    def tile(self, qtbot: Any, kind: Any) -> Any:
        made = kind(self.desk)
        qtbot.addWidget(made)
        made.resize(420, 240)
        made.show()
        made.refresh()
        return made


def drawn(tile: Any, key: str) -> Array:
    x, y = tile.plot._items[key].getOriginalDataset()
    np.testing.assert_array_equal(x, [1, 2, 3])
    return np.asarray(y)


@pytest.fixture(scope="module")
def digits(qapp) -> Iterator[Trained]:
    made = Trained(digits_graph(), DIGITS)
    yield made
    made.bridge.shutdown()


def test_losses_are_the_mean_of_the_last_network(qtbot, digits: Trained) -> None:
    tile = digits.tile(qtbot, LossTile)
    true, scores = digits.parts["validation"]["y"], digits.said["validation"]
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    wanted = metrics.log_loss(true, shares, labels=range(10))
    assert drawn(tile, "validation")[-1] == pytest.approx(wanted, rel=1e-4)
    tile.plot._read_off(3.0)
    assert tile.plot.head.names["validation"].text() == number(wanted)


def test_every_metric_of_classes_is_that_of_scikit_learn(qtbot, digits: Trained) -> None:
    tile = digits.tile(qtbot, MetricTile)
    true, scores = digits.parts["validation"]["y"], digits.said["validation"]
    said = scores.argmax(axis=1)
    wanted = {
        "Accuracy": metrics.accuracy_score(true, said),
        "F1, mean of classes": metrics.f1_score(true, said, average="macro"),
        "Among the first 3": metrics.top_k_accuracy_score(true, scores, k=3),
    }
    assert [tile.which.itemText(place) for place in range(tile.which.count())] == list(wanted)
    for name, value in wanted.items():
        tile.which.setCurrentText(name)
        assert drawn(tile, "validation")[-1] == pytest.approx(value, rel=1e-5)


def test_every_metric_of_numbers_is_that_of_scikit_learn(qtbot) -> None:
    line = Trained(line_graph(), LINE)
    line.bridge.shutdown()
    tile = line.tile(qtbot, MetricTile)
    true, said = line.parts["validation"]["y"].reshape(-1, 1), line.said["validation"]
    wanted = {
        "R²": metrics.r2_score(true, said),
        "Mean absolute error": metrics.mean_absolute_error(true, said),
    }
    assert [tile.which.itemText(place) for place in range(tile.which.count())] == list(wanted)
    for name, value in wanted.items():
        tile.which.setCurrentText(name)
        assert drawn(tile, "validation")[-1] == pytest.approx(value, rel=1e-4)


def test_the_learning_rate_is_drawn_as_the_formula_has_it(qtbot, digits: Trained) -> None:
    steps = -(-len(digits.parts["train"]["y"]) // RECIPE.batch_size)
    last = np.arange(1, 4) - 1 / steps  # epochs that are done before the last step of each
    wanted = [0.02 * (1 + np.cos(np.pi * epochs / 3)) / 2 for epochs in last]
    np.testing.assert_allclose(drawn(digits.tile(qtbot, LearningRateTile), "rate"), wanted)


@pytest.fixture
def observed(qtbot) -> Iterator[tuple[Stood, Desk]]:
    stood = Stood(qtbot)
    desk = Desk(stood.editor, stood.bridge, Sight(stood.editor, stood.bridge))
    stood.advance()
    yield stood, desk
    stood.bridge.shutdown()


def one_point(plot: Any) -> dict[str, float]:
    """Return what is drawn of each node after a single look."""
    found = {}
    for name, line in plot._lines.items():
        _, (y,) = line.getData()  # of logarithms
        found[name] = float(10.0**y)
    return found


def test_each_node_has_the_gradient_that_arrives_at_its_own_input(qtbot, observed) -> None:
    stood, desk = observed
    tile = GradientNormsTile(desk)
    qtbot.addWidget(tile)
    tile.refresh()
    names = {id: node.name for id, node in stood.editor.graph.nodes.items()}
    wanted: dict[str, float] = {}
    for edge, (_, back) in stood.reference().items():
        if back > 0:
            target = names[edge.target]
            wanted[target] = max(wanted.get(target, 0.0), back)
    assert len(set(wanted.values())) >= 6  # were all alike, a mix-up would not show
    assert one_point(tile.plot) == pytest.approx(wanted, rel=1e-4)
    epoch = float(tile.plot.data["fc1"][0][0])
    tile.plot.pointed.emit((epoch, float(np.log10(wanted["fc2"]))))
    assert tile.caption.text() == f"fc2: {number(wanted['fc2'], 3)}"


def test_each_node_has_the_size_of_its_own_step(qtbot, observed) -> None:
    stood, desk = observed
    tile = UpdateRatiosTile(desk)
    qtbot.addWidget(tile)
    tile.refresh()
    after = stood.session.network.weights
    wanted = {}
    for name in ("fc1", "fc2", "skip", "out"):
        own = [key for key in after if key.startswith(f"{name}.")]
        before = np.concatenate([stood.before[key].ravel() for key in own]).astype(float)
        now = np.concatenate([after[key].ravel() for key in own]).astype(float)
        wanted[name] = float(np.linalg.norm(now - before) / np.linalg.norm(before))
    assert one_point(tile.plot) == pytest.approx(wanted, rel=1e-3)
