"""A process of our own as its parent holds it: launching, two pipes, two threads, the end.

Everything that may take time happens on the two threads, so that the window never waits: one
launches the process and writes to it, the other reads what it says.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Collection
from typing import Any

from guinet.core.channel import BrokenMessageError, Channel
from guinet.core.child_process import start_module

__all__ = ["ChildLink"]

_GRACE_S = 0.4


class ChildLink:
    """One process, from its launch to its end.

    Parameters
    ----------
    module, arguments, descriptors
        What runs, see `guinet.core.child_process.start_module`.
    name
        Of the threads.

    Attributes
    ----------
    replies
        What the process has said and nobody has read yet.
    """

    def __init__(
        self, module: str, *arguments: str, descriptors: Collection[int] = (), name: str = "child"
    ) -> None:
        self.replies: deque[Any] = deque()
        self._module, self._arguments, self._descriptors = module, arguments, descriptors
        self._name = f"guinet-{name}"
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._settled = threading.Event()  # launched, or failed to launch
        self._ended = threading.Event()
        self._reason = ""
        self._reader: threading.Thread | None = None
        self._writer = threading.Thread(target=self._serve, name=f"{self._name}-out", daemon=True)
        self._writer.start()

    @property
    def pid(self) -> int | None:
        """Number of the process, None before it is launched and after it has ended."""
        process = self._process
        return None if process is None or self._ended.is_set() else process.pid

    @property
    def ended(self) -> bool:
        """Whether the process is gone and all it said is in `replies`."""
        return self._ended.is_set()

    @property
    def reason(self) -> str:
        """How the process ended, in words."""
        return self._reason

    def post(self, content: bytes) -> None:
        """Hand over what `Channel.pack` made; it is sent in the background, in order."""
        self._outbox.put(content)

    def close(self) -> None:
        """End the process: kindly first, then by force; within a second."""
        self._outbox.put(None)
        self._settled.wait(_GRACE_S)
        if not self._ended.wait(_GRACE_S):
            self.kill()
            self._ended.wait(_GRACE_S)
        for thread in (self._writer, self._reader):
            if thread is not None:
                thread.join(_GRACE_S)

    def kill(self) -> None:
        """End the process by force."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()

    def _serve(self) -> None:
        """Launch the process, then write to it whatever is posted."""
        try:
            process = start_module(self._module, *self._arguments, descriptors=self._descriptors)
        except (OSError, ValueError) as error:
            self._reason = f"it could not be started ({error})"
            self._settled.set()
            self._ended.set()
            return
        self._process = process
        self._settled.set()
        stdin: Any = process.stdin
        channel = Channel(process.stdout, stdin)  # type: ignore[arg-type]
        self._reader = threading.Thread(
            target=self._listen, args=(channel, process), name=f"{self._name}-in", daemon=True
        )
        self._reader.start()
        with contextlib.suppress(OSError):  # the reader tells of a process that is gone
            while (content := self._outbox.get()) is not None:
                channel.send_packed(content)
        with contextlib.suppress(OSError):
            stdin.close()

    def _listen(self, channel: Channel, process: subprocess.Popen[bytes]) -> None:
        """Collect what the worker says until it is gone."""
        while True:
            try:
                self.replies.append(channel.receive())
            except BrokenMessageError as error:
                self._reason = f"it said something that cannot be understood ({error})"
                process.kill()
            except (EOFError, OSError):
                break
        try:
            code = process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            # It closed its pipe and lives on: nothing more can come from it.
            process.kill()
            code = process.wait()
        with contextlib.suppress(OSError):
            process.stdout.close()  # type: ignore[union-attr]
        self._reason = self._reason or _explain(code)
        self._outbox.put(None)
        self._ended.set()


def _explain(code: int) -> str:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        likely = ", most likely because memory ran out" if name == "SIGKILL" else ""
        return f"the system ended it ({name}{likely})"
    return f"it ended by itself (exit code {code})"
