"""What a source hands to the graph: the field and what one sample of it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.graph.analysis import Analysis
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.base import Instrument
from guinet.gui.canvas.legible import small_words
from guinet.gui.canvas.readings import Readings

__all__ = ["SourceField", "sample_words"]


class SourceField(Instrument):
    """The field's name, and in words what one sample holds."""

    height_px = words_px = 36.0

    def __init__(self, path: str, module: Module, analysis: Analysis) -> None:
        super().__init__(path, module, analysis)
        assert isinstance(module, Source)
        arriving = analysis.inputs_of(path)
        self.spec = arriving[0] if arriving else None
        self.lines = (f"field {module.field}", sample_words(self.spec))
        metrics = QFontMetricsF(theme.font(11))
        self.width_px = max(72.0, *(metrics.horizontalAdvance(line) for line in self.lines))

    def paint(self, painter: QPainter, body: QRectF, readings: Readings) -> None:
        """Write both lines, where they can be read."""
        if not small_words(painter):
            return
        painter.setFont(theme.font(11))
        half = body.height() / 2
        for row, (line, role) in enumerate(zip(self.lines, ("text", "muted"), strict=True)):
            painter.setPen(theme.colour(role))
            rect = QRectF(body.left(), body.top() + row * half, body.width(), half)
            painter.drawText(
                rect,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                painter.fontMetrics().elidedText(
                    line, Qt.TextElideMode.ElideRight, int(rect.width()) + 1
                ),
            )


def sample_words(spec: FieldSpec | None) -> str:
    """Say what one sample of a field is."""
    if spec is None:
        return "not in the data"
    if spec.is_label and spec.classes is not None:
        return f"one of {len(spec.classes)} classes"
    if len(spec.shape) == 3:
        channels, height, width = spec.shape
        kind = "image" if channels == 1 else f"{channels} × image"
        return f"{kind} {height} × {width}"
    if len(spec.shape) == 2:
        return f"{spec.shape[0]} steps of {spec.shape[1]}"
    size = spec.shape[0] if spec.shape else 1
    what = "index" if spec.kind == "index" else "number"
    plural = {"index": "indices", "number": "numbers"}[what]
    return f"{size} {what if size == 1 else plural}"
