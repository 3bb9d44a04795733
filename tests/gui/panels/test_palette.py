"""The palette lists every module, finds them by words, and lets them be dragged and chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from guinet.core.category import Category
from guinet.gui import theme
from guinet.gui.mime import dragged_module
from guinet.gui.panels.glyphs import glyph
from guinet.gui.panels.palette import PalettePanel
from guinet.gui.panels.palette_items import items, tool_tip
from guinet.modules import modules
from guinet.project.library import read_library
from guinet.project.library_save import save_composite
from tests.graph.graphs import with_nested_composite


@pytest.fixture
def palette(qtbot, editor, bridge):
    panel = PalettePanel(editor, bridge)
    qtbot.addWidget(panel)
    panel.resize(176, 600)
    panel.show()
    return panel


def index_of(palette, name):
    model = palette.view.model()
    for row in range(model.rowCount()):
        head = model.index(row, 0)
        for child in range(model.rowCount(head)):
            if model.index(child, 0, head).data() == name:
                return model.index(child, 0, head)
    raise AssertionError(name)


def test_all_modules_are_listed_but_those_that_only_composites_need(palette):
    library = {entry.name for entry in read_library().entries}
    assert set(palette.shown()) == (set(modules.names()) - {"Inlet", "Outlet"}) | library


def test_headings_stand_in_the_order_of_the_families_with_their_counts(palette):
    model = palette.view.model()
    heads = [model.index(row, 0) for row in range(model.rowCount())]
    order = [category.value for category in Category]
    names = [head.data() for head in heads]
    assert names == sorted(names, key=order.index)
    for head in heads:
        assert head.data(Qt.ItemDataRole.UserRole + 2) == model.rowCount(head)


def test_search_looks_at_name_family_and_description(palette):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "relu")
    assert {"ReLU", "LeakyReLU"} <= set(palette.shown())
    assert "Linear" not in palette.shown()
    palette.search.clear()
    QTest.keyClicks(palette.search, "LOSS")
    assert "MSELoss" in palette.shown()
    palette.search.clear()
    QTest.keyClicks(palette.search, "weighted sums")
    assert "Linear" in palette.shown()
    assert "Tanh" not in palette.shown()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("dense", "Linear"),
        ("fully connected", "Linear"),
        ("concatenate", "Concat"),
        ("regression", "BCELoss"),
    ],
)
def test_what_no_name_holds_is_looked_for_in_the_help(palette, words, first):
    palette.search.setText(words)
    model = palette.view.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["In the help text"]
    assert palette.view.isExpanded(model.index(0, 0))
    assert palette.view.currentIndex().data() == first


def test_what_only_the_help_mentions_comes_last_and_out_of_the_way(palette):
    palette.search.setText("relu")
    model = palette.view.model()
    last = model.index(model.rowCount() - 1, 0)
    assert last.data() == "In the help text"
    assert not palette.view.isExpanded(last)
    assert palette.view.currentIndex().data() == "ReLU"
    assert len(palette.shown()) == len(set(palette.shown()))


def test_both_spellings_find_the_whole_family(palette):
    for words in ("normalise", "Normalize", "normalization"):
        palette.search.setText(words)
        assert {"BatchNorm", "L2Normalise", "RMSNorm"} <= set(palette.shown()), words


def test_a_search_without_a_find_says_so_and_escape_ends_it(palette):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "qqq")
    assert palette.shown() == []
    assert palette.empty.isVisible()
    assert "qqq" in palette.empty.words
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert not palette.empty.isVisible()


@pytest.mark.parametrize(("words", "chosen"), [("tanh", "Tanh"), ("hardt", "Hardtanh")])
def test_enter_in_the_search_chooses_what_is_called_so(palette, qtbot, words, chosen):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, words)
    with qtbot.waitSignal(palette.module_chosen, timeout=1000) as told:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert told.args == [chosen]


def test_arrow_keys_lead_from_the_search_into_the_list(palette, qtbot):
    palette.search.setFocus()
    QTest.keyClicks(palette.search, "linear")
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.view.hasFocus() or palette.view.currentIndex().isValid()
    palette.view.setCurrentIndex(index_of(palette, "Linear"))
    with qtbot.waitSignal(palette.module_chosen, timeout=1000) as told:
        QTest.keyClick(palette.view, Qt.Key.Key_Return)
    assert told.args == ["Linear"]


def test_a_double_click_chooses(palette, qtbot):
    place = palette.view.visualRect(index_of(palette, "Linear")).center()
    view = palette.view.viewport()
    with qtbot.waitSignal(palette.module_chosen, timeout=1000) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["Linear"]


def test_a_click_on_a_heading_closes_and_opens_it(palette):
    head = palette.view.model().index(0, 0)
    place = palette.view.visualRect(head).center()
    QTest.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not palette.view.isExpanded(head)
    palette.refresh()
    assert not palette.view.isExpanded(palette.view.model().index(0, 0))
    QTest.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert palette.view.isExpanded(palette.view.model().index(0, 0))


def test_a_drag_carries_the_name_and_a_picture(palette, monkeypatch):
    drags = []
    monkeypatch.setattr(palette.view, "execute", drags.append)
    palette.view.setCurrentIndex(index_of(palette, "Sigmoid"))
    palette.view.startDrag(Qt.DropAction.CopyAction)
    assert dragged_module(drags[0].mimeData()) == "Sigmoid"
    assert not drags[0].pixmap().isNull()


def test_headings_cannot_be_dragged(palette, monkeypatch):
    drags = []
    monkeypatch.setattr(palette.view, "execute", drags.append)
    palette.view.setCurrentIndex(palette.view.model().index(0, 0))
    palette.view.startDrag(Qt.DropAction.CopyAction)
    assert drags == []


def test_the_mouse_starts_a_drag(palette, monkeypatch):
    drags = []
    monkeypatch.setattr(palette.view, "execute", drags.append)
    view = palette.view.viewport()
    start = palette.view.visualRect(index_of(palette, "Linear")).center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(4, 4))
    QTest.mouseMove(view, start + QPoint(40, 40))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 40))
    assert dragged_module(drags[0].mimeData()) == "Linear"


def test_hovering_tells_what_a_module_does_and_its_formula(palette, qtbot):
    place = palette.view.visualRect(index_of(palette, "Linear")).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, palette.view.viewport().mapToGlobal(place))
    QApplication.sendEvent(palette.view.viewport(), event)
    words = QToolTip.text()
    assert modules.get("Linear").summary()[:20] in words
    assert "data:image/png" in words
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=3000)


def test_every_module_has_a_tool_tip_and_a_picture(qapp):
    save_composite(with_nested_composite(), "c2", description="Adds <what> a cell makes of it.")
    for item in items(read_library()):
        assert item.summary.split()[0] in tool_tip(item), item.name
        assert _ink(glyph(item.module_type).toImage()) > 8, item.name


def test_no_tool_tip_is_wider_than_a_panel(qapp):
    for item in items(read_library()):
        label = QLabel(tool_tip(item))
        label.setWordWrap(True)  # as Qt does with a tip in rich text
        assert label.sizeHint().width() <= 300, item.name


def _ink(image) -> int:
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y).alpha() > 40 for x, y in points)


def test_activations_draw_their_own_curve(qapp):
    pictures = {name: glyph(modules.get(name)).toImage() for name in ("ReLU", "Tanh", "Sigmoid")}
    assert pictures["ReLU"] != pictures["Tanh"]


def test_arithmetic_and_constants_have_pictures_of_their_own(qapp):
    names = ("Add", "Subtract", "Multiply", "Divide", "Maximum", "Constant", "Split", "Concat")
    pictures = [glyph(modules.get(name)).toImage() for name in names]
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[:n])


def test_the_theme_changes_the_pictures(qapp):
    before = glyph(modules.get("Linear")).toImage()
    theme.set_theme("light")
    after = glyph(modules.get("Linear")).toImage()
    theme.set_theme("dark")
    assert before != after


@pytest.fixture
def personal():
    """A composite of the person's own, named ``block``."""
    return save_composite(
        with_nested_composite(),
        "c2",
        title="Wormhole",
        description="Adds <what> a cell makes of it.",
    )


