"""How the window of a module slides."""

from __future__ import annotations

from typing import Any

from guinet.core.spatial.windows import Slides, image_slides
from guinet.engine.program import Call

__all__ = ["slides_of"]


def slides_of(call: Call) -> Slides:
    """Return how the window of a convolution or a pooling moves."""
    module: Any = call.module
    return image_slides(module.slides(call.specs[0].shape[1:]))
