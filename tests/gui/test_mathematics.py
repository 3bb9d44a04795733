"""Formulas become pictures, in the colour of the theme and in the space there is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from guinet.gui import theme
from guinet.gui.mathematics import FormulaView, formula_html, formula_pixmap
from guinet.modules import modules
from guinet.optim import optimizers, schedules

FORMULAS = [
    latex
    for registry in (modules, optimizers, schedules)
    for one in registry.types().values()
    for latex in (*one.formula.forward, *one.formula.backward)
]


def test_every_formula_of_the_library_can_be_drawn(qapp):
    pictures = {latex: formula_pixmap(latex, 17, "#FFFFFF") for latex in FORMULAS}
    assert len(pictures) > 30
    assert [latex for latex, drawn in pictures.items() if drawn is None or drawn.width() < 10] == []


def test_the_ink_has_the_colour_asked_for(qapp):
    image = formula_pixmap(r"x", 60, "#FF0000").toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}


def test_what_cannot_be_read_is_shown_as_written(qtbot):
    broken = r"\frac{"
    assert formula_pixmap(broken, 17, "#FFFFFF") is None
    assert formula_html(broken) == broken
    view = FormulaView()
    qtbot.addWidget(view)
    view.set_formulas((broken,))
    view.finish()
    assert not view.grab().isNull()


def test_pictures_are_crisp_on_dense_screens(qapp):
    once = formula_pixmap("y = x", 17, "#FFFFFF", 1.0)
    twice = formula_pixmap("y = x", 17, "#FFFFFF", 2.0)
    assert twice.devicePixelRatio() == 2.0
    assert abs(twice.width() - 2 * once.width()) <= 2


def test_a_narrow_view_draws_smaller_instead_of_cutting(qtbot):
    view = FormulaView(17)
    qtbot.addWidget(view)
    view.set_formulas((r"y = a + b + c + d + e + f + g + h + i + j + k + l + m + n + o",))
    view.finish()
    assert view.heightForWidth(120) < view.heightForWidth(800)
    assert all(size.width() <= 120 for size in view._sizes(120))


def test_the_theme_changes_the_ink(qtbot):
    view = FormulaView(40)
    qtbot.addWidget(view)
    view.set_formulas(("x",))
    view.resize(80, 60)

    def ink() -> set[str]:
        view.finish()
        image = view.grab().toImage()
        return {
            QColor(image.pixelColor(x, y)).name()
            for x in range(image.width())
            for y in range(image.height())
        }

    assert theme.current().text.lower() in ink()
    theme.set_theme("light")
    try:
        assert theme.current().text.lower() in ink()
    finally:
        theme.set_theme("dark")


def test_named_functions_stand_apart_from_what_they_multiply(qapp):
    def width(latex: str) -> float:
        return formula_pixmap(latex, 17, "#FFFFFF").width()

    assert width(r"a \min(x)") > width(r"a") + width(r"\min(x)") - 4
    # Not where TeX sets none, and never inside another name.
    assert width(r"(\min(x)") == width(r"( \min(x)")
    assert formula_pixmap(r"\arcsin x + \odot \tanh x", 17, "#FFFFFF") is not None


def test_a_formula_that_is_too_small_to_read_is_shown_large_on_hover(qtbot, monkeypatch):
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: shown.append(text))
    view = FormulaView()
    qtbot.addWidget(view)
    view.set_formulas(("y = x", "y = " + " + ".join(f"x_{{{n}}}" for n in range(30))))
    view.resize(250, 100)
    view.show()
    qtbot.waitExposed(view)
    view.finish()
    for y in (5, view.heightForWidth(250) - 2):
        place = QPoint(10, y)
        event = QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place))
        QApplication.sendEvent(view, event)
    assert len(shown) == 1
    assert "data:image/png" in shown[0]


def test_formulas_come_a_moment_later_one_by_one(qtbot):
    view = FormulaView()
    qtbot.addWidget(view)
    view.set_formulas((r"\alpha_{later}", r"\beta_{later}"))
    view.resize(250, 100)
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: view._missing() is None, timeout=5000)
    alone = formula_pixmap(r"\alpha_{later}", 17, theme.current().text).deviceIndependentSize()
    assert view._sizes(250)[0].height() == -(-alone.height() // 1)


def test_no_formula_is_drawn_while_a_button_is_down(qtbot, monkeypatch):
    held = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: held[0])
    view = FormulaView()
    qtbot.addWidget(view)
    view.set_formulas((r"\gamma_{held}",))
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(150)
    assert view._missing() is not None
    held[0] = Qt.MouseButton.NoButton
    qtbot.waitUntil(lambda: view._missing() is None, timeout=5000)
