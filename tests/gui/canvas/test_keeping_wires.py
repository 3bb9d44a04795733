"""Deleting and pulling out cards while their wire stays."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guinet.project.annotation_edits import annotations_of

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def test_dissolving_keeps_the_wire_and_forgets_the_card(canvas) -> None:
    before = canvas.document.project
    tanh = canvas.node("tanh").id
    canvas.editor.select([tanh])
    canvas.view.toggles.collapse()
    canvas.view.commands.dissolve()
    assert "hidden.y>out.x" in canvas.edges()
    assert "tanh" not in canvas.names()
    assert tanh not in canvas.document.project.layout[""]
    assert tanh not in annotations_of(canvas.document.project).collapsed
    assert canvas.document.undo_label == "Delete tanh and keep the wire"
    canvas.document.undo()
    canvas.document.undo()
    assert canvas.document.project == before


def test_alt_and_drag_pulls_a_card_out_of_its_chain_in_one_step(canvas) -> None:
    before = canvas.document.project
    begin = canvas.at("tanh")

    def look() -> None:
        assert canvas.document.project is before

    canvas.drag(begin, begin + QPoint(0, 150), ALT, then=look)
    assert canvas.place("tanh") == (320.0, 150.0)
    assert canvas.edges() >= {"hidden.y>out.x", "x.y>hidden.x"}
    assert not any("tanh" in edge for edge in canvas.edges())
    assert canvas.document.undo_label == "Pull out tanh"
    canvas.document.undo()
    assert canvas.document.project == before
    assert not canvas.document.can_undo


def test_esc_leaves_the_card_in_its_chain(canvas) -> None:
    before = canvas.document.project
    begin, wire = canvas.at("tanh"), canvas.on_edge("hidden", "tanh")

    def colour() -> QColor:
        QApplication.processEvents()
        return canvas.view.grab().toImage().pixelColor(wire)

    shown = colour()
    canvas.press(begin, ALT)
    canvas.move(begin + QPoint(0, 150), LEFT, ALT)
    assert colour() != shown
    QTest.keyClick(canvas.view, Qt.Key.Key_Escape)
    canvas.release(begin + QPoint(0, 150), ALT)
    assert canvas.document.project is before
    assert canvas.view.card(canvas.node("tanh").id).pos() == QPointF(320, 0)
    assert colour() == shown


def test_a_card_without_wires_is_only_moved(canvas) -> None:
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(0, 150), ALT)
    canvas.drag(canvas.at("tanh"), canvas.at("tanh") + QPoint(0, 20), ALT)
    assert canvas.document.undo_label == "Move tanh"
