"""How large the last step of training was beside the weights that it changed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from guinet.gui import format as fmt
from guinet.training.messages import Prepared, Telemetry

__all__ = ["HIGH", "LOW", "StepRange", "ratios_by_path", "step_range"]

LOW, HIGH = 1e-5, 1e-1
"""Beyond these a step is unusual; about 1e-3 is common."""


class StepRange(tuple[float, float]):
    """The smallest and largest step of a node's weights, or of all nodes in a composite."""

    __slots__ = ()

    @property
    def odd(self) -> bool:
        """Whether a step is unusually small or large."""
        return self[0] < LOW or self[1] > HIGH

    def text(self) -> str:
        """Write it with two digits."""
        low, high = fmt.short(self[0]), fmt.short(self[1])
        return low if low == high else f"{low} … {high}"

    def percent(self) -> str:
        """Write it in percent with two digits."""
        low, high = fmt.short(100 * self[0]), fmt.short(100 * self[1])
        return f"{low} %" if low == high else f"{low} … {high} %"

    def words(self, name: str) -> str:
        """Say what it means for the weights of a node."""
        said = f"The last step changed the weights of {name} by {self.text()} of their size."
        if self[1] == 0.0:
            return f"{said} They do not learn: no gradient arrives, or their learning rate is 0."
        if self[0] < LOW:
            return f"{said} That is very little, they hardly learn; about 0.001 is usual."
        if self[1] > HIGH:
            return f"{said} That is very much, they may jump about; about 0.001 is usual."
        return f"{said} About 0.001 is usual."


def ratios_by_path(prepared: Prepared | None, frame: Telemetry | None) -> dict[str, float]:
    """Return ‖Δw‖/‖w‖ of the last observed step by the path of each node with weights.

    Nodes of which it is not known are left out; so are all where the step was one of another
    plan.
    """
    if prepared is None or frame is None or frame.plan != prepared.plan:
        return {}
    pairs = zip(prepared.nodes, frame.updates.tolist(), strict=False)
    return {path: ratio for path, ratio in pairs if not math.isnan(ratio)}


def step_range(ratios: Mapping[str, float], path: str) -> StepRange | None:
    """Return the steps of a node, or of all nodes inside a composite use; None if unknown."""
    if path in ratios:
        return StepRange((ratios[path], ratios[path]))
    inner = f"{path}."
    inside = [ratio for other, ratio in ratios.items() if other.startswith(inner)]
    return StepRange((min(inside), max(inside))) if inside else None
