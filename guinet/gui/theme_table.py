"""The table of colour roles, dark and light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from guinet.core.category import Category
from guinet.gui import frame_colours
from guinet.project.annotations import FrameColour

__all__ = ["DARK", "LIGHT", "Carried", "Theme"]

Carried = Literal["features", "image", "sequence", "class", "index", "number"]
"""What flows through a port, as far as its colour tells it apart."""


@dataclass(frozen=True)
class Theme:
    """Colours by role, as ``#RRGGBB``.

    Attributes
    ----------
    canvas, dots
        Ground of the canvas and its dot grid.
    panel, card, well, field
        Docks; cards and raised controls; recesses that instruments draw in; text fields.
    border, outline
        Hairlines between surfaces; the stronger line around controls.
    text, muted, disabled
        Text; captions; text of what cannot be used now.
    accent, accent_hover, accent_pressed, on_accent
        The one filled button, focus, selection, and text on it.
    error, warning, good, on_badge
        Severities, and the sign on a filled badge.
    hover, pressed, selection
        Grounds of controls and rows under the pointer, held down, chosen.
    wire_still, wire_casing
        An edge that carries no gradient; the fine line around a coloured one.
    pulse, pulse_outline
        The bead that runs along an edge.
    negative, zero, positive
        Signed numbers: weights, differences. Zero recedes into the card.
    categories
        The band of a card.
    carried
        The dot of a port.
    classes
        Classes of the data, the two of signed numbers first. They stay apart for eyes that lack
        one kind of cone, too.
    frames
        Comment frames.
    """

    name: Literal["dark", "light"]
    canvas: str
    dots: str
    panel: str
    card: str
    well: str
    field: str
    border: str
    outline: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    error: str
    warning: str
    good: str
    on_badge: str
    hover: str
    pressed: str
    selection: str
    wire_still: str
    wire_casing: str
    pulse: str
    pulse_outline: str
    negative: str
    zero: str
    positive: str
    categories: Mapping[Category, str]
    carried: Mapping[Carried, str]
    classes: tuple[str, ...]
    frames: Mapping[FrameColour, str]

    def category(self, category: Category) -> str:
        """Return the colour of a family of modules."""
        return self.categories[category]


DARK = Theme(
    name="dark",
    frames=frame_colours.DARK,
    classes=(
        "#4F9BFA",
        "#FF963C",
        "#A5F6F0",
        "#2B7B6D",
        "#C04815",
        "#DDB3FD",
        "#FEE650",
        "#8558C5",
        "#53CF95",
        "#B18C9D",
    ),
    canvas="#0F1417",
    dots="#222B31",
    panel="#151C21",
    card="#1C252B",
    well="#12181C",
    field="#10161A",
    border="#2B3740",
    outline="#3A4852",
    text="#E6EDF3",
    muted="#93A1AD",
    disabled="#5C6A75",
    accent="#4FC3F7",
    accent_hover="#76D1FA",
    accent_pressed="#35AEE4",
    on_accent="#0B1216",
    error="#FF6B5E",
    warning="#F2B04B",
    good="#58C48A",
    on_badge="#12181C",
    hover="#222D34",
    pressed="#29363E",
    selection="#173B4D",
    wire_still="#46545F",
    wire_casing="#5D6D79",
    pulse="#F4FAFD",
    pulse_outline="#0F1417",
    negative="#4F9BFA",
    zero="#212B32",
    positive="#FF963C",
    categories=MappingProxyType(
        {
            Category.DATA: "#7C93A8",
            Category.LINEAR: "#5B9BF3",
            Category.CONVOLUTION: "#9D7BEA",
            Category.ACTIVATION: "#E8A33D",
            Category.NORMALISATION: "#3DB8A5",
            Category.DOWN_SAMPLING: "#6FBF4B",
            Category.UP_SAMPLING: "#A3B83A",
            Category.NOISE: "#E0709A",
            Category.MERGE: "#B9C2CC",
            Category.SEQUENCE: "#6C7BEF",
            Category.LOSS: "#EE6A5F",
            Category.COMPOSITE: "#C7A6F5",
        }
    ),
    carried=MappingProxyType(
        {
            "features": "#6FB1F5",
            "image": "#B08BF2",
            "sequence": "#4FC7B5",
            "class": "#F0B04F",
            "index": "#EC7FB0",
            "number": "#F2766B",
        }
    ),
)

LIGHT = Theme(
    name="light",
    frames=frame_colours.LIGHT,
    classes=(
        "#2166BE",
        "#D66814",
        "#62074E",
        "#4E98AE",
        "#8D76E8",
        "#2F1E89",
        "#992F7D",
        "#513B21",
        "#23690D",
        "#8D6760",
    ),
    canvas="#F6F8FA",
    dots="#DCE3E9",
    panel="#FFFFFF",
    card="#FFFFFF",
    well="#F3F6F8",
    field="#FFFFFF",
    border="#D5DCE3",
    outline="#BCC7D1",
    text="#1B2733",
    muted="#5B6B79",
    disabled="#98A5B1",
    accent="#0277BD",
    accent_hover="#0A66A0",
    accent_pressed="#085688",
    on_accent="#FFFFFF",
    error="#C8372B",
    warning="#8F5B00",
    good="#1B7F4B",
    on_badge="#FFFFFF",
    hover="#EEF2F5",
    pressed="#E3E9EE",
    selection="#D6EBF8",
    wire_still="#A9B6C2",
    wire_casing="#33424F",
    pulse="#FFFFFF",
    pulse_outline="#1B2733",
    negative="#2166BE",
    zero="#F4F5F6",
    positive="#D66814",
    categories=MappingProxyType(
        {
            Category.DATA: "#738DA4",
            Category.LINEAR: "#3A89F5",
            Category.CONVOLUTION: "#9974EC",
            Category.ACTIVATION: "#BF7912",
            Category.NORMALISATION: "#2F9888",
            Category.DOWN_SAMPLING: "#539A33",
            Category.UP_SAMPLING: "#82921C",
            Category.NOISE: "#DF5C8D",
            Category.MERGE: "#7A8CA0",
            Category.SEQUENCE: "#6978F2",
            Category.LOSS: "#F05346",
            Category.COMPOSITE: "#A46CF2",
        }
    ),
    carried=MappingProxyType(
        {
            "features": "#2F7FD6",
            "image": "#8457DB",
            "sequence": "#16877A",
            "class": "#A86A00",
            "index": "#C6447F",
            "number": "#CF4136",
        }
    ),
)
