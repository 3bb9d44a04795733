"""The inspector's part with the instrument of a node, large and live."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from guinet.graph.model import Node
from guinet.gui import icons, theme
from guinet.gui.bridge import Bridge
from guinet.gui.canvas.card_instruments import Instrument, inside_of, instrument_for
from guinet.gui.canvas.readings import Readings
from guinet.gui.editor import Editor
from guinet.gui.panels.sample_chooser import SampleChooser
from guinet.gui.panels.widgets import label
from guinet.gui.sight import Sight
from guinet.lens.view import SampleAt, Unseen, View
from guinet.lens.views.sample import PartSizesOf

__all__ = ["InstrumentView", "LivePart"]

_LOOK_MS = 200
_WAITING = "It appears as soon as the network can run."


class InstrumentView(QWidget):
    """An instrument as wide as there is room.

    Signals
    -------
    pointed
        What is said about the place under the pointer; empty where there is nothing to say.

    Attributes
    ----------
    instrument
        What is painted; None: nothing.
    """

    pointed = Signal(str)

    def __init__(self, readings: Readings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings = readings
        self._pointer: QPointF | None = None
        self.instrument: Instrument | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.themes.changed.connect(self.update)

    @property
    def body(self) -> QRectF:
        """Where the instrument is painted."""
        high = 0.0 if self.instrument is None else self.instrument.height_px
        return QRectF(1, 1, max(self.width() - 2, 1), high)

    def show_instrument(self, instrument: Instrument | None) -> None:
        """Paint another instrument."""
        self.instrument = instrument
        self._fit()

    def refresh(self) -> None:
        """Paint the newest values, and say that of the place that is pointed at."""
        self.update()
        self._say()

    def words_at(self, point: QPointF) -> str:
        """Return what is said about a place."""
        if self.instrument is None:
            return ""
        return self.instrument.words_at(point, self.body, 1.0, self._readings)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self.instrument is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.instrument.paint(painter, self.body, self._readings)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the picture grow with the panel."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the value under the pointer."""
        self._pointer = event.position()
        self._say()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop telling."""
        self._pointer = None
        self._say()
        super().leaveEvent(event)

    def _fit(self) -> None:
        if self.instrument is not None:
            self.instrument.fit(self.body.width())
            self.setFixedHeight(math.ceil(self.body.height()) + 2)
        self.update()

    def _say(self) -> None:
        words = "" if self._pointer is None else self.words_at(self._pointer)
        self.setToolTip(words)  # a large picture may leave the line below it out of sight
        self.pointed.emit(words)


class LivePart(QWidget):
    """The instrument that the card of a node has, under a title that folds it away.

    Where it shows a single sample, that can be chosen here. It looks into the network only
    while it can be seen.
    """

    def __init__(
        self, editor: Editor, bridge: Bridge, sight: Sight, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._sight = sight
        self._unseen = ""
        self.readings = Readings(bridge, self)
        self.view = InstrumentView(self.readings)
        self.view.pointed.connect(self._on_pointed)
        self.chooser = SampleChooser(sight.sample)
        self.words = label("", "caption", wrap=True)
        self.fold = QToolButton()
        self.fold.setFixedSize(24, 24)
        self.fold.clicked.connect(lambda: self.set_folded(not self.folded))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(label("Live", "heading"))
        head.addStretch(1)
        head.addWidget(self.chooser.parts)
        head.addWidget(self.fold)
        self._inner = QWidget()
        inner = QVBoxLayout(self._inner)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        for widget in (self.view, self.words, self.chooser):
            inner.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._inner)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        sight.seen.connect(self._on_seen)
        self.readings.follow(sight)
        sight.sample.changed.connect(self._on_sample)
        self.readings.viewed.connect(lambda _: self._refresh())
        self.readings.changed.connect(self._on_reading)
        self.set_folded(False)

    @property
    def folded(self) -> bool:
        """Whether only the title is shown."""
        return self._inner.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Show the title alone, or all of it."""
        self._inner.setHidden(folded)
        icons.decorate(self.fold, "next" if folded else "unfolded", "muted")
        tip = "Show the picture" if folded else "Hide the picture; it is not computed then"
        self.fold.setToolTip(tip)
        self.fold.setAccessibleName(tip)
        self._show_chooser()
        self.look()

    def show_node(self, node: Node) -> None:
        """Show the instrument of a node; of one without any, nothing."""
        editor, path = self._editor, self._editor.path_of(node)
        inside = inside_of(editor.project, node.module)
        instrument = instrument_for(path, node.module, editor.analysis, inside, matrix=False)
        self._unseen = ""
        self.view.show_instrument(instrument)
        self.setVisible(instrument is not None)
        self._show_chooser()
        self.look()
        self.view.refresh()

    def look(self) -> None:
        """Say what is to be computed now."""
        views = self._views() if self._can_be_seen() else ()
        asked = (*views, PartSizesOf()) if views and self._shows_sample() else views
        self._sight.look(self, asked)
        self.readings.keep_views(views)
        self.readings.catch_up(self._sight, views)

    def showEvent(self, event: QShowEvent) -> None:
        """Look while it can be seen."""
        super().showEvent(event)
        self._timer.start()
        self.look()
        self.view.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self.look()

    def _can_be_seen(self) -> bool:
        if not self.isVisible() or self.window().isMinimized():
            return False
        return not self.view.visibleRegion().isEmpty()

    def _views(self) -> tuple[View, ...]:
        instrument = self.view.instrument
        return () if instrument is None else instrument.views(self._sight.sample.at)

    def _shows_sample(self) -> bool:
        instrument = self.view.instrument
        if instrument is None:
            return False
        return instrument.views(SampleAt(0)) != instrument.views(SampleAt(1))

    def _show_chooser(self) -> None:
        shown = self._shows_sample()
        self.chooser.setVisible(shown)
        self.chooser.parts.setVisible(shown and not self.folded)

    def _on_sample(self) -> None:
        self.readings.sample = self._sight.sample.at
        self.look()

    def _on_seen(self, view: View, result: Any) -> None:
        if view not in self._views():
            return
        gone = isinstance(result, Unseen)
        self._unseen = result.message if gone else ""
        self.readings.take(view, None if gone else result)
        if gone:
            self._refresh()

    def _on_reading(self, what: str) -> None:
        instrument = self.view.instrument
        if instrument is not None and what in instrument.watches:
            self._refresh()

    def _refresh(self) -> None:
        if self.isVisible():
            self.view.refresh()

    def _on_pointed(self, words: str) -> None:
        self.words.setText(words or self._nothing_yet())
        self.words.setVisible(bool(self.words.text()) or self._speaks())

    def _speaks(self) -> bool:
        """Whether a line is kept free for values, so that nothing jumps while one points."""
        instrument = self.view.instrument
        return instrument is not None and type(instrument).words_at is not Instrument.words_at

    def _nothing_yet(self) -> str:
        """Say why the picture is empty, as long as it is."""
        instrument, readings = self.view.instrument, self.readings
        if instrument is None:
            return ""
        views = instrument.views(readings.sample)
        if any(readings.seen(view) is not None for view in views):
            return ""
        if "weights" in instrument.watches and readings.weights:
            return ""
        if not views and "weights" not in instrument.watches:
            return ""
        return self._unseen or f"Nothing was seen yet. {_WAITING}"
