"""What a module suggests when something around it does not fit, as data.

A module knows what would help ("insert Flatten before me") but not the graph it stands in.
It therefore returns suggestions; the graph's rules turn them into edits with a button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Advice", "Change", "Insert", "Remove", "Replace", "Resize", "Suggestion"]


@dataclass(frozen=True)
class Insert:
    """Insert a module of ``type`` on the edge that ends in input ``port``."""

    port: str
    type: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """Set one hyperparameter of the node itself."""

    field: str
    value: Any


@dataclass(frozen=True)
class Replace:
    """Exchange the node itself for a module of ``type``; ports of equal name stay wired."""

    type: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Resize:
    """Make what arrives at ``port`` ``size`` wide, at the nearest node upstream that can."""

    port: str
    size: int


@dataclass(frozen=True)
class Remove:
    """Take the activation that feeds ``port`` out of the way; nothing where no activation does."""

    port: str


Suggestion = Insert | Change | Replace | Resize | Remove


@dataclass(frozen=True)
class Advice:
    """A remark about an input that fits in shape but hardly in meaning.

    Attributes
    ----------
    port
        The input port concerned.
    message
        What is odd, in words.
    hint
        What would help, in words.
    suggestions
        Changes that would help, as data.
    """

    port: str
    message: str
    hint: str = ""
    suggestions: tuple[Suggestion, ...] = ()
