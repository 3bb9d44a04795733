"""The law that every module obeys: backward is the derivative of forward.

The derivative along a random direction v is measured with a central difference in float64,
(f(a + εv) − f(a − εv)) / 2ε, and held beside v·∇f from the backward pass, where f is a random
weighting of the outputs and a is one input or one weight. It needs nothing but the module's
own declaration, so that it also judges modules from elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from guinet.core.context import Context, generator
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs, channels, class_axis
from guinet.core.types import Array, Arrays, Gradients

__all__ = [
    "TOLERANCE",
    "Case",
    "check_module",
    "draw",
    "draw_case",
    "gradient_errors",
    "port_names",
]

TOLERANCE = 1e-6
_BATCH = 3
_DIRECTIONS = 2
# A smaller step is tried where a larger one may have crossed a kink.
_STEPS = (1e-5, 1e-6, 1e-7)
_AWAY_FROM_KINKS = 1e-2


@dataclass(frozen=True)
class Case:
    """Arrays to run a module on: inputs in the order of the ports, weights, state."""

    inputs: Arrays
    weights: Mapping[str, Array]
    state: Mapping[str, Array]


def check_module(module: Module, inputs: Specs, seed: int = 0) -> float:
    """Return the worst relative error of the module's gradients, in both modes.

    Parameters
    ----------
    module
        The module to judge.
    inputs
        One spec per input port (a source: the field), which `Module.infer` accepts.
    seed
        Of inputs, weights and directions.

    Returns
    -------
    float
        About 1e-9 for a right backward pass, below `TOLERANCE`; infinite where a gradient is
        missing or has a wrong shape.
    """
    errors = [
        error
        for training in (False, True)
        for error in gradient_errors(module, inputs, seed, training=training).values()
    ]
    return max(errors, default=0.0)


def gradient_errors(
    module: Module, inputs: Specs, seed: int = 0, *, training: bool = False
) -> dict[str, float]:
    """Return the worst relative error of each gradient, by name of input port or weight.

    Parameters are those of `check_module`; ``training`` chooses the mode. Every output is
    used alone as well as all together. Inputs of whole numbers have no gradient.
    """
    case = draw_case(module, inputs, _BATCH, seed)
    ctx = Context(training, seed, "gradient law", 1)
    rng = generator(seed, "gradient law directions")
    worst: dict[str, float] = {}
    for number_of_outputs, used in _usages(module):
        outputs, backward, _ = module.forward(case.inputs, case.weights, case.state, ctx)
        if len(outputs) != number_of_outputs:
            return {"outputs": math.inf}
        weighting: Gradients = tuple(
            _signed(np.shape(y), rng) if place in used else None for place, y in enumerate(outputs)
        )
        d_inputs, d_weights = backward(weighting)
        if len(d_inputs) != len(case.inputs) or set(d_weights) - set(case.weights):
            return {"gradients": math.inf}
        law = _Law(module, case, ctx, weighting)
        pairs = dict(zip(port_names(module), zip(case.inputs, d_inputs, strict=True), strict=True))
        pairs |= {name: (weight, d_weights.get(name)) for name, weight in case.weights.items()}
        for name, (array, gradient) in pairs.items():
            if array.dtype.kind == "f":
                error = law.error(array, gradient, rng)
                worst[name] = max(worst.get(name, 0.0), error)
    return worst


def port_names(module: Module) -> tuple[str, ...]:
    """Return the names of what `Module.forward` reads: the input ports; ``x`` for a source."""
    if isinstance(module, Source):
        return ("x",)
    return tuple(port.name for port in module.input_ports())


def draw_case(module: Module, inputs: Specs, count: int, seed: int = 0) -> Case:
    """Draw float64 inputs that agree with their specs, and weights and state that fit.

    Inputs keep away from the kinks that the module declares. Weights are normal whatever their
    initializer: zeros would hide a wrong gradient, and sums far above 1 would saturate what
    follows them, which leaves nothing but rounding to compare.
    """
    rng = generator(seed, "gradient law case")
    read = module.infer(inputs) if isinstance(module, Source) else inputs
    arrays = []
    for spec in read:
        values = draw(spec, count, rng)
        for kink in module.kink_values():
            if values.dtype.kind == "f":
                near = np.abs(values - kink) < _AWAY_FROM_KINKS
                beside = kink + 2 * _AWAY_FROM_KINKS
                if spec.high is not None and beside > spec.high:
                    beside = kink - 2 * _AWAY_FROM_KINKS
                values = np.where(near, beside, values)
        arrays.append(values)
    weights = {
        name: np.asarray(rng.standard_normal(spec.shape) / math.sqrt(max(spec.fan_in, 1)))
        for name, spec in module.weights(inputs).items()
    }
    state = {
        name: spec.value + rng.uniform(0.0, 0.5, spec.shape)
        for name, spec in module.state(inputs).items()
    }
    return Case(tuple(arrays), weights, state)


def draw(spec: FieldSpec, count: int, rng: np.random.Generator) -> Array:
    """Draw a batch for a spec.

    Numbers are normal, or uniform well inside their range where it is known;
    an index is uniform; a one-hot class is a random distribution, since targets may be soft.
    """
    shape = (count, *spec.shape) if spec.batched else spec.shape
    if spec.kind == "index":
        low, high = int(spec.low or 0), 1 if spec.high is None else int(spec.high)
        return rng.integers(low, max(low, high), size=shape, endpoint=True)
    if spec.kind == "class":
        shares = rng.uniform(0.05, 0.95, shape)
        if spec.shape and channels(spec) > 1:
            shares /= shares.sum(axis=class_axis(spec), keepdims=True)
        return shares
    if spec.low is not None and spec.high is not None:
        margin = 0.05 * (spec.high - spec.low)
        return rng.uniform(spec.low + margin, spec.high - margin, shape)
    values: Array = np.asarray(rng.standard_normal(shape))
    if spec.low is not None:
        values = spec.low + np.abs(values)
    elif spec.high is not None:
        values = spec.high - np.abs(values)
    # Arithmetic turns an array without axes into a plain number.
    return np.asarray(values)


def _signed(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Draw factors of both signs, none near 0: a mistake in any element must show."""
    factors: Array = rng.uniform(0.5, 1.5, shape) * rng.choice((-1.0, 1.0), shape)
    return factors


