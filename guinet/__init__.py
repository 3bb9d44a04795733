"""guinet: draw a neural network, press play, watch the gradients flow.

Everything below loads at first use, so that ``import guinet`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guinet.core.errors import GuinetError as GuinetError
    from guinet.core.spec import FieldSpec as FieldSpec
    from guinet.engine.network import Network as Network
    from guinet.engine.trainer import Trainer as Trainer
    from guinet.graph.builder import GraphBuilder as GraphBuilder
    from guinet.graph.check import check as check
    from guinet.graph.model import Graph as Graph
    from guinet.graph.problem import Problem as Problem
    from guinet.project.file import load_project as load
    from guinet.project.file import save as save
    from guinet.project.library import composite as composite
    from guinet.project.library import composites as composites
    from guinet.project.project import Project as Project
    from guinet.project.run import train as train

__version__ = "0.1.0"

# Public name -> where it lives.
_HOMES = {
    "FieldSpec": "guinet.core.spec:FieldSpec",
    "Graph": "guinet.graph.model:Graph",
    "GraphBuilder": "guinet.graph.builder:GraphBuilder",
    "GuinetError": "guinet.core.errors:GuinetError",
    "Network": "guinet.engine.network:Network",
    "Problem": "guinet.graph.problem:Problem",
    "Project": "guinet.project.project:Project",
    "Trainer": "guinet.engine.trainer:Trainer",
    "check": "guinet.graph.check:check",
    "composite": "guinet.project.library:composite",
    "composites": "guinet.project.library:composites",
    "load": "guinet.project.file:load_project",
    "save": "guinet.project.file:save",
    "train": "guinet.project.run:train",
}

__all__ = [
    "FieldSpec",
    "Graph",
    "GraphBuilder",
    "GuinetError",
    "Network",
    "Problem",
    "Project",
    "Trainer",
    "__version__",
    "check",
    "composite",
    "composites",
    "load",
    "save",
    "train",
]


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'guinet' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
