"""A run on moved images repeats itself, and measures on images that stay as they are."""

from __future__ import annotations

import numpy as np

from guinet.data.batches import Batches
from guinet.data.prepare import prepare
from guinet.data.sources.digits import Digits
from guinet.data.spec import DataSpec
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.lens.scene import Scene
from guinet.training.messages import Epoch
from guinet.training.recipe import Recipe
from guinet.training.session import Session

MOVED = DataSpec(source=Digits(form="images"), limit=200, shift=2, rotation=15, flip=True)
RECIPE = Recipe(batch_size=32, seed=3)


def graph() -> Graph:
    b = GraphBuilder()
    flat = b.add("Flatten", b.add("Input", name="x"))
    out = b.add("Linear", flat, out_features=10, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


def run(spec: DataSpec, epochs: int = 2) -> tuple[Session, list[Epoch]]:
    session = Session(graph(), prepare(spec), RECIPE)
    told: list[Epoch] = []
    while len(told) < epochs:
        told += [message for message in session.advance() if isinstance(message, Epoch)]
    return session, told


def test_a_run_repeats_itself_and_differs_from_one_on_images_that_stay() -> None:
    first, told = run(MOVED)
    again, retold = run(MOVED)
    plain, _ = run(MOVED.replace(shift=0, rotation=0, flip=False))
    key = "out.weight"
    np.testing.assert_array_equal(first.network.weights[key], again.network.weights[key])
    assert [t.metrics for t in told] == [t.metrics for t in retold]
    assert not np.array_equal(first.network.weights[key], plain.network.weights[key])


def test_the_validation_part_is_measured_as_it_is() -> None:
    session, told = run(MOVED)
    data = prepare(MOVED.replace(shift=0, rotation=0, flip=False))
    network = Network(graph(), data.fields, len(data.validation["y"]))
    network.set_weights(session.network.weights)
    loss = network.forward(dict(data.validation), training=False)
    np.testing.assert_allclose(told[-1].metrics["validation_loss"], loss, rtol=1e-5)


def test_the_pictures_show_the_images_of_the_first_batch() -> None:
    data = prepare(MOVED)
    scene = Scene(graph(), data, RECIPE.batch_size, RECIPE.seed)
    batch = next(Batches.of_training(data, RECIPE.batch_size, RECIPE.seed).epoch())
    np.testing.assert_array_equal(scene.samples["x"][: RECIPE.batch_size], batch["x"])
