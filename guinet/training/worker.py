"""The process that trains: ``python -m guinet.training.worker BOARD``.

Commands arrive on standard input, replies leave on standard output, numbers that change with
every step go to the board. A thread of its own reads the commands, so that the process ends
at once with its parent, whatever it is busy with.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from pathlib import Path

from guinet.core.channel import Channel
from guinet.core.inbox import open_inbox
from guinet.training.board import Board
from guinet.training.controller import Controller

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Serve the parent until it goes away."""
    channel = Channel.claim_standard_streams()
    # Ctrl+C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    board = Board.open(Path(arguments[0]))
    board.unlink()
    inbox = open_inbox(channel)
    # A parent that is gone ends the other thread's wait too; which one notices first is luck.
    with contextlib.suppress(OSError):
        Controller(board, inbox, channel.send).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
