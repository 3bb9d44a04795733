"""Loading data beside the window: some sets take a second, and the window never waits."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal

from guinet.core.errors import DataError
from guinet.data.prepare import PreparedData, prepare
from guinet.data.progress import ReadingCancelledError, reporting
from guinet.data.spec import DataSpec

__all__ = ["DataLoader"]

_LOOK_MS = 20


class DataLoader(QObject):
    """Prepares data in a thread; of several wishes in a row only the last is told.

    The thread knows no Qt: its answer waits in a queue until the window looks. So a window can
    go while the thread still works, and neither waits for the other.

    Signals
    -------
    loaded
        The spec and its `PreparedData`.
    failed
        The spec and the reason, one sentence.
    progressed
        How far a large file has been read, from 0 to 1.
    cancelled
        The spec of which the reading was given up.
    """

    loaded = Signal(object, object)
    failed = Signal(object, str)
    progressed = Signal(float)
    cancelled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers: SimpleQueue[_Answer] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._wanted: DataSpec | None = None
        self._reading: _Reading | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def loading(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    def load(self, spec: DataSpec) -> None:
        """Prepare the data of a spec; what was wanted before is no longer told."""
        if spec == self._wanted:
            return
        self._wanted = spec
        self._give_up()
        self._begin()
        self._timer.start()

    def cancel(self) -> None:
        """Give up what is being read."""
        spec, self._wanted = self._wanted, None
        self._give_up()
        if spec is not None:
            self.cancelled.emit(spec)

    def wait(self) -> None:
        """Forget what was wanted and wait until the thread is done; for closing down."""
        self._wanted = None
        self._give_up()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join()

    def _give_up(self) -> None:
        if self._reading is not None:
            self._reading.stop.set()

    def _begin(self) -> None:
        """Begin with what is wanted now, unless the thread is still busy."""
        if self._thread is not None and self._thread.is_alive():
            return
        assert self._wanted is not None
        self._reading = _Reading()
        self._thread = threading.Thread(
            target=_prepare,
            args=(self._wanted, self._answers, self._reading),
            name="data loading",
            daemon=True,
        )
        self._thread.start()

    def _look(self) -> None:
        try:
            answer = self._answers.get_nowait()
        except Empty:
            if self._reading is not None and self._reading.news and self._wanted is not None:
                self._reading.news = False
                self.progressed.emit(self._reading.part)
            return
        if answer.reading is not self._reading:
            return  # another one has begun since
        if self._thread is not None:
            self._thread.join()  # it has answered, so this takes no time
        if self._wanted is None:
            self._timer.stop()
            return
        if answer.spec != self._wanted or not (answer.prepared or answer.reason):
            self._begin()
            return
        self._wanted = None
        self._timer.stop()
        if answer.prepared is None:
            self.failed.emit(answer.spec, answer.reason)
        else:
            self.loaded.emit(answer.spec, answer.prepared)


@dataclass(frozen=True, eq=False)
class _Answer:
    """What became of a reading; neither data nor words if it was given up."""

    reading: _Reading
    spec: DataSpec
    prepared: PreparedData | None
    reason: str


class _Reading:
    """What the thread and the window know of one reading."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.part = 0.0
        self.news = False

    def hear(self, part: float) -> None:
        """Take down how far it is; end it if it is to end."""
        if self.stop.is_set():
            raise ReadingCancelledError("The file was not read to its end.")
        self.part, self.news = part, True


def _prepare(spec: DataSpec, answers: SimpleQueue[_Answer], reading: _Reading) -> None:
    """Prepare the data and answer, whatever happens; without words if it was given up."""
    prepared: PreparedData | None = None
    reason = ""
    try:
        with reporting(reading.hear):
            prepared = prepare(spec)
    except ReadingCancelledError:
        reason = ""
    except DataError as error:
        reason = str(error)
    except MemoryError:
        reason = "There is not enough memory for these data."
    except Exception as error:  # a plugin's source may fail in any way; the window goes on
        reason = f"{spec.source.type_name()} failed: {type(error).__name__}: {error}"
    answers.put(_Answer(reading, spec, prepared, reason))
