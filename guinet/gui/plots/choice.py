"""Which plots there are, and which of them a person sees."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from guinet.gui.plots import tiles
from guinet.gui.plots.facts import Facts
from guinet.gui.plots.tile import Tile

__all__ = ["all_tiles", "shown_tiles"]

_USUAL = 4
"""So many of the usual ones are shown at first; more would be too narrow."""


@cache
def all_tiles() -> dict[str, type[Tile]]:
    """Return all plots by id, in the order in which they stand. Imports pyqtgraph."""
    found: list[type[Tile]] = []
    for info in pkgutil.iter_modules(tiles.__path__):
        module = importlib.import_module(f"{tiles.__name__}.{info.name}")
        found += [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type)
            and issubclass(kind, Tile)
            and kind.__module__ == module.__name__
            and "id" in vars(kind)
        ]
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (kind.rank, kind.id))}


def shown_tiles(facts: Facts, chosen: Iterable[str] | None) -> list[type[Tile]]:
    """Return the plots for a project: those chosen that make sense, else the usual ones."""
    kinds = all_tiles()
    if chosen is None:
        usual = [kind for kind in kinds.values() if kind.is_usual(facts)]
        return [kind for kind in usual if not kind.why_not(facts)][:_USUAL]
    wanted = set(chosen)
    return [kind for id, kind in kinds.items() if id in wanted and not kind.why_not(facts)]