def _usages(module: Module) -> Iterator[tuple[int, frozenset[int]]]:
    count = len(module.output_ports())
    yield count, frozenset(range(count))
    if count > 1:
        for alone in range(count):
            yield count, frozenset({alone})


class _Law:
    """The weighted sum of the outputs as a function of one array."""

    def __init__(self, module: Module, case: Case, ctx: Context, weighting: Gradients) -> None:
        self.module, self.case, self.ctx, self.weighting = module, case, ctx, weighting

    def value(self, old: Array, new: Array) -> tuple[float, float]:
        """Return the weighted sum with one array exchanged, and the size of its terms."""
        inputs = tuple(new if array is old else array for array in self.case.inputs)
        weights = {k: new if array is old else array for k, array in self.case.weights.items()}
        outputs, _, _ = self.module.forward(inputs, weights, self.case.state, self.ctx)
        total = size = 0.0
        for y, factor in zip(outputs, self.weighting, strict=True):
            if factor is not None:
                terms = factor * y
                total, size = total + float(terms.sum()), size + float(np.abs(terms).sum())
        return total, size

    def error(self, array: Array, gradient: Array | None, rng: np.random.Generator) -> float:
        """Return the worst relative error over some directions."""
        if self.module.detaches:
            return 0.0 if gradient is None or not gradient.any() else math.inf
        if gradient is None:
            gradient = np.zeros_like(array)
        if np.shape(gradient) != array.shape or not np.all(np.isfinite(gradient)):
            return math.inf
        worst = 0.0
        for _ in range(_DIRECTIONS):
            direction = _signed(array.shape, rng)
            error = math.inf
            for step in _STEPS:
                error = min(error, self._difference(array, gradient, direction, step))
                if error < TOLERANCE:
                    break
            worst = max(worst, error)
        return worst

    def _difference(self, array: Array, gradient: Array, direction: Array, step: float) -> float:
        exact = float(np.vdot(direction, gradient))
        above, size = self.value(array, array + step * direction)
        below, _ = self.value(array, array - step * direction)
        numeric = (above - below) / (2.0 * step)
        # What rounding can do to the quotient is no mistake of the module.
        rounding = 8 * np.finfo(np.float64).eps * size / step
        difference = max(abs(numeric - exact) - rounding, 0.0)
        if difference == 0.0:
            return 0.0
        scale = max(abs(exact), abs(numeric), float(np.linalg.norm(gradient)))
        error = float(difference / scale)
        return error if math.isfinite(error) else math.inf
