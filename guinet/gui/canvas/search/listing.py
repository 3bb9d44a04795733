"""What a search lists, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guinet.core.errors import GuinetError
from guinet.core.module import Module
from guinet.graph.candidate import Candidate
from guinet.graph.composite import CompositeUse
from guinet.graph.fitting import Fit, Fitting
from guinet.graph.likelihood import unlikelihood
from guinet.gui.canvas.search.matching import Match, match
from guinet.gui.canvas.search.offers import Offer, answers_formula, offers
from guinet.gui.canvas.search.query import Query

__all__ = ["Listing", "Row", "list_rows"]


@dataclass(frozen=True)
class Row:
    """Something that answers to what was typed.

    Attributes
    ----------
    offer, candidate
        What it is; with the settings that were typed, or without them where it refuses them.
    fit
        How it would fit what is in hand.
    match
        How it answers to the words.
    settings
        What is set in it, by name: what was typed, and what is set so that it fits.
    shown
        The same in a few letters, as it was typed.
    fault
        Why it cannot have the settings that were typed; empty if it can.
    """

    offer: Offer
    candidate: Candidate
    fit: Fit
    match: Match
    settings: tuple[tuple[str, str], ...] = ()
    shown: str = ""
    fault: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.offer.item.name

    @property
    def fits(self) -> bool:
        """Whether it could stand there without a problem."""
        return not self.fault and self.fit.level == "ok"

    @property
    def reason(self) -> str:
        """Why it does not fit; empty if it does."""
        return self.fault or self.fit.reason

    @property
    def result(self) -> str:
        """What would come out of it, or what it would wait for, in a few letters."""
        if not self.fits:
            return ""
        if self.fit.waiting:
            return f"+ {', '.join(self.fit.waiting)}"
        return "" if self.fit.result is None else self.fit.result.text()


@dataclass(frozen=True)
class Listing:
    """Rows in the order in which they are shown; those that do not fit come last."""

    fitting: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them."""
        return self.fitting + self.others


def list_rows(
    asked: Fitting, query: Query, recent: Sequence[str] = (), *, only_fitting: bool = True
) -> Listing:
    """Return what answers to a query.

    Parameters
    ----------
    asked
        What fits.
    recent
        Names of what was added last, the newest first.
    only_fitting
        Whether what fits is set apart from what does not; else the words alone decide.
    """
    # Help texts hold every word there is: they are read only where nothing is called so.
    rows = _best(_answering(asked, query)) or [*_answering(asked, query, helped=True)]
    place = {name: number for number, name in enumerate(recent)}

    def order(row: Row) -> tuple[object, ...]:
        family, common = unlikelihood(asked, row.fit.module)
        family = family if only_fitting else 0
        return row.match.rank, family, place.get(row.name, len(place)), common

    rows.sort(key=order)
    if not only_fitting:
        return Listing(tuple(rows))
    apart = tuple(row for row in rows if not row.fits)
    return Listing(tuple(row for row in rows if row.fits), apart)


def _answering(asked: Fitting, query: Query, *, helped: bool = False) -> Iterable[Row]:
    for each in offers(inside=asked.inside):
        if query.formula:
            found = Match(0) if answers_formula(each) else None
        elif query.sets_only_a_width and each.item.module_type.width_field is None:
            found = None
        else:
            found = match(each.item, query.words, helped=helped)
        if found is not None:
            yield _row(asked, query, each, found)


def _row(asked: Fitting, query: Query, each: Offer, found: Match) -> Row:
    typed: dict[str, Any] = {}
    try:
        typed = each.typed(query)
        candidate, fault = each.with_settings(typed), ""
    except GuinetError as error:
        candidate, fault = each.plain, str(error)
    fit = asked.fit(candidate)
    values = _settings(each, fit.module, typed)
    named = {name for name in typed for start, _ in query.named if name.startswith(start)}
    shown = "  ".join(f"{name} {words}" if name in named else words for name, words in values)
    return Row(each, candidate, fit, found, values, shown, fault)


def _best(rows: Iterable[Row]) -> list[Row]:
    """Leave out what answers from afar, where there is something that is meant.

    Whoever types a name in full and presses Enter must not get something whose name happens
    to have these letters.
    """
    found = list(rows)
    nearest = min((row.match.rank for row in found), default=0)
    return [row for row in found if nearest > 1 or row.match.rank <= 3]


def _settings(each: Offer, module: Module, typed: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if isinstance(module, CompositeUse):
        values, before = module.settings["values"], {}
    else:
        values, before = module.settings, each.plain.module.settings
    changed = [name for name, value in values.items() if value != before.get(name)]
    names = dict.fromkeys([*typed, *changed])
    return tuple((name, _words(values[name])) for name in names if name in values)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return str(value[0]) if len(set(value)) == 1 else " × ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value)
