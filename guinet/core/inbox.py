"""What a process of our own is told, queued while it is busy."""

from __future__ import annotations

import os
import queue
import threading
from typing import Any

from guinet.core.channel import BrokenMessageError, Channel

__all__ = ["open_inbox"]


def open_inbox(channel: Channel) -> queue.SimpleQueue[Any]:
    """Queue what arrives from now on, in a thread of its own; end with the parent, at once.

    A message that cannot be understood is queued as its `BrokenMessageError`.
    """
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(channel, inbox), daemon=True).start()
    return inbox


def _listen(channel: Channel, inbox: queue.SimpleQueue[Any]) -> None:
    while True:
        try:
            inbox.put(channel.receive())
        except BrokenMessageError as error:
            inbox.put(error)
        except (EOFError, OSError):
            # Not sys.exit: the main thread may be in the middle of a long computation.
            os._exit(0)
