"""Inlet: an input port of a composite, seen from inside."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.modules.activation.identity import Identity

__all__ = ["Inlet"]


class Inlet(Identity):
    """Stands inside a composite for one of its input ports, and passes on what arrives there.

    The port has the name of this node. Outside a composite it does nothing.

    Shapes: any, unchanged.
    Source: none, the identity.
    """

    category = Category.COMPOSITE
