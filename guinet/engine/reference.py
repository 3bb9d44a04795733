"""Backpropagation, as the lecture tells it.

A network is a graph of differentiable modules. On the way forward every module turns its
inputs into outputs and leaves a callback that remembers what its derivative needs. On the way
back, from the last module to the first, every callback turns the gradient of the outputs (the
*error* that arrives) into the gradient of the inputs and of the weights, by the chain rule.
Where one output feeds several modules, their contributions add up.

The arithmetic is that of the modules, in whatever dtype the arrays have. Nothing is compiled,
reused or fused: what stands here is what a faster executor has to reproduce.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.context import Context
from guinet.core.types import Array, Arrays, Backward, Named
from guinet.engine.program import Program

__all__ = ["NOTHING_HELD", "Pass", "backward", "forward"]

NOTHING_HELD: Mapping[str, Arrays] = MappingProxyType({})
"""Every node computes its own outputs."""


@dataclass(slots=True)
class Pass:
    """What one walk forward and back leaves behind.

    Attributes
    ----------
    values
        Outputs by slot; None where nothing was computed.
    callbacks
        The way back of every call.
    state
        New state by share group, for the groups where it changed.
    gradients
        Of the total loss to the outputs, by slot; None where none arrived.
    contributions
        By edge, what its consumer gave back before it was added to what others gave: the
        gradient *of the edge*.
    """

    values: list[Array | None]
    callbacks: list[Backward | None]
    state: dict[int, dict[str, Array]] = field(default_factory=dict)
    gradients: list[Array | None] = field(default_factory=list)
    contributions: list[Array | None] = field(default_factory=list)


def forward(
    program: Program,
    batch: Mapping[str, Array],
    weights: Sequence[Named],
    state: Sequence[Named],
    training: bool,
    seed: int = 0,
    step: int = 0,
    dtype: DTypeLike = np.float32,
    held: Mapping[str, Arrays] = NOTHING_HELD,
) -> Pass:
    """Walk the order forward; pure, neither weights nor state are changed.

    Parameters
    ----------
    batch
        Encoded samples by path of the `Source`. Without those of a source, it and all that
        depends on it stay uncomputed.
    weights, state
        Arrays by name, by share group.
    training, seed, step, dtype
        Circumstances, see `guinet.core.context.Context`.
    held
        Outputs by path that are taken as they are, whatever the inputs of that node: what
        flows from there is constant, and nothing goes back through it.
    """
    values: list[Array | None] = [None] * len(program.specs)
    run = Pass(values, [None] * len(program.calls))
    for number, call in enumerate(program.calls):
        if call.path in held:
            values[call.first : call.last] = held[call.path]
            continue
        if call.field is None:
            arrived = [values[slot] for slot in call.sources]
        else:
            arrived = [batch.get(call.path)]
        inputs = tuple([value for value in arrived if value is not None])
        if len(inputs) < len(arrived):
            continue
        # Nodes that share state see it one after the other, as they changed it.
        current = run.state.get(call.group, state[call.group])
        context = Context(training, seed, call.path, step, dtype)
        outputs, callback, changed = call.module.forward(
            inputs, weights[call.group], current, context
        )
        values[call.first : call.last] = outputs
        # The data are the beginning: behind a source there is no way back.
        run.callbacks[number] = callback if call.field is None else None
        if changed:
            run.state[call.group] = {**current, **changed}
    return run


def backward(
    program: Program,
    run: Pass,
    weight_gradients: Sequence[Mapping[str, Array]],
    everything: bool = True,
) -> None:
    """Walk the order back and fill in the gradients of the pass.

    Parameters
    ----------
    run
        The pass, once forward.
    weight_gradients
        Arrays by name, by share group, to which the gradients of the weights are *added*:
        what is shared receives the sum over all that use it.
    everything
        False leaves out gradients that no weight needs, such as those of the data.
    """
    gradients: list[Array | None] = [None] * len(program.specs)
    contributions: list[Array | None] = [None] * len(program.edges)
    for loss in program.losses:
        prediction = run.values[loss.sources[0]]
        if run.values[loss.first] is not None and prediction is not None:
            # The total is the weighted sum of the losses, so this is its derivative.
            gradients[loss.first] = prediction.dtype.type(loss.loss_weight)
    for number in range(len(program.calls) - 1, -1, -1):
        call, callback = program.calls[number], run.callbacks[number]
        errors = tuple(gradients[call.first : call.last])
        if callback is None or not (call.learns or everything):
            continue
        if all(error is None for error in errors):
            continue
        d_inputs, d_weights = callback(errors)
        for name, gradient in d_weights.items():
            total = weight_gradients[call.group][name]
            total += gradient
        for slot, edge, contribution in zip(call.sources, call.edges, d_inputs, strict=True):
            if contribution is None:
                continue
            contributions[edge] = contribution
            so_far = gradients[slot]
            gradients[slot] = contribution if so_far is None else so_far + contribution
    run.gradients, run.contributions = gradients, contributions