def come_back(palette):
    """Let the person return from another window."""
    QApplication.sendEvent(palette, QEvent(QEvent.Type.ActivationChange))


def test_composites_stand_under_their_heading_and_are_chosen_like_modules(
    personal, palette, qtbot, monkeypatch
):
    index = index_of(palette, "block")
    assert index.parent().data() == "Composite"
    with qtbot.waitSignal(palette.module_chosen, timeout=1000) as told:
        palette.view.doubleClicked.emit(index)
    assert told.args == ["block"]
    drags = []
    monkeypatch.setattr(palette.view, "execute", drags.append)
    palette.view.setCurrentIndex(index)
    palette.view.startDrag(Qt.DropAction.CopyAction)
    assert dragged_module(drags[0].mimeData()) == "block"
    assert not drags[0].pixmap().isNull()


@pytest.mark.parametrize("words", ["block", "wormhole", "COMPOSITE cell", "makes of it"])
def test_the_search_finds_composites(personal, palette, words):
    palette.search.setText(words)
    assert "block" in palette.shown()
    assert "Linear" not in palette.shown()


def test_the_tool_tip_of_a_composite_tells_ports_and_settings(personal, qapp):
    item = next(item for item in items(read_library()) if item.name == "block")
    words = tool_tip(item)
    for part in ("Adds &lt;what&gt;", "x → y", "Settings: width", "Your own, in block.guinet"):
        assert part in words


