"""Loading data beside the window: some sets take a second, and the window never waits."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QObject, QThreadPool, Signal

from guinet.core.errors import DataError
from guinet.data.prepare import PreparedData, prepare
from guinet.data.spec import DataSpec

__all__ = ["DataLoader"]


class DataLoader(QObject):
    """Prepares data in a thread; of several wishes in a row only the last is told.

    Signals
    -------
    loaded
        The spec and its `PreparedData`.
    failed
        The spec and the reason, one sentence.
    """

    loaded = Signal(object, object)
    failed = Signal(object, str)
    _done = Signal(object, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._wanted: DataSpec | None = None
        self._done.connect(self._on_done)

    @property
    def loading(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    def load(self, spec: DataSpec) -> None:
        """Prepare the data of a spec; what was wanted before is no longer told."""
        if spec == self._wanted:
            return
        self._wanted = spec
        self._pool.clear()
        self._pool.start(lambda: self._work(spec))

    def wait(self) -> None:
        """Wait until the thread is done; for closing down."""
        self._wanted = None
        self._pool.clear()
        self._pool.waitForDone()

    def _work(self, spec: DataSpec) -> None:
        prepared: PreparedData | None = None
        reason = ""
        try:
            prepared = prepare(spec)
        except DataError as error:
            reason = str(error)
        except MemoryError:
            reason = "There is not enough memory for these data."
        except Exception as error:  # a plugin's source may fail in any way; the window goes on
            reason = f"{spec.source.type_name()} failed: {type(error).__name__}: {error}"
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._done.emit(spec, prepared, reason)

    def _on_done(self, spec: DataSpec, prepared: PreparedData | None, reason: str) -> None:
        if spec != self._wanted:
            return
        self._wanted = None
        if prepared is None:
            self.failed.emit(spec, reason)
        else:
            self.loaded.emit(spec, prepared)
