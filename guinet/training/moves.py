"""Nodes that moved into a composite or out of it, recognised by their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from guinet.training.learned import Place

__all__ = ["moves"]


def moves(gone: Sequence[Place], new: Sequence[Place]) -> dict[str, str]:
    """Return which of the nodes that are gone is which of the new ones.

    Parameters
    ----------
    gone, new
        Nodes whose keys only the network before has, or only the one after.

    Returns
    -------
    dict
        From new keys to old ones, where exactly one fits on either side: of the same type, name
        and shapes, its ids those of the other with further ones in between (``n9/n3`` and
        ``n3``); the name may be another where the ids are the same one after the other
        (``n9/n3`` and ``n9-n3``, see `guinet.graph.ungrouping`).
    """
    ends: dict[str, list[Place]] = {}
    for place in gone:
        ends.setdefault(_ids(place.key)[-1], []).append(place)
    pairs = [
        (old.key, place.key)
        for place in new
        for old in ends.get(_ids(place.key)[-1], ())
        if _is_same(old, place)
    ]
    olds, news = Counter(old for old, _ in pairs), Counter(key for _, key in pairs)
    return {key: old for old, key in pairs if olds[old] == news[key] == 1}


def _is_same(old: Place, new: Place) -> bool:
    """Whether two nodes with the same last id may be one."""
    if (old.type_name, old.shapes) != (new.type_name, new.shapes):
        return False
    one, other = _ids(old.key), _ids(new.key)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return old.name == new.name and _is_part(short, long)


def _ids(key: str) -> list[str]:
    return key.replace("-", "/").split("/")


def _is_part(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the ids stand in the other list, in the same order."""
    rest = iter(long)
    return all(each in rest for each in short)
