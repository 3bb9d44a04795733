"""Which kernel a node of a network gets."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.network import Network
from guinet.graph.model import Graph


def kind_of(graph: Graph, fields: Mapping[str, FieldSpec], path: str) -> type[Kernel]:
    """Return the kernel that a training step would use for a node, nothing being kept."""
    program = Network(graph, fields, 2, partial=True).executor.program
    sources = [call.path for call in program.calls if call.field is not None]
    return choose(program, sources, ()).kinds[path]
