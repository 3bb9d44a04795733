"""Reroute: a point by which a wire is led."""

from __future__ import annotations

from guinet.core.category import Category
from guinet.core.forms import TorchForm
from guinet.core.spec import Specs
from guinet.modules.activation.identity import Identity

__all__ = ["Reroute"]


class Reroute(Identity):
    """Passes everything on unchanged: a point on a wire, to lead it around other modules.

    It also gathers: what one output sends to many places can run together up to here.

    Shapes: any, unchanged.
    Source: none, the identity.
    """

    category = Category.MERGE

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Identity``."""
        return TorchForm("{module}({x})", "nn.Identity()")
