"""Two activations in a row, of which the second does nothing or does harm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from guinet.core.category import Category
from guinet.core.elementwise import Elementwise
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.remembered import Remembered
from guinet.graph.rules.removal import feeder, remove_from_wire

__all__ = ["in_a_row"]

# Shares of shares are all but equal, however sure the network is.
_SHARES = ("Softmax", "Softmin")
# Where a range has no end, values are tried up to here.
_FAR = 50.0


def in_a_row(facts: Facts) -> Iterator[Problem]:
    """Warn of an activation that changes nothing, or has only a part of its curve to use."""
    for path, node in facts.flat.nodes.items():
        if node.module.category is not Category.ACTIVATION or not node.module.input_ports():
            continue
        source = feeder(facts, path, node.module.input_ports()[0].name)
        before = None if source is None else facts.flat.nodes[source].module
        if source is None or before is None or before.category is not Category.ACTIVATION:
            continue  # what follows needs the curves of both, and few come this far
        if not (_is_activation(node.module) and _is_activation(before)):
            continue
        arriving = facts.inference.inputs.get(path, (None,))[0]
        found = None if arriving is None else _fault(node.module, before, arriving)
        if found is None:
            continue
        what, first_is_at_fault = found
        second, first = remove_from_wire(facts, path), remove_from_wire(facts, source)
        yield Problem(
            path=path,
            port=node.module.input_ports()[0].name,
            severity="warning",
            message=f"{path} follows the activation {source} and {what}.",
            hint="Remove one of the two, or put a Linear or a convolution between them.",
            fixes=(*first, *second) if first_is_at_fault else (*second, *first),
            rule="in-a-row",
        )


@Remembered
def _is_activation(module: Module) -> bool:
    return (
        module.category is Category.ACTIVATION
        and len(module.input_ports()) == 1
        and not _leaves(module, -_FAR, _FAR)
    )


def _fault(module: Module, before: Module, arriving: FieldSpec) -> tuple[str, bool] | None:
    """Return what is wrong with an activation behind another, and whether the first should go."""
    low, high = arriving.low, arriving.high
    if low is None and high is None:
        return None
    if module == before and module.type_name() == "LogSoftmax":
        return "changes nothing: the logarithms of shares stay what they are", False
    if _leaves(module, low, high):
        return f"changes nothing: what arrives is {_range(low, high)}", False
    if module.type_name() in _SHARES and before.type_name() in _SHARES:
        return "makes the shares almost equal, so gradients all but vanish", False
    if not isinstance(module, Elementwise) or low is None or low < 0:
        return None
    bottom, top = module.output_range()
    if bottom is None or top is None:
        return None
    least = float(module.value(np.array([low]))[0])
    # A ReLU in front takes half of the curve away, which is its own fault.
    return f"never answers below {least:.2g}: what arrives is {_range(low, high)}", high is None


def _leaves(module: Module, low: float | None, high: float | None) -> bool:
    """Whether numbers within these bounds pass through an activation as they are."""
    if not isinstance(module, Elementwise):
        return module.type_name() == "Identity"
    start, end = -_FAR if low is None else low, _FAR if high is None else high
    x = np.linspace(start, end, 65)
    return bool(np.array_equal(module.value(x), x))


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    return f"never below {low:g}" if low is not None else f"never above {high:g}"
