"""How well a name answers to what was typed, and which of its letters do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from guinet.gui.panels.palette_items import PaletteItem, fold

__all__ = ["Match", "match"]


@dataclass(frozen=True, order=True)
class Match:
    """How something answers.

    Attributes
    ----------
    rank
        0: it is called so; 1: its name begins so; 2: a word of its name does; 3: its name holds
        it; 4: its name holds the letters in this order; 5: its family or its summary has the
        word; 6: only its help text has it.
    letters
        Places in its name, to be emphasised.
    """

    rank: int
    letters: tuple[int, ...] = ()


def match(item: PaletteItem, words: Sequence[str], *, helped: bool = False) -> Match | None:
    """Return how an item answers to all the words, or None if it does not.

    Parameters
    ----------
    helped
        Whether its whole help text counts, too.
    """
    if not words:
        return Match(0)
    together = _in_name(item.name, "".join(words))
    if len(words) == 1:
        return together or _around(item, words[0], helped=helped)
    each = [_in_name(item.name, word) or _around(item, word, helped=helped) for word in words]
    found = [one for one in each if one is not None]
    apart = None
    if len(found) == len(words):
        letters = sorted({place for one in found for place in one.letters})
        apart = Match(max(one.rank for one in found), tuple(letters))
    answers = [answer for answer in (together, apart) if answer is not None]
    return min(answers, default=None)


def _in_name(name: str, word: str) -> Match | None:
    folded = fold(name)
    if folded == word:
        return Match(0, tuple(range(len(word))))
    starts = _starts(name)
    places = [i for i in range(len(folded)) if folded.startswith(word, i)]
    for rank, wanted in ((1, {0}), (2, starts), (3, set(places))):
        for place in places:
            if place in wanted:
                return Match(rank, tuple(range(place, place + len(word))))
    for start in sorted(starts):
        letters = _scattered(folded, word, start)
        if letters:
            return Match(4, letters)
    return None


@lru_cache(maxsize=1024)
def _starts(name: str) -> frozenset[int]:
    """Return where the words of a name begin: ``MaxPool2d`` has three, ``MSELoss`` two."""
    starts = {0}
    for i in range(1, len(name)):
        before, here, after = name[i - 1], name[i], name[i + 1 : i + 2]
        capital = here.isupper() and (not before.isupper() or after.islower())
        other = not before.isalnum() or here.isdigit() != before.isdigit()
        if capital or (here.isalnum() and other):
            starts.add(i)
    return frozenset(starts)


def _scattered(name: str, word: str, start: int) -> tuple[int, ...]:
    """Return where the letters of a word stand, from the beginning of a word of the name on."""
    if len(word) < 2 or name[start] != word[0]:
        return ()
    letters, place = [start], start
    for letter in word[1:]:
        place = name.find(letter, place + 1)
        if place < 0:
            return ()
        letters.append(place)
    return tuple(letters)


def _around(item: PaletteItem, word: str, *, helped: bool) -> Match | None:
    if item.matches([word]):
        return Match(5)
    return Match(6) if helped and item.mentions([word]) else None
