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

__all__ = ["PaletteItem", "items", "tool_tip"]

# Inlets and Outlets mean something inside a composite only.
_INSIDE_ONLY: tuple[type[Module], ...] = (Inlet, Outlet)


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
        """Whether name, family and description hold all the words, which are casefolded."""
        text = f"{self.name} {self.category.value} {self.summary}"
        if self.entry is not None:
            text += f" {self.entry.title}"
        return all(word in text.casefold() for word in words)


def items(library: Library) -> list[PaletteItem]:
    """Return all that can be placed: modules by the alphabet, then the library's composites."""
    found = [
        PaletteItem(name, module_type.summary(), module_type)
        for name, module_type in modules.types().items()
        if not issubclass(module_type, _INSIDE_ONLY)
    ]
    found += [
        PaletteItem(entry.name, entry.summary, CompositeUse, entry) for entry in library.entries
    ]
    return found


def tool_tip(item: PaletteItem) -> str:
    """Return as rich text what an item does; of a module the formula, too."""
    if item.entry is None:
        formulas = item.module_type.formula.forward
        more = "".join(_paragraph(formula_html(latex), 6) for latex in formulas)
    else:
        more = _paragraph("<br>".join(escape(line) for line in _facts(item.entry)), 6)
    return (
        f"<div style='max-width:280px'><b>{escape(item.name)}</b>"
        f"{_paragraph(escape(item.summary), 3)}{more}</div>"
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
