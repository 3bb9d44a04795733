"""Small parts that all panels are made of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from guinet.gui import theme
from guinet.gui.elided import ElidedLabel

__all__ = ["Column", "EmptyState", "Hairline", "NumberLabel", "Section", "label"]

MARGIN = 12


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label that takes a role of the style sheet (``muted``, ``heading`` ...)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        policy.setHorizontalStretch(1)
        made.setSizePolicy(policy)
    return made


class Hairline(QWidget):
    """A line between two parts of a panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the colour of borders."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("border"))
        painter.end()


class Section(QWidget):
    """A part of a panel: an optional title, its content, and a line below.

    Parameters
    ----------
    aside
        What stands at the right end of the line of the title.

    Attributes
    ----------
    body
        Layout for the content.
    """

    def __init__(
        self,
        title: str = "",
        *,
        aside: QWidget | None = None,
        line: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(MARGIN, 10, MARGIN, 12)
        self.body.setSpacing(8)
        if title:
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addWidget(label(title, "heading"))
            head.addStretch(1)
            if aside is not None:
                head.addWidget(aside)
            self.body.addLayout(head)
        layout.addWidget(inner)
        if line:
            layout.addWidget(Hairline())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)


class Column(QScrollArea):
    """Sections one below the other, scrolled upwards and downwards only.

    Attributes
    ----------
    content
        Layout of the sections; a stretch stands at the end.
    """

    def __init__(self, preferred_width: int = 280, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferred_width = preferred_width
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self.content = QVBoxLayout(self._inner)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(0)
        self.content.addStretch(1)
        self.setWidget(self._inner)
        self._inner.installEventFilter(self)

    def add(self, widget: QWidget) -> None:
        """Put a section at the end."""
        self.content.insertWidget(self.content.count() - 1, widget)

    def put(self, place: int, widget: QWidget) -> None:
        """Put a section at a place, where it may stand already."""
        # Not by itemAt: the item would live on in Python when Qt deletes it with its widget, and
        # its address would stand for whatever is made there next.
        if self.content.indexOf(widget) != place:
            self.content.insertWidget(place, widget)

    @property
    def needed_height(self) -> int:
        """The height at which nothing has to be scrolled."""
        width = max(1, self.viewport().width())
        return self.content.totalHeightForWidth(width) + 2

    def sizeHint(self) -> QSize:
        """Ask for the preferred width."""
        return QSize(self._preferred_width, 200)

    def minimumSizeHint(self) -> QSize:
        """Fit into narrow docks; what is higher is scrolled."""
        return QSize(120, 60)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the content exactly the width that is visible."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._inner.setMaximumWidth(max(1, self.viewport().width()))
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: object) -> None:
        """Give the content exactly the width that is visible."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._inner.setMaximumWidth(max(1, self.viewport().width()))


class EmptyState(QWidget):
    """What a panel says while it has nothing to show: what is missing, and what to do."""

    def __init__(self, title: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(title, "muted", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = label(hint, "caption", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self.button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(6)
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)

    @property
    def words(self) -> str:
        """All that is said."""
        return f"{self._title.text()} {self._hint.text()}".strip()

    def say(self, title: str, hint: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))


class NumberLabel(ElidedLabel):
    """A live number: figures of equal width, right-aligned, so that nothing jitters."""

    def __init__(self, size_px: int = 12, weight: int = 600, parent: QWidget | None = None) -> None:
        super().__init__("–", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # The style sheet sets 12 px for every widget; only a sheet of its own outweighs it.
        self.setStyleSheet(f"font-size: {size_px}px; font-weight: {weight};")
        self.setFont(theme.font(size_px, weight, tabular=True))
