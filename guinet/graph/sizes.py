"""Layers from sizes: ``64-32-10 tanh`` is a network."""

from __future__ import annotations

import re
from difflib import get_close_matches

from guinet.core.category import Category
from guinet.core.errors import GraphError
from guinet.core.fields import shortened
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, as_spec
from guinet.graph.chain import Beginning, Fields, Layer, whole_network
from guinet.graph.facts import gather
from guinet.graph.loss_choice import fitting_losses
from guinet.graph.model import Graph
from guinet.graph.rules.sources import target_field
from guinet.modules import modules

__all__ = ["layers_from_sizes"]

_MOST_LAYERS = 64
_SEPARATORS = re.compile(r"[\s,;]+|-+>|→|-|–|×")
_HINT = "Write sizes such as 64-32-10, with the name of an activation if you like."


def layers_from_sizes(text: str, fields: Fields | None = None) -> Beginning:
    """Return a network of Linear modules with an activation between each two.

    The sizes are those of the outputs. If the last one does not suit what is to be predicted, a
    Linear that does is added behind it.

    Parameters
    ----------
    text
        Sizes, separated by hyphens, arrows, commas or spaces, and the name of an activation, by
        default ReLU: ``64-32-10``, ``64 → 32 → 10 tanh``.
    fields
        What the data offer; None if that is not known.

    Raises
    ------
    GraphError
        If the text is something else; one sentence for the person.
    """
    sizes, activation = _read(text)
    wanted = _output_size(sizes[-1], fields)
    notes: list[str] = []
    if wanted is not None and wanted != sizes[-1]:
        sizes.append(wanted)
        notes.append(
            f"A Linear of {wanted} is added at the end, for the data ask for {_outputs(wanted)}."
        )
    layers: list[Layer] = []
    for size in sizes:
        if layers:
            layers.append(Layer(activation))
        layers.append(Layer(_linear(size)))
    network = whole_network(layers, fields)
    return Beginning(network.graph, (*notes, *network.notes))


def _outputs(count: int) -> str:
    return "one output" if count == 1 else f"{count} outputs"


def _read(text: str) -> tuple[list[int], Module]:
    sizes: list[int] = []
    named: list[Module] = []
    for word in filter(None, _SEPARATORS.split(text.strip())):
        # Superscripts and the like are digits, but no numbers.
        if word.isdecimal():
            sizes.append(int(word[:9]))
        else:
            named.append(_activation(word))
    if not sizes:
        raise GraphError(f"There is no size in it. {_HINT}")
    if len(sizes) > _MOST_LAYERS:
        raise GraphError(f"These are {len(sizes)} sizes, and at most {_MOST_LAYERS} are read.")
    if len(named) > 1:
        raise GraphError(
            f"{named[0].type_name()} and {named[1].type_name()} are two activations; name one, "
            "and change single ones on the canvas."
        )
    for size in sizes:
        _linear(size)
    return sizes, named[0] if named else _activation("ReLU")


def _linear(size: int) -> Module:
    found = modules.get("Linear")
    assert found is not None
    return found(out_features=size)


def _activation(word: str) -> Module:
    known = {
        name.lower(): found
        for name, found in modules.types().items()
        if found.category is Category.ACTIVATION and len(found.inputs) == 1
    }
    found = known.get(word.lower().replace("_", ""))
    if found is None:
        close = get_close_matches(word.lower(), known, n=1)
        meant = f"; did you mean {known[close[0]].type_name()}?" if close else f". {_HINT}"
        raise GraphError(f"{shortened(word)} is neither a size nor an activation{meant}")
    return found()


def _output_size(last: int, fields: Fields | None) -> int | None:
    """Return how many numbers are to be predicted, None where that is not known."""
    facts = gather(Graph(), fields)
    target = (facts.fields or {}).get(target_field(facts) or "")
    if target is None:
        return None
    choices = fitting_losses(target, FieldSpec((last,)))
    encoded = as_spec(target)
    if encoded.kind == "index":
        encoded = encoded.one_hot_index()
    elif encoded.is_label:
        encoded = encoded.one_hot()
    if choices[0].encoding == "binary":
        return 1
    return encoded.shape[-1] if len(encoded.shape) in (1, 2) else None
