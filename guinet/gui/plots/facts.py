"""What decides which plots make sense for a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.data.spec import DataSpec
from guinet.graph.analysis import Analysis
from guinet.graph.judged import Judged, judged
from guinet.modules.data.target import Target

__all__ = ["Facts", "Task"]

Task = Literal["classification", "regression", "reconstruction", "none"]


@dataclass(frozen=True)
class Facts:
    """A project as the plots see it.

    Attributes
    ----------
    analysis
        What is known about the graph.
    fields
        What the data offer.
    data
        Where they come from.
    """

    analysis: Analysis = field(default_factory=Analysis)
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    data: DataSpec = field(default_factory=DataSpec)

    @cached_property
    def judged(self) -> Judged | None:
        """What the first loss holds against each other, or None."""
        return next(iter(judged(self.analysis)), None)

    @cached_property
    def inputs(self) -> tuple[tuple[str, FieldSpec], ...]:
        """Path and field spec of each `Input`, in the order of execution."""
        found = []
        for path in self.analysis.order:
            module = self.analysis.flat.nodes[path].module
            if isinstance(module, Source) and not isinstance(module, Target):
                spec = self.fields.get(module.field)
                if spec is not None:
                    found.append((path, spec))
        return tuple(found)

    @property
    def input_spec(self) -> FieldSpec | None:
        """Spec of the field of the only `Input`; None where there are several or none."""
        return self.inputs[0][1] if len(self.inputs) == 1 else None

    @property
    def is_plane(self) -> bool:
        """Whether the network looks at two numbers, so that its inputs are points of a plane."""
        spec = self.input_spec
        return spec is not None and spec.shape == (2,) and spec.kind == "float"

    @property
    def is_line(self) -> bool:
        """Whether the network looks at a single number."""
        spec = self.input_spec
        return spec is not None and spec.size == 1 and spec.kind == "float"

    @cached_property
    def reconstructs(self) -> bool:
        """Whether the target is the field of an input: the network reproduces what it sees."""
        if self.judged is None:
            return False
        nodes = self.analysis.flat.nodes
        module = nodes[self.judged.target.partition(":")[0]].module
        fields = {nodes[path].module.field for path, _ in self.inputs}  # type: ignore[attr-defined]
        return isinstance(module, Source) and module.field in fields

    @property
    def task(self) -> Task:
        """What the network is for, as far as its first loss tells."""
        if self.judged is None:
            return "none"
        if self.reconstructs:
            return "reconstruction"
        return "classification" if self.judged.classifies else "regression"

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes that exclude each other; empty where there are none."""
        return () if self.judged is None else self.judged.classes
