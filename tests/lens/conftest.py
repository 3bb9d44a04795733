"""Scenes to look at."""

from __future__ import annotations

from guinet.data.prepare import prepare
from guinet.data.spec import DataSpec
from guinet.engine.network import Network
from guinet.graph.model import Graph
from guinet.lens.scene import Scene
from guinet.lens.view import Moment
from guinet.project.examples import open_example


def scene_of(
    graph: Graph, data: DataSpec, *, batch_size: int = 16, seed: int = 3, moved: bool = True
) -> Scene:
    """Return a scene whose weights are others than the first ones, unless ``moved`` is off."""
    scene = Scene(graph, prepare(data), batch_size, seed)
    if moved:
        other = Network(graph, scene.data.fields, seed=seed + 1, engine="reference")
        scene.set_weights(other.weights, other.state, Moment(1, 10))
    return scene


def example_scene(name: str) -> Scene:
    """Return the scene of an example with weights that are not the first ones."""
    project = open_example(name)
    return scene_of(project.graph, project.data, batch_size=project.recipe.batch_size)
