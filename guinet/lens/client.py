"""The window's side of the observer: it is told what to look at, and what it saw is picked up."""

from __future__ import annotations

from guinet.core.channel import Channel
from guinet.core.child_link import ChildLink
from guinet.lens.messages import Answer, Seen, Told, Unable

__all__ = ["ObserverClient"]


class ObserverClient:
    """Starts and tells one observer; nothing here computes, and nothing waits."""

    def __init__(self) -> None:
        self._link: ChildLink | None = None

    @property
    def pid(self) -> int | None:
        """Number of the process, or None while there is none."""
        return None if self._link is None else self._link.pid

    @property
    def started(self) -> bool:
        """Whether there is a process, or one is being started."""
        return self._link is not None

    def start(self) -> None:
        """Start the process if there is none."""
        if self._link is None:
            self._link = ChildLink("guinet.lens.observer", name="observer")

    def tell(self, told: Told) -> None:
        """Hand something over; without a process it is lost.

        Raises
        ------
        Exception
            Whatever pickling raises, of a plugin's module.
        """
        if self._link is not None:
            self._link.post(Channel.pack(told))

    def poll(self) -> tuple[list[Seen | Answer | Unable], str]:
        """Return what was seen since the last call; and, once, how the process ended."""
        link = self._link
        if link is None:
            return [], ""
        ended = link.ended
        found: list[Seen | Answer | Unable] = []
        while link.replies:
            found.append(link.replies.popleft())
        if not ended:
            return found, ""
        self.close()
        return found, link.reason

    def close(self) -> None:
        """End the process; takes a second at most."""
        if self._link is not None:
            self._link.close()
        self._link = None
