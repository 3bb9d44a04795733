"""What a person typed: words to find something by, and settings to give it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guinet.gui.panels.palette_items import search_words

__all__ = ["Query", "read_query"]

_NUMBER = re.compile(r"[-+−]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """What was typed, in parts.

    Attributes
    ----------
    words
        To find it by, as `search_words` parts them.
    values
        Numbers for its first settings, in order: ``conv2d 16 3``.
    named
        Settings by name: ``stride=2``.
    formula
        What stands behind a leading ``=``; it alone counts then.
    """

    words: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    formula: str = ""

    @property
    def sets_only_a_width(self) -> bool:
        """Whether a number alone was typed: how wide, whatever it is."""
        return len(self.values) == 1 and not self.words and not self.named


def read_query(text: str) -> Query:
    """Part what was typed."""
    text = text.strip()
    if text.startswith("="):
        return Query(formula=text[1:].strip())
    words, values, named = [], [], []
    for token in text.split():
        name, sign, value = token.partition("=")
        if _NUMBER.fullmatch(token):
            values.append(token.replace("−", "-"))
        elif sign and name:
            # An equals sign with nothing behind it is on the way to a setting.
            named += [(name.casefold(), value)] if value else []
        else:
            words.append(token)
    return Query(tuple(search_words(" ".join(words))), tuple(values), tuple(named))
