"""The table of colours keeps its promises, and the whole program follows a change of theme."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from guinet.core.category import Category
from guinet.core.resources import resource
from guinet.gui import theme
from guinet.gui.canvas.frames.item import QUIET
from guinet.gui.frame_colours import BORDER, GROUND, HEADER
from guinet.gui.theme_table import Carried
from guinet.project.annotations import FRAME_COLOURS, FrameColour

TEXT = ("text", "muted", "accent", "error", "warning", "good")
GROUNDS = ("panel", "card", "canvas")


@pytest.fixture(autouse=True)
def _restore_theme(qapp: QApplication):
    before = theme.current(), theme.themes.wanted
    yield
    theme.themes.wanted = before[1]
    theme.themes.use(before[0])
    qapp.setStyleSheet("")


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    channels = QColor(colour).getRgbF()[:3]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def mixed(ground: str, colour: str, opacity: float) -> str:
    """Return what a colour that is partly transparent looks like on a ground."""
    below, above = QColor(ground).getRgbF()[:3], QColor(colour).getRgbF()[:3]
    return QColor.fromRgbF(
        *(b + opacity * (a - b) for b, a in zip(below, above, strict=True))
    ).name()


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", TEXT)
def test_text_can_be_read(table: theme.Theme, role: str, ground: str) -> None:
    assert contrast(getattr(table, role), getattr(table, ground)) >= 4.5


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize(
    ("role", "ground"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_pressed"),
        ("on_badge", "error"),
        ("on_badge", "warning"),
        ("text", "hover"),
        ("text", "pressed"),
        ("text", "selection"),
        ("text", "field"),
        ("text", "well"),
        ("muted", "hover"),
        ("muted", "field"),
        ("muted", "well"),
    ],
)
def test_text_on_controls_can_be_read(table: theme.Theme, role: str, ground: str) -> None:
    assert contrast(getattr(table, role), getattr(table, ground)) >= 4.5


@pytest.mark.parametrize("carried", get_args(Carried))
def test_ports_stand_out(carried: Carried) -> None:
    for table in (theme.LIGHT, theme.DARK):
        for ground in (table.card, table.canvas):
            assert contrast(table.carried[carried], ground) >= 3.3


@pytest.mark.parametrize("category", list(Category))
def test_categories_stand_out(category: Category) -> None:
    assert contrast(theme.LIGHT.category(category), "#FFFFFF") >= 3.3
    assert contrast(theme.DARK.category(category), theme.DARK.card) >= 3.3


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("name", FRAME_COLOURS)
def test_frames_show_and_their_text_can_be_read(table: theme.Theme, name: FrameColour) -> None:
    tint, ground = table.frames[name], table.canvas
    assert contrast(mixed(ground, tint, BORDER), ground) >= 2.0
    for _nested in range(3):
        ground = mixed(ground, tint, GROUND)
        header = mixed(ground, tint, HEADER)
        assert contrast(table.text, header) >= 4.5
        assert contrast(mixed(header, table.text, QUIET), header) >= 4.5


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_every_role_is_a_colour(table: theme.Theme) -> None:
    tables = {"name", "categories", "carried", "frames"}
    values = {k: v for k, v in vars(table).items() if k not in tables}
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in values.values())
    assert set(table.categories) == set(Category)
    assert set(table.frames) == set(FRAME_COLOURS)


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_the_sheet_is_complete_and_its_pictures_exist(table: theme.Theme) -> None:
    sheet = theme.stylesheet(table)
    assert "$" not in sheet
    pictures = set(re.findall(r"url\(([^)]+)\)", sheet))
    assert len(pictures) >= 8
    folder = resource("icons", table.name).as_posix()
    for picture in pictures:
        assert picture.startswith(folder)
        assert resource("icons", table.name, picture.rsplit("/", 1)[1]).is_file()


def test_a_change_reaches_colours_palette_and_listeners(qapp: QApplication, qtbot) -> None:
    theme.set_theme("dark")
    assert theme.colour("canvas") == QColor(theme.DARK.canvas)
    with qtbot.waitSignal(theme.themes.changed):
        theme.set_theme("light")
    assert theme.current() is theme.LIGHT
    assert theme.colour("canvas") == QColor(theme.LIGHT.canvas)
    assert qapp.palette().window().color() == QColor(theme.LIGHT.panel)
    assert theme.LIGHT.accent in qapp.styleSheet()


def test_the_same_theme_again_is_no_change(qtbot) -> None:
    theme.set_theme("light")
    with qtbot.assertNotEmitted(theme.themes.changed):
        theme.set_theme("light")


def test_the_system_is_followed_only_when_asked(qapp: QApplication) -> None:
    theme.set_theme("system")
    hints = qapp.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is theme.LIGHT
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is theme.DARK
    theme.set_theme("light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is theme.LIGHT


def test_opacity_leaves_the_role_alone() -> None:
    assert theme.colour("accent", 0.5).alphaF() == pytest.approx(0.5, abs=0.01)
    assert theme.colour("accent").alphaF() == 1.0


def test_tabular_figures_have_one_width(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font(13, tabular=True))
    widths = {round(metrics.horizontalAdvance(digit * 8), 3) for digit in "0123456789"}
    assert len(widths) == 1
