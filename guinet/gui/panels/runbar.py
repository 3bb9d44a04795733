"""The run bar: play, step, reset; how far it is; the settings one turns; the key numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from guinet.core.errors import HyperparameterError
from guinet.gui import icons, theme
from guinet.gui.actions.table import standard_bindings
from guinet.gui.bindings.bindings import Bindings
from guinet.gui.bindings.tips import KeyTip
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.forms.editors import ChoiceEditor, NumberEditor
from guinet.gui.panels.progress import EpochProgress
from guinet.gui.panels.readings import Readings
from guinet.gui.panels.widgets import label
from guinet.gui.recipe_edits import choose_optimizer, edit_recipe
from guinet.gui.resets import reset_anew
from guinet.gui.speed_limit import SpeedLimit
from guinet.optim import optimizers
from guinet.training.recipe import Recipe

__all__ = ["RunBar"]

_HEIGHT = 48
_NARROWEST = 700
_LOWEST, _HIGHEST, _PER_DECADE = -5, 1, 50


class RunBar(QWidget):
    """Everything about the run in one line; narrow windows lose captions first."""

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        bindings: Bindings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._bridge = bridge
        self.limit = SpeedLimit(bridge)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(_NARROWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._make_controls(standard_bindings() if bindings is None else bindings)
        self._make_settings()
        self._readings = Readings(bridge)
        self._lay_out()
        bridge.state_changed.connect(self.refresh)
        bridge.restarted.connect(self.refresh)
        editor.project_changed.connect(self._on_project_changed)
        editor.document_replaced.connect(self._show_recipe)
        theme.themes.changed.connect(self._dress_play)
        self._show_recipe()
        self.refresh()

    def _make_controls(self, bindings: Bindings) -> None:
        self.play = QPushButton("Play")
        self.play.setProperty("accent", True)
        self.play.setFixedSize(92, 32)
        self.play.clicked.connect(self._bridge.toggle)
        self.step = QToolButton()
        self.step.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.step.setAccessibleName("Step")
        self.step.clicked.connect(self._bridge.step)
        menu = QMenu(self.step)
        self._step_batch = menu.addAction("Step one batch", self._bridge.step)
        self._step_epoch = menu.addAction("Step one epoch", self._bridge.step_epoch)
        self.step.setMenu(menu)
        self.reset = QToolButton()
        self.reset.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.reset.setAccessibleName("Reset")
        self.reset.clicked.connect(self._bridge.reset)
        resets = QMenu(self.reset)
        resets.addAction("Reset: the same seed", self._bridge.reset)
        resets.addAction("Reset: a new seed", lambda: reset_anew(self._editor, self._bridge))
        self.reset.setMenu(resets)
        self.speed = QToolButton()
        self.speed.setAccessibleName("Speed limit")
        self.speed.clicked.connect(self._offer_speeds)
        self.limit.changed.connect(self._show_limit)
        icons.decorate(self.step, "step", "text", 18)
        icons.decorate(self.reset, "reset", "text", 18)
        self.step.setFixedSize(44, 30)
        self.reset.setFixedSize(44, 30)
        icons.decorate(self.speed, "speed", "text", 18)
        self.speed.setFixedSize(30, 30)
        self._show_limit()
        self._tips = {
            control: KeyTip(control, bindings, id)
            for control, id in ((self.play, "play"), (self.step, "step"), (self.reset, "reset"))
        }
        self.progress = EpochProgress(self._editor, self._bridge)

    def _make_settings(self) -> None:
        self.optimizer = ChoiceEditor([(name, name) for name in optimizers.names()])
        self.optimizer.setFixedWidth(88)
        self.optimizer.setAccessibleName("Optimizer")
        self.optimizer.offered.connect(lambda name: choose_optimizer(self._editor, name))
        self.rate = NumberEditor(Recipe.learning_rate)
        self.rate.setFixedWidth(76)
        self.rate.setAccessibleName("Learning rate")
        self.rate.offered.connect(lambda value: self._offer("learning_rate", value, self.rate))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(_LOWEST * _PER_DECADE, _HIGHEST * _PER_DECADE)
        self.slider.setSingleStep(_PER_DECADE // 10)
        self.slider.setPageStep(_PER_DECADE)
        self.slider.setFixedWidth(100)
        self.slider.setAccessibleName("Learning rate, logarithmic")
        self.slider.setToolTip("Learning rate from 10⁻⁵ to 10; it takes effect at once")
        self.slider.valueChanged.connect(self._on_slider)
        self.batch = NumberEditor(Recipe.batch_size)
        self.batch.setFixedWidth(60)
        self.batch.setAccessibleName("Batch size")
        self.batch.offered.connect(lambda value: self._offer("batch_size", value, self.batch))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self.play)
        layout.addWidget(self.step)
        layout.addWidget(self.reset)
        layout.addWidget(self.speed)
        layout.addWidget(_Divider())
        layout.addWidget(self.progress)
        layout.addWidget(_Divider())
        self._captions = []
        for words, widget in (
            ("Optimizer", self.optimizer),
            ("Learning rate", self.rate),
            ("", self.slider),
            ("Batch", self.batch),
        ):
            if words:
                caption = label(words, "muted")
                caption.setBuddy(widget)
                self._captions.append(caption)
                layout.addWidget(caption)
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self._readings)

    def sizeHint(self) -> QSize:
        """Take the whole width of the window."""
        return QSize(1200, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Let the window be narrow; the less important parts then go."""
        return QSize(_NARROWEST, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room: captions first, then slider, batch, optimizer."""
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        """Hide parts, the least important first, until the rest fits."""
        optimizer, rate, batch = self._captions
        order = [optimizer, batch, rate, self.slider, self.batch, self.optimizer]
        order += [self._readings.speed, self._readings.score, self._readings.validation]
        for part in order:
            part.show()
        layout, inner = self.layout(), self._readings.layout()
        assert layout is not None
        assert inner is not None
        for part in order:
            inner.activate()
            layout.activate()
            if layout.minimumSize().width() <= self.width():
                return
            part.hide()

    def refresh(self) -> None:
        """Show what can be done now, and if not, why."""
        reason = self._bridge.blocked_reason
        running = self._bridge.running
        self.play.setText("Pause" if running else "Play")
        self.play.setEnabled(running or not reason)
        for control in (self.step, self.reset):
            control.setEnabled(not reason)
        words = {
            self.play: "Pause" if running else "Play",
            self.step: "Train on one batch",
            self.reset: "Begin anew with fresh weights",
        }
        for button, tip in self._tips.items():
            if button.isEnabled():
                tip.say(words[button])
            else:
                tip.say_why_not(reason)
        self._dress_play()
        self._name_settings()

    def _offer_speeds(self) -> None:
        below = self.speed.mapToGlobal(self.speed.rect().bottomLeft())
        self.limit.menu(self.speed).popup(below)

    def _show_limit(self) -> None:
        limited = self.limit.steps_per_s is not None
        icons.decorate(self.speed, "speed", "accent" if limited else "text", 18)
        self.speed.setToolTip(f"How fast training may go, to watch it. Now: {self.limit.words}")

    def _name_settings(self) -> None:
        fields = Recipe.fields
        self.optimizer.setToolTip(f"Optimizer. {fields['optimizer'].doc}")
        self.rate.setToolTip(f"Learning rate. {fields['learning_rate'].doc}")
        self.batch.setToolTip(f"Batch size. {fields['batch_size'].doc}")

    def _dress_play(self) -> None:
        enabled = self.play.isEnabled()
        role = "on_accent" if enabled else "disabled"
        icons.decorate(self.play, "pause" if self._bridge.running else "play", role)

    def _show_recipe(self) -> None:
        recipe = self._editor.project.recipe
        self.optimizer.set_value(recipe.optimizer.type_name())
        self.rate.set_value(recipe.learning_rate)
        self.batch.set_value(recipe.batch_size)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(math.log10(recipe.learning_rate) * _PER_DECADE))
        self.progress.refresh()
        self._name_settings()

    def _on_project_changed(self, diff: object) -> None:
        if getattr(diff, "recipe_changed", False):
            self._show_recipe()

    def _on_slider(self, place: int) -> None:
        value = float(f"{10 ** (place / _PER_DECADE):.2g}")
        edit_recipe(
            self._editor, "Change learning rate", "recipe.learning_rate", learning_rate=value
        )
        self.rate.set_value(value)

    def _offer(self, name: str, value: object, editor: NumberEditor) -> None:
        words = name.replace("_", " ")
        try:
            edit_recipe(self._editor, f"Change {words}", f"recipe.{name}", **{name: value})
        except HyperparameterError as error:
            editor.set_invalid(True)
            editor.setToolTip(str(error))
            return
        editor.set_invalid(False)
        editor.set_value(getattr(self._editor.project.recipe, name))
        self._name_settings()


class _Divider(QWidget):
    """A short line between two groups of controls."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(9, _HEIGHT)
        line = QWidget(self)
        line.setGeometry(4, 12, 1, _HEIGHT - 24)
        line.setAutoFillBackground(True)
        self._line = line
        theme.themes.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        self._line.setStyleSheet(f"background: {theme.current().border};")
