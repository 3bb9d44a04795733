"""The seven colours of comment frames, in each theme: borders as they stand, grounds as tints."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guinet.project.annotations import FrameColour

__all__ = ["BORDER", "DARK", "GROUND", "HEADER", "LIGHT"]

GROUND, HEADER, BORDER = 0.07, 0.09, 0.55
"""How opaque the colour is in a frame's ground, over that in its header, and in its border."""

DARK: Mapping[FrameColour, str] = MappingProxyType(
    {
        "grey": "#93A1AD",
        "blue": "#5B9BF3",
        "violet": "#9D7BEA",
        "teal": "#3DB8A5",
        "green": "#6FBF4B",
        "amber": "#E8A33D",
        "red": "#EE6A5F",
    }
)

LIGHT: Mapping[FrameColour, str] = MappingProxyType(
    {
        "grey": "#5B6B79",
        "blue": "#0B62C4",
        "violet": "#6F45D1",
        "teal": "#0F7567",
        "green": "#38761D",
        "amber": "#945A00",
        "red": "#C8372B",
    }
)
