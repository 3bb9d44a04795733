"""Every kind of field has an editor that takes proper values and refuses others in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guinet.core.configured import Configured
from guinet.core.fields import (
    BoolField,
    ChoiceField,
    FloatField,
    IntField,
    NamesField,
    OptionalIntField,
    PartField,
    TextField,
)
from guinet.data.spec import DataSpec
from guinet.gui.forms import Form
from guinet.gui.forms.editors import ChoiceEditor, NumberEditor, number_text
from guinet.gui.forms.path_editor import PathEditor
from guinet.modules import modules
from guinet.optim import optimizers
from guinet.optim.adam import Adam
from guinet.optim.sgd import SGD


class Sample(Configured):
    """Has one field of each kind."""

    width = IntField(8, minimum=1, maximum=64, unit="units", doc="How wide.")
    padding = OptionalIntField(None, minimum=0, doc="None: as needed.")
    slope = FloatField(0.1, minimum=0.0, maximum=1.0, doc="How steep.")
    rate = FloatField(0.01, minimum=0.0, open_minimum=True, logarithmic=True, doc="How fast.")
    bias = BoolField(True, doc="With a constant.")
    mode = ChoiceField("same", ("same", "valid"), doc="Which mode.")
    field = TextField("x", role="field", doc="Which field.")
    note = TextField("", doc="What to remember.")
    file = TextField("", role="path", doc="Which file.")
    columns = NamesField((), doc="Which columns.")
    optimizer = PartField(optimizers, Adam(), doc="Which rule.")


class Careful(Configured):
    """Refuses some pairs of values."""

    low = IntField(0, doc="Lower end.")
    high = IntField(10, doc="Upper end.")

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        if self.low > self.high:
            from guinet.core.errors import HyperparameterError

            raise HyperparameterError("Careful", "low", "must not be above high.")


@pytest.fixture
def form(qtbot):
    made = Form()
    qtbot.addWidget(made)
    made.resize(280, 600)
    made.show_configured(Sample(), choices={"field": ("x", "y")})
    made.show()
    return made


@pytest.fixture
def changes(form):
    seen = []
    form.changed.connect(lambda path, value: seen.append((path, value)))
    return seen


def type_into(editor, text, key=Qt.Key.Key_Return):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, key)


def test_a_number_is_taken_on_enter_as_one_change(form, changes):
    type_into(form.editor("width"), "12")
    assert [(path, value.width) for path, value in changes] == [("width", 12)]
    assert form.refusal("width") == ""


def test_a_number_is_taken_when_the_focus_leaves(form, changes):
    form.activateWindow()
    type_into(form.editor("width"), "12", Qt.Key.Key_Tab)
    assert [value.width for _, value in changes] == [12]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("width", "0", "width must be at least 1, not 0."),
        ("width", "2.5", "width must be a whole number, not 2.5."),
        ("width", "many", "width must be a number, not 'many'."),
        ("slope", "1.5", "slope must be at most 1, not 1.5."),
        ("rate", "0", "rate must be above 0, not 0."),
        ("rate", "", "rate must be a number, not ''."),
    ],
)
def test_what_is_not_proper_is_refused_in_words_and_not_taken(form, changes, name, text, words):
    type_into(form.editor(name), text) if text else clear(form.editor(name))
    assert changes == []
    assert form.refusal(name) == words
    assert form.editor(name).property("invalid")
    label = form._rows._errors[name]
    assert label.isVisible()
    assert label.text() == words


def clear(editor):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_escape_takes_back_what_was_refused(form, changes):
    editor = form.editor("width")
    type_into(editor, "0")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "8"
    assert form.refusal("width") == ""
    assert changes == []


def test_a_refusal_goes_when_the_value_is_mended(form, changes):
    type_into(form.editor("width"), "0")
    type_into(form.editor("width"), "9")
    assert form.refusal("width") == ""
    assert not form.editor("width").property("invalid")
    assert [value.width for _, value in changes] == [9]


def test_the_same_value_is_no_change_and_is_written_properly(form, changes):
    type_into(form.editor("width"), "8.0")
    assert changes == []
    assert form.editor("width").text() == "8"


def test_an_optional_number_may_be_empty(form, changes):
    type_into(form.editor("padding"), "3")
    clear(form.editor("padding"))
    assert [value.padding for _, value in changes] == [3, None]
    assert form.editor("padding").placeholderText() == "automatic"


def test_arrow_keys_step_and_stop_at_the_ends(form, changes):
    editor = form.editor("width")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Up)
    QTest.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [value.width for _, value in changes] == [9, 1]


def test_logarithmic_numbers_step_in_factors(form, changes):
    editor = form.editor("rate")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert changes[-1][1].rate == pytest.approx(0.1)


def test_a_comma_is_a_decimal_point(form, changes):
    type_into(form.editor("slope"), "0,5")
    assert changes[-1][1].slope == 0.5


def test_a_box_is_checked_by_a_click_and_by_space(form, changes):
    box = form.editor("bias")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert [(path, value.bias) for path, value in changes] == [("bias", False), ("bias", True)]


def test_a_choice_is_made_by_keyboard(form, changes):
    box = form.editor("mode")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert [value.mode for _, value in changes] == ["valid"]


def test_a_field_of_the_data_is_chosen_from_those_there_are(form, changes):
    box = form.editor("field")
    assert isinstance(box, ChoiceEditor)
    assert [box.itemText(i) for i in range(box.count())] == ["x", "y"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert changes[-1][1].field == "y"
    form.show_configured(Sample(field="gone"), choices={"field": ("x", "y")})
    assert box.currentText() == "gone (not there)"


def test_names_are_parted_by_commas(form, changes):
    type_into(form.editor("columns"), "a, b c ,d")
    assert changes[-1][1].columns == ("a", "b c", "d")


def test_a_path_can_be_chosen(form, changes, monkeypatch):
    editor = form.editor("file")
    assert isinstance(editor, PathEditor)
    monkeypatch.setattr(editor, "ask", lambda: "/data/table.csv")
    QTest.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    assert changes[-1][1].file == "/data/table.csv"
    assert editor.line.text() == "/data/table.csv"
    type_into(editor.line, "other.csv")
    assert changes[-1][1].file == "other.csv"


def test_a_part_brings_its_own_fields(form, changes):
    assert isinstance(form.editor("optimizer.beta1"), NumberEditor)
    box = form.editor("optimizer")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    assert changes[-1][0] == "optimizer"
    assert changes[-1][1].optimizer == SGD()
    type_into(form.editor("optimizer.momentum"), "0.9")
    assert changes[-1][0] == "optimizer.momentum"
    assert changes[-1][1].optimizer == SGD(momentum=0.9)
    type_into(form.editor("optimizer.momentum"), "1")
    assert form.refusal("optimizer.momentum") == "momentum must be below 1, not 1."


def test_what_two_fields_forbid_together_is_said_at_the_one_edited(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_configured(Careful())
    seen = []
    form.changed.connect(lambda path, value: seen.append(value))
    type_into(form.editor("low"), "11")
    assert seen == []
    assert "must not be above high" in form.refusal("low")


def test_the_default_comes_back_by_the_context_menu(form, changes):
    type_into(form.editor("width"), "12")
    editor = form.editor("width")
    assert editor._reset_label == "Reset to the default (8)"
    editor._reset()
    assert changes[-1][1].width == 8
    assert editor.text() == "8"


def test_showing_another_value_does_not_disturb_typing(form):
    editor = form.editor("width")
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "1")
    form.show_configured(Sample(slope=0.2), choices={"field": ("x", "y")})
    assert form.editor("width") is editor
    assert editor.text() == "1"
    form.show_configured(Sample(width=20), choices={"field": ("x", "y")})
    assert editor.text() == "20"


def test_labels_are_the_names_and_explain_themselves(form):
    from PySide6.QtWidgets import QLabel

    labels = {label.text(): label for label in form.findChildren(QLabel)}
    for name, field in Sample.fields.items():
        assert name in labels
        assert field.doc in labels[name].toolTip()
        assert form.editor(name).toolTip()


def test_every_form_of_the_program_can_be_built(qtbot):
    from guinet.data import sources
    from guinet.modules import modules
    from guinet.training.recipe import Recipe

    form = Form()
    qtbot.addWidget(form)
    for one in (*modules.types().values(), *sources.types().values(), Recipe, DataSpec):
        value = one()
        form.show_configured(value)
        for name in value.fields:
            assert form.editor(name).height() >= 0


@pytest.mark.parametrize("value", [8.0, 0.01, 1e-5, 0.1 + 0.2, 123456789.5, -3.25])
def test_numbers_are_written_so_that_they_read_back(value):
    assert float(number_text(value)) == value


def test_numbers_that_may_be_left_out_say_what_then_happens(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_configured(modules.get("MaxPool2d")())
    assert form.editor("stride").text() == ""
    assert form.editor("stride").placeholderText() == "automatic"
    assert form.editor("padding").placeholderText() == ""
