"""The table of colours keeps its promises, and the whole program follows a change of theme."""

from __future__ import annotations

import itertools
import re
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QTreeWidget, QTreeWidgetItem

from guinet.core.category import Category
from guinet.core.resources import resource
from guinet.core.types import Array
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
    tables = {"name", "categories", "carried", "classes", "frames"}
    values = {k: v for k, v in vars(table).items() if k not in tables}
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in values.values())
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in table.classes)
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


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_a_row_that_can_be_ticked_shows_where(table: theme.Theme, qtbot) -> None:
    view = QTreeWidget()
    qtbot.addWidget(view)
    view.setStyleSheet(theme.stylesheet(table))
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    item = QTreeWidgetItem(view)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    view.show()
    row = view.visualItemRect(item)
    picture = view.viewport().grab(row).toImage()
    middle = picture.height() // 2
    seen = {picture.pixelColor(x, middle).name() for x in range(picture.width())}
    assert table.outline.lower() in seen  # as around every other box that can be ticked


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


def linear(colour: str) -> Array:
    """Return red, green and blue as amounts of light."""
    channels = np.array(QColor(colour).getRgbF()[:3])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(light: Array) -> Array:
    """Return Ottosson's perceptual coordinates of linear light."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ np.clip(light, 0, 1))


# Machado, Oliveira and Fernandes (2009), severity 1.
SIGHTS = {
    "all cones": np.eye(3),
    "no long cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no middle cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no short cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("sight", SIGHTS)
def test_classes_stay_apart_for_all_eyes(table: theme.Theme, sight: str) -> None:
    seen = [oklab(np.array(SIGHTS[sight]) @ linear(colour)) for colour in table.classes]
    pairs = itertools.combinations(range(len(seen)), 2)
    nearest = min(float(np.linalg.norm(seen[a] - seen[b])) for a, b in pairs)
    assert nearest > (0.14 if sight == "all cones" else 0.07)
    assert len(seen) == 10


@pytest.mark.parametrize("table", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_two_classes_are_as_signed_numbers(table: theme.Theme) -> None:
    assert table.classes[:2] == (table.negative, table.positive)
    for colour in table.classes:
        assert contrast(colour, table.panel) >= 3.0
