"""Projects written as code, with every card in its place: what examples are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.exposed import Target
from guinet.project.library import read_library
from guinet.project.project import Project
from guinet.training.recipe import Recipe

__all__ = ["COLUMN_PX", "ROW_PX", "Sketch"]

COLUMN_PX = 176
ROW_PX = 256


class Sketch:
    """A graph in the making, each node put into a column and a row of the canvas."""

    def __init__(self) -> None:
        self._builder = GraphBuilder()
        self._positions: dict[str, tuple[float, float]] = {}
        self._insides: dict[str, dict[str, tuple[float, float]]] = {}

    def add(
        self,
        type: str,  # noqa: A002  (the word of files and of PyTorch's users)
        *sources: Ref,
        at: tuple[float, float],
        name: str,
        inputs: Mapping[str, Ref] | None = None,
        **settings: Any,
    ) -> Ref:
        """Add a node at (column, row)."""
        ref = self._builder.add(type, *sources, inputs=inputs, name=name, **settings)
        column, row = at
        self._positions[ref.id] = (column * COLUMN_PX, row * ROW_PX)
        return ref

    def define(
        self,
        name: str,
        inside: Sketch,
        exposed: Mapping[str, Target | Iterable[Target]],
        docs: Mapping[str, str],
    ) -> None:
        """Define a composite, see `GraphBuilder.define`, with the places of its inside."""
        definition = self._builder.define(name, inside._builder.build(), exposed, docs)
        self._insides[definition] = inside._positions

    def take(self, name: str) -> None:
        """Define a composite of the library, with the places of its inside."""
        entry = read_library().get(name)
        assert entry is not None, name
        definition = entry.definition.composite.id
        self._insides[self._builder.define(entry.definition)] = dict(entry.layout[definition])

    def finish(self, loss: str, prediction: Ref, column: float, **target: Any) -> None:
        """Add the loss in a column, and the target it compares with, below the prediction."""
        right = self.add("Target", at=(column - 1, 1), name="y", **target)
        self.add(loss, prediction, right, at=(column, 0), name="loss")

    def project(self, title: str, description: str, data: DataSpec, recipe: Recipe) -> Project:
        """Return the project."""
        layout = {"": self._positions, **self._insides}
        return Project(self._builder.build(), layout, data, recipe, title, description)
