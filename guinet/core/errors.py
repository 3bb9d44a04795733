"""What can be wrong, said to a person.

Every error that guinet raises on purpose derives from `GuinetError`. Its text is one
sentence for the person at the screen: where, what, and what to do. Whoever catches it shows
it as it is; a traceback is reserved for defects of guinet itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guinet.core.advice import Suggestion

__all__ = [
    "DataError",
    "FileError",
    "GraphError",
    "GuinetError",
    "HyperparameterError",
    "ShapeError",
    "TrainingError",
]


class GuinetError(Exception):
    """Base of all errors that are told to a person."""


class HyperparameterError(GuinetError):
    """A setting of a module, optimizer, schedule or data source is not acceptable.

    Parameters
    ----------
    owner
        Name of the type that has the setting, e.g. ``"Linear"``.
    field
        Name of the setting, e.g. ``"out_features"``.
    reason
        What is wrong with the value, as the end of a sentence.
    """

    def __init__(self, owner: str, field: str, reason: str) -> None:
        super().__init__(f"{owner}.{field} {reason}")
        self.owner = owner
        self.field = field
        self.reason = reason

    def __reduce__(self) -> tuple[type[HyperparameterError], tuple[str, str, str]]:
        """Survive a pipe: rebuild from the three parts rather than from the sentence."""
        return HyperparameterError, (self.owner, self.field, self.reason)


class ShapeError(GuinetError):
    """A module cannot read what arrives at one of its input ports.

    Parameters
    ----------
    port
        Input port at which the trouble shows.
    message
        The shape (or kind) found and the one needed, in words.
    hint
        What would help.
    suggestions
        Changes that would mend it, as data.
    """

    def __init__(
        self, port: str, message: str, hint: str = "", suggestions: Sequence[Suggestion] = ()
    ) -> None:
        super().__init__(message)
        self.port = port
        self.message = message
        self.hint = hint
        self.suggestions = tuple(suggestions)

    def __reduce__(self) -> tuple[type[ShapeError], tuple[str, str, str, tuple[Suggestion, ...]]]:
        """Survive a pipe with port, hint and suggestions."""
        return ShapeError, (self.port, self.message, self.hint, self.suggestions)


class GraphError(GuinetError):
    """An edit or a run that the graph does not allow."""


class DataError(GuinetError):
    """A data source cannot give what was asked of it."""


class FileError(GuinetError):
    """A file cannot be read or written; the message names the place in it."""


class TrainingError(GuinetError):
    """Training cannot start or go on.

    Parameters
    ----------
    message
        One sentence: what keeps it, and what to do.
    node
        Path of the node concerned, or empty.
    """

    def __init__(self, message: str, node: str = "") -> None:
        super().__init__(message)
        self.node = node
