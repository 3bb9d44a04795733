"""A project in the making: nodes put into columns and rows of the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder, Ref
from guinet.project.project import Project
from guinet.training.recipe import Recipe

__all__ = ["COLUMN_PX", "ROW_PX", "Sketch"]

COLUMN_PX = 176
ROW_PX = 256


class Sketch:
    """A graph in the making, each node put into a column and a row of the canvas."""

    def __init__(self) -> None:
        self.builder = GraphBuilder()
        self._positions: dict[str, tuple[float, float]] = {}

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
        ref = self.builder.add(type, *sources, inputs=inputs, name=name, **settings)
        column, row = at
        self._positions[ref.id] = (column * COLUMN_PX, row * ROW_PX)
        return ref

    def finish(self, loss: str, prediction: Ref, column: int, **target: Any) -> None:
        """Add the loss in a column, and the target it compares with, below the prediction."""
        right = self.add("Target", at=(column - 1, 1), name="y", **target)
        self.add(loss, prediction, right, at=(column, 0), name="loss")

    def project(self, title: str, description: str, data: DataSpec, recipe: Recipe) -> Project:
        """Return the project."""
        layout = {"": self._positions}
        return Project(self.builder.build(), layout, data, recipe, title, description)
