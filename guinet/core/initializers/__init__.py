"""How weights begin: one choice per weight, with settings of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.errors import HyperparameterError
from guinet.core.fields import PartField
from guinet.core.initializers.base import Initializer
from guinet.core.registry import Registry
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Initializer", "InitializerField", "initialize", "initializer_field", "initializers"]

initializers: Registry[Initializer] = Registry(Initializer, "guinet.core.initializers")
"""All initializers by name."""


class InitializerField(PartField[Initializer]):
    """The hyperparameter that chooses a weight's initializer.

    In files it is the name alone, or, where a setting differs from its default, an object.
    """

    def to_json(self, value: Initializer) -> Any:
        """Return the name, or the name and the settings where one of them is not the default."""
        return value.type_name() if value == type(value)() else super().to_json(value)


def initializer_field(default: Initializer | str = "pytorch", *, doc: str) -> InitializerField:
    """Declare the hyperparameter that chooses a weight's initializer.

    The default is a name, or an initializer where its settings are not the usual ones.
    """
    return InitializerField(initializers, _made(default), doc=doc)


def initialize(spec: WeightSpec, rng: np.random.Generator, dtype: DTypeLike) -> Array:
    """Return a fresh weight array as its spec says.

    Numbers are drawn in float64 and cast, so that float32 and float64 networks start at the
    same point.

    Raises
    ------
    HyperparameterError
        If the spec names an initializer that does not exist.
    """
    return _made(spec.initializer).draw(spec, rng).astype(dtype)


def _made(chosen: Initializer | str) -> Initializer:
    if isinstance(chosen, Initializer):
        return chosen
    initializer_type = initializers.get(chosen)
    if initializer_type is None:
        names = ", ".join(initializers.names())
        raise HyperparameterError(
            "WeightSpec", "initializer", f"must be one of {names}, not {chosen!r}."
        )
    return initializer_type()
