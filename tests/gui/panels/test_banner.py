"""The banner tells what happened, offers what to do, and goes away by itself where it should."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guinet.gui.panels.banner import Banner
from guinet.training.messages import Failed, Finished, Prepared, State


@pytest.fixture
def banner(qtbot):
    made = Banner()
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show()
    return made


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_notice_is_told_once_and_put_away(banner):
    line = banner.show_notice("The weights are missing.")
    assert banner.show_notice("The weights are missing.") is line
    assert len(banner.lines) == 1
    press(line.cross)
    assert banner.lines == []


def test_a_notice_of_the_run_goes_with_the_plan_it_was_about(banner, bridge, client):
    of_file = banner.show_notice("The weights are missing.")
    bridge.prepare()
    for end in (lambda: client.inbox.append(Prepared(2, (), (), {}, 32, 8)), bridge.reset):
        line = banner.show_run_notice("A second training process was lost.", bridge)
        assert banner.lines == [of_file, line]
        end()
        bridge.poll()
        assert banner.lines == [of_file]


def test_escape_puts_a_line_away(banner):
    line = banner.show_notice("Words.")
    line.cross.setFocus()
    QTest.keyClick(line.cross, Qt.Key.Key_Escape)
    assert banner.lines == []


def test_a_failure_offers_to_start_again(banner, bridge, client):
    from PySide6.QtWidgets import QPushButton

    bridge.play()
    bridge.poll()
    client.inbox = [Failed("The training process is gone.", died=True)]
    bridge.poll()
    line = banner.show_failure(Failed("The training process is gone.", died=True), bridge)
    assert line.sentence == "The training process is gone."
    client.calls.clear()
    press(line.findChildren(QPushButton)[0])
    assert client.names() == ["start", "watch", "play"]
    assert banner.lines == []


def test_the_node_is_named(banner, bridge):
    line = banner.show_failure(Failed("A value is not a number.", node="out"), bridge)
    assert line.sentence.startswith("out: ")


def test_only_the_last_word_about_a_run_stays_and_running_ends_it(banner, bridge, client):
    banner.show_notice("Something else.")
    banner.show_failure(Failed("First."), bridge)
    banner.show_finished(Finished("epochs", 5), bridge)
    assert [line.sentence for line in banner.lines] == [
        "Something else.",
        "Trained for 5 epochs.",
    ]
    bridge.prepare()
    client.inbox = [State("running", 5, 50)]
    bridge.poll()
    assert [line.sentence for line in banner.lines] == ["Something else."]


def test_a_diverged_run_offers_fresh_weights(banner, bridge, client):
    from PySide6.QtWidgets import QPushButton

    bridge.prepare()
    line = banner.show_finished(Finished("diverged", 2, "The loss became NaN at out."), bridge)
    press(line.findChildren(QPushButton)[0])
    assert client.names()[-1] == "reset"


def test_stopping_by_hand_needs_no_words(banner, bridge):
    assert banner.show_finished(Finished("stopped", 2), bridge) is None


def test_all_lines_go_with_the_project(banner, bridge):
    banner.show_notice("One.")
    banner.show_failure(Failed("Two."), bridge)
    banner.clear()
    assert banner.lines == []
