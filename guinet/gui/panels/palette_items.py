"""What the palette offers: modules, and the composites of the library."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from guinet.core.category import Category
from guinet.core.module import Module, Port
from guinet.graph.composite import CompositeUse
from guinet.graph.exposed import exposed_fields
from guinet.graph.ports import input_ports, output_ports
from guinet.gui.mathematics import formula_html
from guinet.modules import modules
from guinet.modules.composite.inlet import Inlet
from guinet.modules.composite.outlet import Outlet
from guinet.project.library import Entry, Library

__all__ = ["PaletteItem", "fold", "items", "search_words", "tool_tip"]

# Inlets and Outlets mean something inside a composite only.
_INSIDE_ONLY: tuple[type[Module], ...] = (Inlet, Outlet)

_TIP_PX = 280


@dataclass(frozen=True)
class PaletteItem:
    """One row of the palette.

    Attributes
    ----------
    name
        By which the canvas knows it; no module and no composite have the same.
    summary
        What it does, in a sentence.
    module_type
        The module; for a composite that of its uses.
    entry
        The composite of the library, or None for a module.
    """

    name: str
    summary: str
    module_type: type[Module]
    entry: Entry | None = None

    @property
    def category(self) -> Category:
        """The family under whose heading it stands."""
        return self.module_type.category

    def matches(self, words: Iterable[str]) -> bool:
        """Whether name, family and summary hold all the words, which are from `search_words`."""
        text = f"{self.name} {self.category.value} {self.summary}"
        if self.entry is not None:
            text += f" {self.entry.title}"
        return _holds(text, words)

    def mentions(self, words: Iterable[str]) -> bool:
        """Whether name, family and the whole help text hold all the words."""
        more = self.module_type.help_text() if self.entry is None else self.entry.description
        return _holds(f"{self.name} {self.category.value} {more}", words)


def search_words(text: str) -> list[str]:
    """Part what a person searches for; "normalize", "normalise" find "normalisation", too."""
    words = fold(text).split()
    return [word[:-1] if word.endswith("ise") else word for word in words]


def fold(text: str) -> str:
    """Return text so that capitals and the two spellings of "-ise" compare equal."""
    return text.casefold().replace("iz", "is")


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = " ".join(fold(text).split())
    return all(word in folded for word in words)


def items(library: Library, *, inside: bool = False) -> list[PaletteItem]:
    """Return all that can be placed: modules by the alphabet, then the library's composites.

    Parameters
    ----------
    inside
        Whether it is to be placed inside a composite.
    """
    found = [
        PaletteItem(name, module_type.summary(), module_type)
        for name, module_type in modules.types().items()
        if inside or not issubclass(module_type, _INSIDE_ONLY)
    ]
    found += [
        PaletteItem(entry.name, entry.summary, CompositeUse, entry) for entry in library.entries
    ]
    return found


def tool_tip(item: PaletteItem) -> str:
    """Return as rich text what an item does; of a module the formula, too."""
    if item.entry is None:
        formulas = item.module_type.formula.forward
        pictures = (formula_html(latex, widest_px=_TIP_PX) for latex in formulas)
        more = "".join(_paragraph(picture, 6) for picture in pictures)
    else:
        more = _paragraph("<br>".join(escape(line) for line in _facts(item.entry)), 6)
    return (
        # Of all that sets a width in rich text, Qt heeds this.
        f"<table width='{_TIP_PX}'><tr><td><b>{escape(item.name)}</b>"
        f"{_paragraph(escape(item.summary), 3)}{more}</td></tr></table>"
    )


def _paragraph(html: str, above_px: int) -> str:
    return f"<p style='margin:{above_px}px 0 0 0'>{html}</p>"


def _facts(entry: Entry) -> list[str]:
    graph, node = entry.placed()
    settings = exposed_fields(graph.composites, entry.definition.use)
    lines = [f"{_names(input_ports(graph, node))} → {_names(output_ports(graph, node))}"]
    if settings:
        lines.append(f"Settings: {', '.join(settings)}")
    if entry.origin == "personal":
        lines.append(f"Your own, in {entry.path.name}")
    return lines


def _names(ports: tuple[Port, ...]) -> str:
    return ", ".join(port.name for port in ports) or "nothing"
