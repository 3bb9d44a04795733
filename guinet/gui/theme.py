"""Two themes from one table of colour roles, and the type that goes with them.

Colour carries meaning and nothing else: surfaces are calm, there is one accent, and the
network is the brightest thing on the screen. Whatever paints asks `colour` at that moment and
paints again when `themes.changed` is emitted; nothing keeps a colour of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from guinet.core.category import Category
from guinet.gui.stylesheet import stylesheet
from guinet.gui.theme_table import DARK, LIGHT, Carried, Theme
from guinet.project.annotations import FrameColour

__all__ = [
    "DARK",
    "FAMILIES",
    "LIGHT",
    "Theme",
    "ThemeName",
    "apply_theme",
    "carried_colour",
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


def carried_colour(carried: Carried) -> QColor:
    """Return the current colour of what a port carries."""
    return QColor(themes.theme.carried[carried])


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


_STYLED = "guinet has styled it"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the application Fusion as base, the theme's palette, its fonts and style sheet."""
    if not app.property(_STYLED):
        # Once: whoever still holds the style before would hold what Qt has deleted.
        app.setStyle("Fusion")
        app.setProperty(_STYLED, True)
    app.setFont(font(13))
    app.setPalette(_palette(theme))
    sheet = stylesheet(theme)
    if app.styleSheet() != sheet:  # each widget there is would be dressed anew
        app.setStyleSheet(sheet)


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
