"""What a network to begin with would be, in words."""

from __future__ import annotations

from collections.abc import Mapping

from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.chain import Beginning
from guinet.gui.format import count

__all__ = ["beginning_words"]

_MOST = 14


def beginning_words(beginning: Beginning, fields: Mapping[str, FieldSpec]) -> str:
    """Return the modules in order, how many weights they have, and what there is to know."""
    analysis = analyse(beginning.graph, fields)
    parts = [" → ".join(_shortened(_chain(analysis)))]
    if analysis.total_weights:
        parts.append(f"{count(analysis.total_weights)} weights.")
    parts += beginning.notes
    parts += [f"To be mended on the canvas: {found.message}" for found in analysis.problems[:2]]
    return "\n".join(parts)


def _chain(analysis: Analysis) -> list[str]:
    """Return the modules from Input to loss."""
    inner, losses = [], []
    for path in analysis.order:
        module = analysis.flat.nodes[path].module
        if isinstance(module, Loss):
            losses.append(module.type_name())
        elif not isinstance(module, Source) or module.type_name() == "Input":
            inner.append(_words(module))
    return inner + losses


def _words(module: Module) -> str:
    width = module.settings.get(module.width_field or "")
    return f"{module.type_name()} {width}" if width is not None else module.type_name()


def _shortened(names: list[str]) -> list[str]:
    if len(names) <= _MOST:
        return names
    return [*names[: _MOST - 4], f"{len(names) - _MOST + 1} more", *names[-3:]]
