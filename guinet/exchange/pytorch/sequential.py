"""A pasted ``nn.Sequential`` as a network; the text is read, never executed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guinet.core.errors import FileError
from guinet.exchange.pytorch.layers import layer_of
from guinet.exchange.pytorch.printed import calls_in_print, is_printed
from guinet.exchange.pytorch.source import calls_in_source
from guinet.graph.chain import Beginning, Fields, Layer, whole_network

__all__ = ["Chain", "from_sequential", "looks_like_pytorch", "read_sequential"]

_MOST_CHARACTERS = 200_000
_MOST_LAYERS = 1000
_SIGN = re.compile(r"\bSequential\s*\(|\bnn\.[A-Z]\w*\s*\(")


@dataclass(frozen=True)
class Chain:
    """What a text says.

    Attributes
    ----------
    layers
        The modules in order.
    notes
        What a person should know, one sentence each.
    """

    layers: tuple[Layer, ...]
    notes: tuple[str, ...] = ()


def looks_like_pytorch(text: str) -> bool:
    """Whether a text is worth reading as PyTorch; cheap, and no promise."""
    start = text[:_MOST_CHARACTERS]
    return bool(_SIGN.search(start)) or is_printed(start)


def read_sequential(text: str) -> Chain:
    """Return the layers of a PyTorch text.

    Parameters
    ----------
    text
        ``nn.Sequential(...)``, with or without ``model =`` and imports; a list of layers; or what
        ``print(model)`` shows. Input sizes are passed over: here they follow from the wires.

    Raises
    ------
    FileError
        If it cannot be read; one sentence with the line.
    """
    if len(text) > _MOST_CHARACTERS:
        raise FileError(f"The text is longer than {_MOST_CHARACTERS:,} characters.")
    if not text.strip():
        raise FileError("There is no text yet. Paste an nn.Sequential(...) or what print shows.")
    notes: tuple[str, ...] = ()
    if is_printed(text):
        calls, notes = calls_in_print(text)
    else:
        calls = calls_in_source(text)
    if not calls:
        raise FileError("There is no layer in it. Paste an nn.Sequential(...) with its layers.")
    if len(calls) > _MOST_LAYERS:
        raise FileError(f"These are {len(calls)} layers, and at most {_MOST_LAYERS} are read.")
    return Chain(tuple(layer_of(name, call) for name, call in calls), notes)


def from_sequential(text: str, fields: Fields | None = None) -> Beginning:
    """Return a network from a PyTorch text, with Input, Target and loss to suit the data.

    Parameters
    ----------
    text
        See `read_sequential`.
    fields
        What the data offer; None if that is not known.

    Raises
    ------
    FileError
        If it cannot be read; one sentence with the line.
    """
    chain = read_sequential(text)
    network = whole_network(chain.layers, fields)
    return Beginning(network.graph, (*chain.notes, *network.notes))
