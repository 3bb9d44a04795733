"""How weights begin.

Each initializer maps a `WeightSpec` and a random generator to an array. Numbers are drawn in
float64 and cast, so that float32 and float64 networks start at the same point.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.errors import HyperparameterError
from guinet.core.fields import ChoiceField
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["INITIALIZERS", "initialize", "initializer_field"]

Initializer = Callable[[WeightSpec, np.random.Generator], Array]


def _uniform(bound: float, spec: WeightSpec, rng: np.random.Generator) -> Array:
    return rng.uniform(-bound, bound, spec.shape)


def _normal(deviation: float, spec: WeightSpec, rng: np.random.Generator) -> Array:
    return rng.normal(0.0, deviation, spec.shape)


def zeros(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """All zeros."""
    return np.zeros(spec.shape)


def ones(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """All ones."""
    return np.ones(spec.shape)


def pytorch(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """Uniform within ±1/√fan_in: what PyTorch does for Linear and Conv, bias included."""
    return _uniform(1.0 / math.sqrt(max(spec.fan_in, 1)), spec, rng)


def glorot_uniform(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """Uniform within ±√(6/(fan_in+fan_out)) (Glorot and Bengio 2010)."""
    return _uniform(math.sqrt(6.0 / (spec.fan_in + spec.fan_out)), spec, rng)


def glorot_normal(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """Normal with variance 2/(fan_in+fan_out) (Glorot and Bengio 2010)."""
    return _normal(math.sqrt(2.0 / (spec.fan_in + spec.fan_out)), spec, rng)


def he_uniform(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """Uniform within ±√(6/fan_in) (He et al. 2015)."""
    return _uniform(math.sqrt(6.0 / max(spec.fan_in, 1)), spec, rng)


def he_normal(spec: WeightSpec, rng: np.random.Generator) -> Array:
    """Normal with variance 2/fan_in (He et al. 2015)."""
    return _normal(math.sqrt(2.0 / max(spec.fan_in, 1)), spec, rng)


INITIALIZERS: dict[str, Initializer] = {
    initializer.__name__: initializer
    for initializer in (
        pytorch,
        glorot_uniform,
        glorot_normal,
        he_uniform,
        he_normal,
        zeros,
        ones,
    )
}


def initialize(spec: WeightSpec, rng: np.random.Generator, dtype: DTypeLike) -> Array:
    """Return a fresh weight array as its spec says.

    Raises
    ------
    HyperparameterError
        If the spec names an initializer that does not exist.
    """
    initializer = INITIALIZERS.get(spec.initializer)
    if initializer is None:
        names = ", ".join(INITIALIZERS)
        raise HyperparameterError(
            "WeightSpec", "initializer", f"must be one of {names}, not {spec.initializer!r}."
        )
    return initializer(spec, rng).astype(dtype)


def initializer_field(default: str = "pytorch", *, doc: str) -> ChoiceField:
    """Declare the hyperparameter that chooses a weight's initializer."""
    return ChoiceField(default, tuple(INITIALIZERS), doc=doc)