def test_the_library_is_read_again_when_the_person_comes_back(palette, qtbot):
    qtbot.waitActive(palette)
    assert "block" not in palette.shown()
    path = save_composite(with_nested_composite(), "c2")
    come_back(palette)
    assert "block" in palette.shown()
    first = palette.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    palette.view.model().item(0).setData("mark", Qt.ItemDataRole.AccessibleTextRole)
    come_back(palette)
    # Nothing has changed, so the list has not been made anew.
    assert palette.view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) != first
    path.unlink()
    come_back(palette)
    assert "block" not in palette.shown()


def test_files_that_cannot_be_used_are_told_in_a_row_of_their_own(personal, palette, monkeypatch):
    (personal.parent / "bad.guinet").write_text("<html>")
    palette.refresh()
    (note,) = [
        index
        for index in rows_below(palette, "Composite")
        if index.data() == "1 file cannot be used"
    ]
    palette.view.scrollTo(note)
    place = palette.view.visualRect(note).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, palette.view.viewport().mapToGlobal(place))
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: shown.append(text))
    QApplication.sendEvent(palette.view.viewport(), event)
    assert "bad.guinet: line 1, column 1 is not JSON" in shown[0]
    # It is no module: not chosen, not dragged, not counted, and no find of a search.
    assert not palette.view.choose(note)
    assert not note.flags() & Qt.ItemFlag.ItemIsDragEnabled
    assert note.parent().data(Qt.ItemDataRole.UserRole + 2) == len(read_library().entries)
    palette.search.setText("file")
    assert not [i for i in rows_below(palette, "Composite") if "cannot be used" in i.data()]
    for number in range(12):
        (personal.parent / f"bad{number}.guinet").write_text("<html>")
    palette.search.clear()
    note = rows_below(palette, "Composite")[-1]
    assert note.data() == "13 files cannot be used"
    assert "and 5 more" in note.data(Qt.ItemDataRole.UserRole + 3)


def rows_below(palette, heading):
    model = palette.view.model()
    heads = [model.index(row, 0) for row in range(model.rowCount())]
    return [
        model.index(row, 0, head)
        for head in heads
        if head.data() == heading
        for row in range(model.rowCount(head))
    ]
