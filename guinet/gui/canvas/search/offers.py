"""What can be added, with the settings that a person typed for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from guinet.core.errors import GraphError
from guinet.core.fields import Field, NamesField
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.graph.candidate import Candidate
from guinet.graph.exposed import exposed_fields, use_with
from guinet.gui.canvas.search.query import Query
from guinet.gui.panels.palette_items import PaletteItem, items
from guinet.modules.activation.expression import Expression
from guinet.project.library import add_definition, read_library
from guinet.project.project import Project

__all__ = ["Offer", "answers_formula", "offer", "offers"]


@dataclass(frozen=True, eq=False)
class Offer:
    """A module or a composite of the library."""

    item: PaletteItem

    @cached_property
    def plain(self) -> Candidate:
        """It with nothing set."""
        entry = self.item.entry
        if entry is None:
            return Candidate(self.item.module_type())
        return Candidate(entry.definition.use, entry.definition.composites)

    @cached_property
    def fields(self) -> Mapping[str, Field[Any]]:
        """What can be set, in order; what all losses share comes last."""
        entry = self.item.entry
        if entry is None:
            own = {k: v for k, v in self.item.module_type.fields.items() if k not in Loss.fields}
            return own | self.item.module_type.fields
        found = exposed_fields(entry.definition.composites, entry.definition.use)
        return {name: field for name, (field, _) in found.items()}

    def typed(self, query: Query) -> dict[str, Any]:
        """Return the settings that a query names or counts up, by name.

        Raises
        ------
        GraphError
            If it has no such setting.
        """
        return dict(self._settings(query))

    def with_settings(self, settings: Mapping[str, Any]) -> Candidate:
        """Return it with settings.

        Raises
        ------
        HyperparameterError
            If one of them refuses its value.
        """
        if not settings:
            return self.plain
        entry = self.item.entry
        if entry is None:
            return Candidate(self.item.module_type(**settings))
        definition = entry.definition
        use = use_with(definition.composites, definition.composite, settings)
        return Candidate(use, definition.composites)

    def place(self, project: Project, module: Module) -> tuple[Project, Module]:
        """Return a project that can hold it, and the module to place.

        Parameters
        ----------
        module
            As it was configured.
        """
        if self.item.entry is None:
            return project, module
        project, use = add_definition(project, self.item.entry)
        return project, use.replace(values=module.settings["values"])

    def _settings(self, query: Query) -> Iterator[tuple[str, Any]]:
        if query.formula:
            yield "expression", query.formula
            return
        names = [name for name, field in self.fields.items() if _is_numeric(field)]
        width = self.item.module_type.width_field
        if query.sets_only_a_width and width is not None:
            names = [width]
        if len(query.values) > len(names):
            takes = {0: "no number", 1: "one number"}.get(len(names), f"{len(names)} numbers")
            raise GraphError(f"{self.item.name} takes {takes} here.")
        for name, value in zip(names, query.values, strict=False):
            yield name, _number(value)
        for beginning, value in query.named:
            meant = [n for n in self.fields if n.casefold().startswith(beginning)]
            if not meant:
                raise GraphError(f"{self.item.name} has no setting {beginning}.")
            yield meant[0], _value(self.fields[meant[0]], value)


def offers(*, inside: bool = False) -> list[Offer]:
    """Return all that can be added to the outermost graph, or inside a composite."""
    return [_offer(item) for item in items(read_library(), inside=inside)]


def offer(name: str) -> Offer | None:
    """Return what is called so, or None."""
    return next((each for each in offers() if each.item.name == name), None)


@lru_cache(maxsize=1024)
def _offer(item: PaletteItem) -> Offer:
    """Return the same offer each time: what it worked out about itself stays."""
    return Offer(item)


def answers_formula(each: Offer) -> bool:
    """Whether a formula can be typed into it."""
    return each.item.module_type is Expression


def _is_numeric(field: Field[Any]) -> bool:
    default = field.default
    if isinstance(default, tuple):
        return bool(default) and all(isinstance(number, int | float) for number in default)
    if isinstance(default, bool | str) or isinstance(field, NamesField):
        return False
    return default is None or isinstance(default, int | float)


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("+-").isdecimal() else float(text)


def _value(field: Field[Any], text: str) -> Any:
    """Turn text into what a field may accept: yes and no, a number, the beginning of a choice."""
    if isinstance(field.default, bool):
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.casefold(), text)
    choices = getattr(field, "choices", ())
    begun = [c for c in choices if c.casefold().startswith(text.casefold())]
    if begun:
        return begun[0]
    try:
        return _number(text)
    except ValueError:
        return text
