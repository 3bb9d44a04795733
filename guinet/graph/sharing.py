"""Which nodes of one share tag share weights."""

from __future__ import annotations

from guinet.core.module import Module
from guinet.graph.composite import CompositeUse

__all__ = ["share_kind"]


def share_kind(module: Module) -> str:
    """Return what must be equal for two nodes of one tag to share weights."""
    if type(module) is CompositeUse:
        return f"composite {module.definition}"
    return module.type_name()
