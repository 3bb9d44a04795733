"""The style sheet of the whole window, filled in from a theme."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from guinet.core.resources import resource

if TYPE_CHECKING:
    from guinet.gui.theme_table import Theme

__all__ = ["stylesheet"]

_SHEET = Template("""
* { outline: none; }
QWidget { color: $text; font-size: 12px; selection-background-color: $selection;
    selection-color: $text; }
QMainWindow, QDialog, QDockWidget > QWidget, QMessageBox { background: $panel; }
QWidget:disabled { color: $disabled; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="key"] { font-size: 20px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="muted"]:disabled { color: $disabled; }
QLabel[role="caption"] { color: $muted; font-size: 11px; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="good"] { color: $good; }

QToolTip { background: $card; color: $text; border: 1px solid $outline; padding: 5px 7px; }

QPushButton { background: $card; color: $text; border: 1px solid $border; border-radius: 5px;
    padding: 4px 12px; min-height: 18px; }
QPushButton:hover { background: $hover; border-color: $outline; }
QPushButton:pressed, QPushButton:checked { background: $pressed; border-color: $outline; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $disabled; background: transparent; }
QPushButton[accent="true"] { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }
QPushButton[accent="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[accent="true"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[accent="true"]:focus { border: 2px solid $text; padding: 3px 11px; }
QPushButton[accent="true"]:disabled { background: $pressed; color: $disabled;
    border-color: $border; }

QDialog QPushButton:default { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }
QDialog QPushButton:default:hover { background: $accent_hover; border-color: $accent_hover; }
QDialog QPushButton:default:pressed { background: $accent_pressed;
    border-color: $accent_pressed; }
QDialog QPushButton:default:disabled { background: $pressed; color: $disabled;
    border-color: $border; }
QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 300px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px;
    padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton[segment] { border: 1px solid $border; border-radius: 0; padding: 2px 4px;
    color: $muted; font-size: 11px; }
QToolButton[segment="middle"] { border-left: none; border-right: none; }
QToolButton[segment="first"] { border-top-left-radius: 5px; border-bottom-left-radius: 5px; }
QToolButton[segment="last"] { border-top-right-radius: 5px; border-bottom-right-radius: 5px; }
QToolButton[segment]:checked { background: $pressed; color: $text; }
QToolButton[segment]:focus { color: $accent; }
QToolButton[segment]:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 14px; }
QToolButton::menu-arrow { image: url($icons/down.svg); width: 10px; height: 10px; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: $field;
    color: $text; border: 1px solid $border; border-radius: 4px; padding: 2px 7px; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 18px; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover, QPlainTextEdit:hover,
QTextEdit:hover { border-color: $outline; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on, QPlainTextEdit:focus,
QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: $disabled;
    background: transparent; }
QLineEdit[invalid="true"], QAbstractSpinBox[invalid="true"] { border-color: $error; }
QAbstractSpinBox { padding: 1px 18px 1px 5px; min-height: 20px; }
QAbstractSpinBox > QLineEdit { background: transparent; border: none; padding: 0 2px;
    min-height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border;
    width: 17px; border: none; border-left: 1px solid $border; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; border-top-right-radius: 4px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right;
    border-bottom-right-radius: 4px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {
    background: $pressed; }
QAbstractSpinBox::up-arrow { image: url($icons/up.svg); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url($icons/down.svg); width: 8px; height: 8px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off,
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off {
    image: url($icons/none.svg); }
QAbstractSpinBox[buttonSymbols="2"] { padding-right: 5px; }
QAbstractSpinBox[buttonSymbols="2"]::up-button, QAbstractSpinBox[buttonSymbols="2"]::down-button {
    subcontrol-position: top left; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right;
    width: 20px; border: none; }
QComboBox::down-arrow { image: url($icons/down.svg); width: 10px; height: 10px; }
QComboBox::down-arrow:disabled { image: url($icons/none.svg); }
QComboBox QAbstractItemView { background: $card; border: 1px solid $outline; padding: 3px;
    selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; border-radius: 4px; }

QCheckBox, QRadioButton { background: transparent; spacing: 7px; min-height: 22px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px;
    border: 1px solid $outline; background: $field; border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus,
QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url($icons/check.svg); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent;
    image: url($icons/dash.svg); }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 8px; height: 8px;
    background: $on_accent; }
QListView::indicator, QTreeView::indicator { width: 14px; height: 14px;
    border: 1px solid $outline; background: $field; border-radius: 4px; }
QListView::indicator:hover, QTreeView::indicator:hover { border-color: $accent; }
QListView::indicator:checked, QTreeView::indicator:checked { background: $accent;
    border-color: $accent; image: url($icons/check.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border;
    background: transparent; }
QCheckBox::indicator:checked:disabled { background: $disabled; }

QSlider { background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $border; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: $text; border: 1px solid $panel; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent;
    border-color: $text; }
QSlider::sub-page:horizontal:disabled { background: $disabled; }
QSlider::handle:horizontal:disabled { background: $disabled; }
QProgressBar { background: $border; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; text-align: center; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: none;
    border-bottom: 2px solid transparent; padding: 7px 12px 6px 12px; min-height: 17px; }
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTabBar::tab:disabled { color: $disabled; }
QTabBar QToolButton { background: $panel; border: none; }
QTabBar::scroller { width: 32px; }
QTabBar QToolButton::right-arrow { image: url($icons/right.svg); width: 9px; height: 9px; }
QTabBar QToolButton::left-arrow { image: url($icons/left.svg); width: 9px; height: 9px; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }

QMenuBar { background: $panel; border-bottom: 1px solid $border; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $card; border: 1px solid $outline; border-radius: 6px; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 12px; border-radius: 4px; min-height: 16px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QMenu::indicator { width: 12px; height: 12px; margin-left: 6px; }
QMenu::indicator:checked { image: url($icons/tick.svg); }
QMenu::right-arrow { image: url($icons/right.svg); width: 9px; height: 9px; margin-right: 6px; }
QStatusBar { background: $panel; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: none; }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $border; spacing: 6px; }

QAbstractItemView { background: $panel; alternate-background-color: $hover; border: none;
    selection-background-color: $selection; selection-color: $text; }
QTreeView::item, QListView::item { min-height: 24px; border: none; border-radius: 4px; }
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {
    background: $selection; color: $text; }
QTreeView::branch { background: transparent; }
QTreeView::branch:closed:has-children { image: url($icons/right.svg); }
QTreeView::branch:open:has-children { image: url($icons/down.svg); }
QTableView { gridline-color: $border; }
QTableView::item { padding: 0 8px; border: none; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $muted; border: none;
    border-bottom: 1px solid $border; padding: 5px 8px; font-weight: 400; text-align: left; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; height: 0; }
QTableCornerButton::section { background: $panel; border: none; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $outline; }
QScrollBar::handle:pressed { background: $disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
""")


def stylesheet(theme: Theme) -> str:
    """Return the style sheet in a theme's colours.

    Widgets opt into a role with dynamic properties: ``accent`` (the one filled button of a
    place), ``role`` of a label (``title``, ``heading``, ``key``, ``muted``, ``caption``,
    ``error``, ``warning``, ``good``), ``invalid`` of a field, and ``segment`` of a button that
    stands ``first``, ``middle`` or ``last`` of a row of them.
    """
    return _SHEET.substitute(vars(theme), icons=resource("icons", theme.name).as_posix())
