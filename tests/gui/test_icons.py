"""Icons come by what they stand for, late enough not to delay the window."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QToolButton

from guinet.gui import icons, theme


def test_every_icon_exists(qapp):
    drawn = {name: icons.icon(name).pixmap(16, 16) for name in icons.NAMES}
    assert [name for name, pixmap in drawn.items() if pixmap.isNull()] == []


def test_a_control_gets_its_icon_and_keeps_it_in_every_theme(qtbot):
    button, label = QToolButton(), QLabel()
    qtbot.addWidget(button)
    qtbot.addWidget(label)
    icons.decorate(button, "play", "accent")
    icons.show_icon(label, "error", "error")
    qtbot.waitUntil(lambda: not button.icon().isNull() and not label.pixmap().isNull())
    dark = button.icon().pixmap(16, 16).toImage()
    theme.set_theme("light")
    light = button.icon().pixmap(16, 16).toImage()
    theme.set_theme("dark")
    assert dark != light


def test_the_fonts_are_loaded_once_the_window_is_seen(qtbot, monkeypatch):
    monkeypatch.setattr(icons, "_loaded", False)
    button = QToolButton()
    qtbot.addWidget(button)
    icons.decorate(button, "play")
    qtbot.wait(100)
    assert button.icon().isNull()
    button.show()
    qtbot.waitUntil(lambda: not button.icon().isNull())


def test_a_control_that_went_before_its_icon_came_leaves_the_others_theirs(qtbot, monkeypatch):
    monkeypatch.setattr(icons, "_loaded", False)
    seen = QToolButton()
    qtbot.addWidget(seen)
    seen.show()
    gone = QToolButton()
    icons.decorate(gone, "play")
    gone.deleteLater()
    del gone
    qtbot.waitUntil(lambda: not icons._scheduled)
    monkeypatch.setattr(icons, "_loaded", False)
    button = QToolButton()
    qtbot.addWidget(button)
    icons.decorate(button, "pause")
    button.show()
    qtbot.waitUntil(lambda: not button.icon().isNull())


def test_the_window_does_not_wait_for_the_fonts():
    import subprocess
    import sys

    code = (
        "import sys, guinet.gui.panels.runbar, guinet.gui.panels.palette, guinet.gui.plots.board,"
        "guinet.gui.panels.inspector, guinet.gui.panels.data, guinet.gui.panels.recipe;"
        "heavy = {'qtawesome', 'pyqtgraph', 'ziamath', 'sklearn', 'pandas'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
