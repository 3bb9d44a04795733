"""What can be wrong with a formula, and where in its text."""

from __future__ import annotations

__all__ = ["ExpressionError"]


class ExpressionError(ValueError):
    """A text is no formula; the message is the end of a sentence.

    Parameters
    ----------
    reason
        What is wrong, with the position in words.
    position
        Index into the text, from 0.
    """

    def __init__(self, reason: str, position: int = 0) -> None:
        super().__init__(reason)
        self.position = position
