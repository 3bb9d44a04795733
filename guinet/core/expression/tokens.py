"""The text of a formula cut into numbers, names and signs, each with its position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from guinet.core.expression.errors import ExpressionError
from guinet.core.expression.letters import GREEK

__all__ = ["END", "Token", "at", "tokens"]

END = "end"

# What people paste from elsewhere, and the sign that is meant.
_MEANT = {"**": "^", "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/"}
_LETTERS = {letter: word for word, letter in GREEK.items()} | {"ϵ": "epsilon", "µ": "mu"}
_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>[A-Za-z][A-Za-z0-9_]*|[{''.join(_LETTERS)}][0-9_]*)"
    rf"|(?P<sign>\*\*|[-+*/^(),]|[{''.join(sign for sign in _MEANT if len(sign) == 1)}])",
    re.ASCII,
)
_LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text.

    Attributes
    ----------
    kind
        What it is; ``"end"`` stands behind the last one.
    text
        Its text; signs and Greek letters in one spelling.
    position
        Where it begins, from 0.
    """

    kind: Literal["number", "name", "sign", "end"]
    text: str
    position: int


def at(position: int) -> str:
    """Write a position as people count."""
    return f"at character {position + 1}"


def tokens(text: str) -> list[Token]:
    """Cut a text.

    Raises
    ------
    ExpressionError
        At the first character that belongs to no formula.
    """
    found: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(_unknown(text[place], place), place)
        found.append(_token(match, place))
        place = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _token(match: re.Match[str], place: int) -> Token:
    text = match[0]
    if match.lastgroup == "number":
        if float(text) == float("inf"):
            raise ExpressionError(f"has a number that is too large {at(place)}", place)
        return Token("number", text, place)
    if match.lastgroup == "name":
        if len(text) > _LONGEST_NAME:
            raise ExpressionError(
                f"has a name of more than {_LONGEST_NAME} letters {at(place)}", place
            )
        return Token("name", _LETTERS.get(text[0], text[0]) + text[1:], place)
    return Token("sign", _MEANT.get(text, text), place)


def _unknown(character: str, place: int) -> str:
    if character in "<>=!":
        return f"has a comparison {at(place)}; step(a - b) is 1 where a is above b and 0 elsewhere"
    if character in "[]{}":
        return f"has {character} {at(place)}; use round brackets"
    shown = character if character.isprintable() else ascii(character)
    return f"has {shown} {at(place)}, which means nothing in a formula"
