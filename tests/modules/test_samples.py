"""What a module says of the samples of a batch: whether they see each other, and draw."""

from __future__ import annotations

import numpy as np

from guinet.core.context import Context, generator
from guinet.core.gradient_law import Case, draw_case
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.types import Array, Result
from tests.modules.cases import each_case

COUNT, PARTS = 5, (slice(0, 2), slice(2, 5))


@each_case
def test_only_who_says_so_draws(module: Module, specs: Specs) -> None:
    """The numbers of a training step change with the step if, and only if, the module draws."""
    case = draw_case(module, specs, 9)
    first, second = (_forward(module, case, Context(True, step=step))[0] for step in (1, 2))
    is_same = all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert is_same is not module.draws
    calm = [_forward(module, case, Context(False, step=step))[0] for step in (1, 2)]
    assert all(np.array_equal(a, b) for a, b in zip(*calm, strict=True))


@each_case
def test_only_who_says_so_couples_the_samples(module: Module, specs: Specs) -> None:
    """Of two parts of a batch comes what comes of the whole, gradients of weights summed.

    The mean of a loss is that of its parts, each by its share of the samples.
    """
    if not specs or not all(spec.batched for spec in specs):
        return  # What is not of samples cannot couple them.
    case = draw_case(module, specs, COUNT)
    # Random numbers belong to places in the batch: they are compared where none are drawn.
    context = Context(not module.draws)
    whole, parts = _walk(module, case, context, slice(0, COUNT)), {}
    for part in PARTS:
        for name, array in _walk(module, _part(case, part), context, part).items():
            parts.setdefault(name, []).append(array)
    together = {name: _joined(name, arrays) for name, arrays in parts.items()}
    assert whole.keys() == together.keys()
    is_same = all(_close(whole[name], together[name]) for name in whole)
    assert is_same is not module.couples_samples


def _forward(module: Module, case: Case, context: Context) -> Result:
    return module.forward(case.inputs, case.weights, case.state, context)


def _part(case: Case, part: slice) -> Case:
    return Case(tuple(x[part] for x in case.inputs), case.weights, case.state)


def _walk(module: Module, case: Case, context: Context, part: slice) -> dict[str, Array]:
    """Walk forward and back, and name what came of it by how it is to be joined."""
    outputs, backward, state = _forward(module, case, context)
    is_loss = isinstance(module, Loss)
    share = (part.stop - part.start) / COUNT
    rng = generator(3, "errors")
    errors: list[Array] = []
    for y in outputs:
        if is_loss:
            errors.append(np.asarray(1.3 * share))
        else:
            errors.append(rng.standard_normal((COUNT, *y.shape[1:]))[part])
    d_inputs, d_weights = backward(tuple(errors))
    found = {f"sum loss {n}": y * share for n, y in enumerate(outputs) if is_loss}
    found |= {f"rows y{n}": y for n, y in enumerate(outputs) if not is_loss}
    found |= {f"rows dx{n}": dx for n, dx in enumerate(d_inputs) if dx is not None}
    found |= {f"sum dw {name}": dw for name, dw in d_weights.items()}
    return found | {f"each {name}": values for name, values in state.items()}


def _joined(name: str, arrays: list[Array]) -> Array:
    if name.startswith("rows"):
        return np.concatenate(arrays)
    if name.startswith("sum"):
        return np.asarray(sum(arrays))
    return np.stack(arrays)


def _close(whole: Array, parts: Array) -> bool:
    scale = float(np.abs(whole).max(initial=1e-12))
    return bool(np.abs(parts - whole).max(initial=0.0) <= 1e-12 * max(scale, 1.0))
