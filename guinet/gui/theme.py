"""Two themes from one table of colour roles, and the type that goes with them.

Colour carries meaning and nothing else: surfaces are calm, there is one accent, and the
network is the brightest thing on the screen. Whatever paints asks `colour` at that moment and
paints again when `themes.changed` is emitted; nothing keeps a colour of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from guinet.core.category import Category
from guinet.gui import frame_colours
from guinet.gui.stylesheet import stylesheet
from guinet.project.annotations import FrameColour

__all__ = [
    "DARK",
    "FAMILIES",
    "LIGHT",
    "Theme",
    "ThemeName",
    "apply_theme",
    "category_colour",
    "colour",
    "current",
    "font",
    "frame_colour",
    "set_theme",
    "stylesheet",
    "themes",
]

ThemeName = Literal["dark", "light", "system"]

FAMILIES = ("Inter", "Segoe UI", "Cantarell", "Noto Sans", "DejaVu Sans")
"""Where the system names no interface font of its own, the first of these that is installed."""


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
        The band of a card and the dot of its ports.
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
    frames: Mapping[FrameColour, str]

    def category(self, category: Category) -> str:
        """Return the colour of a family of modules."""
        return self.categories[category]


DARK = Theme(
    name="dark",
    frames=frame_colours.DARK,
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
)

LIGHT = Theme(
    name="light",
    frames=frame_colours.LIGHT,
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
)


class Themes(QObject):
    """Tells that another theme holds.

    Signals
    -------
    changed
        After colours, palette and style sheet have been exchanged.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = DARK
        self.wanted: ThemeName = "system"
        self._following = False

    def follow_system(self) -> None:
        """Take the system's scheme now and whenever it changes, while nothing else is wanted."""
        hints = QGuiApplication.styleHints()
        if not self._following:
            hints.colorSchemeChanged.connect(self._on_scheme)
            self._following = True
        self._on_scheme(hints.colorScheme())

    def use(self, theme: Theme) -> None:
        """Paint everything in this theme from now on."""
        changed = theme is not self.theme
        self.theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, theme)
        if changed:
            _colour.cache_clear()
            self.changed.emit()

    def _on_scheme(self, scheme: Qt.ColorScheme) -> None:
        if self.wanted == "system":
            self.use(LIGHT if scheme == Qt.ColorScheme.Light else DARK)


themes = Themes()


def current() -> Theme:
    """Return the theme that holds now."""
    return themes.theme


def set_theme(name: ThemeName) -> None:
    """Change the theme of the whole program.

    Parameters
    ----------
    name
        ``"dark"``, ``"light"``, or ``"system"`` to follow the desktop (dark where it has no
        opinion).
    """
    themes.wanted = name
    if name == "system":
        themes.follow_system()
    else:
        themes.use(LIGHT if name == "light" else DARK)


def colour(role: str, opacity: float = 1.0) -> QColor:
    """Return the current colour of a role, e.g. ``"muted"``; opacity from 0 to 1."""
    if opacity == 1.0:
        return _colour(role)
    mixed = QColor(_colour(role))
    mixed.setAlphaF(opacity)
    return mixed


def category_colour(category: Category) -> QColor:
    """Return the current colour of a family of modules."""
    return QColor(themes.theme.category(category))


def frame_colour(name: FrameColour, opacity: float = 1.0) -> QColor:
    """Return the current colour of comment frames of that name; opacity from 0 to 1."""
    mixed = QColor(themes.theme.frames[name])
    mixed.setAlphaF(opacity)
    return mixed


@cache
def _colour(role: str) -> QColor:
    return QColor(getattr(themes.theme, role))


@cache
def _families() -> tuple[str, ...]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    # A bare desktop answers with an alias; then the list decides.
    named = () if system in {"", "Sans", "Sans Serif", "sans-serif", "Serif"} else (system,)
    return named + FAMILIES


def font(size_px: int = 13, weight: int = 400, *, tabular: bool = False) -> QFont:
    """Return the interface font.

    Parameters
    ----------
    size_px
        Height in pixels at 100 %.
    weight
        400 regular, 500 medium, 600 semibold.
    tabular
        Figures of equal width, for numbers that change.
    """
    return QFont(_font(size_px, weight, tabular))


@cache
def _font(size_px: int, weight: int, tabular: bool) -> QFont:
    result = QFont(list(_families()))
    result.setPixelSize(size_px)
    result.setWeight(QFont.Weight(weight))
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the application Fusion as base, the theme's palette, its fonts and style sheet."""
    app.setStyle("Fusion")
    app.setFont(font(13))
    app.setPalette(_palette(theme))
    app.setStyleSheet(stylesheet(theme))


def _palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    table = {
        roles.Window: theme.panel,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.hover,
        roles.Text: theme.text,
        roles.Button: theme.card,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.error,
        roles.PlaceholderText: theme.muted,
        roles.ToolTipBase: theme.card,
        roles.ToolTipText: theme.text,
        roles.Highlight: theme.selection,
        roles.HighlightedText: theme.text,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.Light: theme.outline,
        roles.Midlight: theme.border,
        roles.Mid: theme.border,
        roles.Dark: theme.well,
        roles.Shadow: theme.canvas,
        roles.Accent: theme.accent,
    }
    palette = QPalette()
    for role, value in table.items():
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette
