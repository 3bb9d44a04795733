"""Projects written as code: what examples are made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.exposed import Target
from guinet.project.library import read_library
from guinet.project.project import Project
from guinet.training.recipe import Recipe

__all__ = ["Sketch"]


class Sketch:
    """A graph in the making; the canvas finds places for its cards."""

    def __init__(self) -> None:
        self._builder = GraphBuilder()

    def add(
        self,
        type: str,  # noqa: A002  (the word of files and of PyTorch's users)
        *sources: Ref,
        name: str,
        inputs: Mapping[str, Ref] | None = None,
        **settings: Any,
    ) -> Ref:
        """Add a node."""
        return self._builder.add(type, *sources, inputs=inputs, name=name, **settings)

    def define(
        self,
        name: str,
        inside: Sketch,
        exposed: Mapping[str, Target | Iterable[Target]],
        docs: Mapping[str, str],
    ) -> None:
        """Define a composite, see `GraphBuilder.define`."""
        self._builder.define(name, inside._builder.build(), exposed, docs)

    def take(self, name: str) -> None:
        """Define a composite of the library."""
        entry = read_library().get(name)
        assert entry is not None, name
        self._builder.define(entry.definition)

    def finish(self, loss: str, prediction: Ref, **target: Any) -> None:
        """Add the loss, and the target that it compares the prediction with."""
        right = self.add("Target", name="y", **target)
        self.add(loss, prediction, right, name="loss")

    def project(self, title: str, description: str, data: DataSpec, recipe: Recipe) -> Project:
        """Return the project."""
        return Project(self._builder.build(), {}, data, recipe, title, description)
