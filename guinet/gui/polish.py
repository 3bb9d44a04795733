"""Asking the style, without keeping hold of it.

A widget that is asked for its style keeps a Python object for it, even when Qt has long deleted
the style itself and put something else at its address; whatever that is, it is released together
with the widget, and the program crashes. The application's own style stays, so it alone is asked.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle, QWidget

__all__ = ["animations_wanted", "repolish"]


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget anew: a property that it names has changed."""
    style = QApplication.style()
    style.unpolish(widget)
    style.polish(widget)


def animations_wanted(widget: QWidget) -> bool:
    """Whether the system wants things to move to their places."""
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return QApplication.style().styleHint(hint, None, widget) > 0
