"""What the examples reach, in a few words."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

from guinet.core.resources import resource

__all__ = ["example_result"]

_WORDS = {"r2": "R²"}


def example_result(name: str) -> str:
    """Return the measured result of an example, such as ``98 % accuracy``; empty if there is none.

    It is the median over several seeds, on samples that were kept apart.
    """
    # Imported here: it brings all that examples are made with, which a start can do without.
    from guinet.project.make_examples.promises import PROMISES

    path = resource("help", "results.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if name not in found or name not in PROMISES:
        return ""
    metric, _, of = PROMISES[name].metric.partition(".")
    metric = metric.removeprefix("validation_").removeprefix("train_")
    value = median(found[name]["values"])
    which = f" ({of})" if of else ""
    if metric == "accuracy":
        return f"{100 * value:.3g} % accuracy{which}"
    return f"{_WORDS.get(metric, metric.replace('_', ' '))} {value:.3g}{which}"
