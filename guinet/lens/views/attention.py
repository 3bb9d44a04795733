"""Where each head of an attention looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.sequences.attending import Attending
from guinet.core.types import Array
from guinet.lens.view import FIRST, SampleAt, View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Attention", "AttentionOf"]


@dataclass(frozen=True, eq=False)
class Attention:
    """The shares of one sample: (heads, T, S), what position t takes of position s."""

    shares: Array


@dataclass(frozen=True)
class AttentionOf(View):
    """All heads of a node for one sample, in evaluation mode.

    Attributes
    ----------
    path
        Of the node.
    sample
        Which one.
    """

    path: str
    sample: SampleAt = FIRST

    def compute(self, scene: Scene) -> Attention:
        """Read off what arrives, and have the module itself say where its heads look."""
        node = scene.analysis.flat.nodes.get(self.path)
        if node is None or not isinstance(node.module, Attending):
            raise GuinetError(f"{self.path} has no heads that look anywhere.")
        arriving = tuple(
            scene.sample_outputs(self.sample, scene.source_of(self.path, port.name))
            for port in node.module.input_ports()
        )
        shares = node.module.head_shares(arriving, scene.weights_of(self.path))
        return Attention(np.ascontiguousarray(shares[0]))
