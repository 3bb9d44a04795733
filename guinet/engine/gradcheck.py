"""Whether the backward pass of a network is the derivative of its forward pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from guinet.core.context import generator
from guinet.core.gradient_law import TOLERANCE, check_module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec
from guinet.core.types import Array, Arrays
from guinet.engine.executor import Executor
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.model import Graph

__all__ = ["GradcheckRow", "gradcheck"]

# A smaller step is tried where a larger one may have crossed a kink.
_STEPS = (1e-5, 1e-6, 1e-7)


@dataclass(frozen=True)
class GradcheckRow:
    """One comparison.

    Attributes
    ----------
    path
        The node.
    name
        The weight array whose gradient through the whole network was compared; empty for the
        node by itself, with inputs of its own. A wrong backward pass shows at the node itself,
        and in the weights of all nodes before it.
    error
        Difference of the two derivatives relative to their size.
    ok
        Whether that is below the tolerance.
    """

    path: str
    name: str
    error: float
    ok: bool


@np.errstate(all="ignore")  # what is not finite is told as a row that fails
def gradcheck(
    graph: Graph,
    fields: Mapping[str, FieldSpec | tuple[int, ...]],
    seed: int = 0,
    batch_size: int = 4,
    tolerance: float = TOLERANCE,
) -> list[GradcheckRow]:
    """Compare gradients with central differences in float64, in training mode.

    Each node is checked by itself, in the order of execution, and then each weight array
    through the whole network, along a random direction v: (L(w + εv) − L(w − εv))/2ε against
    the scalar product of v and the gradient. Data and weights are random, so that no
    activation stands exactly at a kink. What passes a module that closes the way back
    (StopGradient) is held while the loss is measured: to the backward pass it is a constant.

    Parameters
    ----------
    graph, fields
        As for `Network`.
    seed
        Of data, weights and directions.
    batch_size
        Samples in the batch.
    tolerance
        Largest relative error that passes.

    Raises
    ------
    GraphError
        If the graph has an error.
    """
    network = Network(graph, fields, batch_size, seed=seed, dtype="float64", engine="reference")
    rows = []
    for call in network.executor.program.calls:
        if not isinstance(call.module, Source):
            error = check_module(call.module, call.specs, seed)
            rows.append(GradcheckRow(call.path, "", error, error < tolerance))
    if not network.executor.program.losses:
        return rows
    batch, _ = network.read(random_batch(network.fields, batch_size, seed))
    return rows + _whole_network(network.executor, batch, seed, tolerance)


def _whole_network(
    executor: Executor, batch: Mapping[str, Array], seed: int, tolerance: float
) -> list[GradcheckRow]:
    parameters = executor.parameters
    rng = generator(seed, "gradcheck weights")
    # Weights that begin as zeros would leave whole units at a kink.
    parameters.flat += 0.1 * rng.standard_normal(parameters.flat.shape)
    executor.forward(batch, training=True)
    executor.backward(everything=False)

    held = _behind_closed_ways(executor)

    def loss() -> float:
        return executor.total_loss(executor.evaluate(batch, training=True, held=held))

    rows = []
    for number, group in enumerate(executor.program.groups):
        for name, weight in parameters.weights[number].items():
            gradient = parameters.gradients[number][name]
            error = math.inf
            for step in _STEPS:
                direction = _direction(gradient, rng)
                error = min(error, _error(loss, weight, gradient, direction, step))
                if error < tolerance:
                    break
            rows += [
                GradcheckRow(node.path, name, error, error < tolerance) for node in group.members
            ]
    return rows


def _behind_closed_ways(executor: Executor) -> dict[str, Arrays]:
    """Return what the last pass has behind modules that let no gradient back, by path."""
    assert executor.run is not None
    found: dict[str, Arrays] = {}
    for call in executor.program.calls:
        values = executor.run.values[call.first : call.last]
        if call.module.detaches:
            found[call.path] = tuple(value for value in values if value is not None)
    return found


def _error(
    loss: Callable[[], float], weight: Array, gradient: Array, direction: Array, step: float
) -> float:
    """Return the relative difference of the two derivatives along a direction.

    Relative to their size, but not to less than what rounding leaves of a quotient: the loss
    is known to about 1e-16 of itself, so its difference over the step to that over the step.
    """
    start = weight.copy()
    weight += step * direction
    above = loss()
    weight[...] = start - step * direction
    below = loss()
    weight[...] = start
    numeric = (above - below) / (2.0 * step)
    exact = float(np.vdot(direction, gradient))
    rounding = np.finfo(np.float64).eps * max(abs(above), abs(below), 1e-300) / step
    return float(abs(numeric - exact) / max(abs(numeric), abs(exact), 1e7 * rounding))


def _direction(gradient: Array, rng: np.random.Generator) -> Array:
    """Return a random direction of length 1 with a good part along the gradient.

    A direction at right angles to the gradient would compare zero with rounding errors.
    """
    direction: Array = rng.standard_normal(gradient.shape)
    direction /= np.linalg.norm(direction)
    size = np.linalg.norm(gradient)
    if size > 0.0:
        if np.vdot(direction, gradient) < 0.0:
            direction = -direction
        direction = direction + gradient / size
        direction /= np.linalg.norm(direction)
    return direction
