"""Which keys and gestures each row of the tables listens to: the defaults, or the person's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from psygnal import Signal

from guinet.gui.bindings.keys import canonical_keys, is_single_key
from guinet.gui.bindings.mouse import Motion, MouseBinding

__all__ = ["Bindings", "Row"]


class Row(Protocol):
    """What a table says of one thing that can be bound.

    Attributes
    ----------
    id
        Short stable name; the person's own bindings are remembered by it.
    text
        What it does, in words.
    shortcuts
        Default bindings, the first one is shown where there is room for one.
    mouse
        Whether the bindings are gestures of the mouse.
    everywhere
        Whether its keys work in the whole window; else only while the canvas has the focus.
    places
        What a gesture may begin on; empty for keys.
    motions
        What the hand may do to begin the gesture; empty for keys.
    heading
        Where it stands on the sheet.
    """

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def shortcuts(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def mouse(self) -> bool: ...  # noqa: D102
    @property
    def everywhere(self) -> bool: ...  # noqa: D102
    @property
    def places(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def motions(self) -> tuple[Motion, ...]: ...  # noqa: D102
    @property
    def heading(self) -> str: ...  # noqa: D102


class Bindings:
    """Bindings by row: the defaults of the tables, overridden by the person's own.

    Parameters
    ----------
    rows
        All that can be bound.
    own
        What the person chose, by id. Ids that no row has are kept: they may belong to a plugin
        or to another release. Text that is no binding is passed over.
    remember
        Called with everything that the person chose, after each change.

    Signals
    -------
    changed
        Some row listens to something else.
    """

    changed = Signal()

    def __init__(
        self,
        rows: Iterable[Row],
        own: Mapping[str, Sequence[str]] | None = None,
        remember: Callable[[Mapping[str, tuple[str, ...]]], None] | None = None,
    ) -> None:
        self._rows: dict[str, Row] = {row.id: row for row in rows}
        self._own = {id: tuple(texts) for id, texts in (own or {}).items()}
        self._remember = remember
        self._now: dict[str, tuple[str, ...]] = {}
        self._settle()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All that can be bound."""
        return tuple(self._rows.values())

    def row(self, id: str) -> Row:
        """Return a row; KeyError if there is none of that id."""
        return self._rows[id]

    def of(self, id: str) -> tuple[str, ...]:
        """Return what a row listens to; KeyError if there is none of that id."""
        return self._now[id]

    def defaults(self, id: str) -> tuple[str, ...]:
        """Return what a row listens to unless the person chose otherwise."""
        return _spelt(self._rows[id], self._rows[id].shortcuts)

    def is_own(self, id: str) -> bool:
        """Whether the person changed a row."""
        return self._now[id] != self.defaults(id)

    def any_own(self) -> bool:
        """Whether the person changed any row."""
        return any(self.is_own(id) for id in self._rows)

    def bind(self, id: str, texts: Iterable[str], *, take: bool = False) -> None:
        """Let a row listen to these bindings and no others.

        Parameters
        ----------
        take
            Whether other rows that listen to one of them lose it.
        """
        wanted = _spelt(self._rows[id], texts)
        if take:
            for text in wanted:
                for other in self.conflicts(id, text):
                    left = tuple(one for one in self.of(other.id) if one != text)
                    self._own[other.id] = self._now[other.id] = left
        self._own[id] = wanted
        self._tell()

    def reset(self, id: str) -> None:
        """Let a row listen to its defaults again."""
        self._own.pop(id, None)
        self._tell()

    def reset_all(self) -> None:
        """Let every row listen to its defaults again; ids that no row has are kept."""
        self._own = {id: texts for id, texts in self._own.items() if id not in self._rows}
        self._tell()

    def conflicts(self, id: str, text: str) -> tuple[Row, ...]:
        """Return the other rows that listen to a binding where this row would.

        Keys of the canvas and keys of the window meet while the canvas has the focus, so they
        exclude each other. Gestures do if they can begin on the same thing.
        """
        row = self._rows[id]
        text = "".join(_spelt(row, [text]))
        return tuple(
            other
            for other in self._rows.values()
            if other.id != id
            and other.mouse == row.mouse
            and text in self.of(other.id)
            and (not row.mouse or _meet(row.places, other.places))
        )

    def why_not(self, id: str, text: str) -> str:
        """Say why a row cannot have a binding at all; empty if it can."""
        row = self._rows[id]
        if not _spelt(row, [text]):
            return f"{text} is no gesture." if row.mouse else f"{text} is no key."
        gesture = MouseBinding.parse(text)
        if row.mouse and gesture is not None and gesture.motion not in row.motions:
            return f"{row.text} cannot be done by a {gesture.words()}."
        if row.everywhere and not row.mouse and is_single_key(canonical_keys(text)):
            return (
                "Single keys work only on the canvas, else nobody could type them: add Ctrl or Alt."
            )
        return ""

    def _tell(self) -> None:
        # What equals the default is not the person's own: a later release may change it.
        for id in self._rows:
            if id in self._own and self._own[id] == self.defaults(id):
                del self._own[id]
        self._settle()
        if self._remember is not None:
            self._remember(dict(self._own))
        self.changed.emit()

    def _settle(self) -> None:
        self._now = {}
        for id, row in self._rows.items():
            own = self._own.get(id)
            self._now[id] = self.defaults(id) if own is None else _spelt(row, own)


def _spelt(row: Row, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the bindings in their one spelling, each once, without what is none."""
    found: dict[str, None] = {}
    for text in texts:
        if row.mouse:
            binding = MouseBinding.parse(text)
            text = "" if binding is None else binding.text
        else:
            text = canonical_keys(text)
        if text:
            found[text] = None
    return tuple(found)


def _meet(places: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return "anything" in (*places, *others) or bool(set(places) & set(others))
