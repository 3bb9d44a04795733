"""``python -m guinet.project.make_examples.measure [NAME ...]`` trains the examples anew.

The results go to ``resources/help/results.json``, from which the help page about the examples
takes its numbers. It takes some minutes.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from guinet.core.resources import resource
from guinet.project.examples import open_example
from guinet.project.make_examples.promises import PROMISES, SEEDS
from guinet.project.run import train

__all__ = ["measure", "results"]


def results() -> dict[str, Any]:
    """Return what was measured last: by example the date, and the metric by seed."""
    path = resource("help", "results.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def measure(name: str) -> list[float]:
    """Train an example with each seed and return the promised number of the last epochs."""
    metric = PROMISES[name].metric
    return [
        round(float(train(open_example(name), seed=seed).history[-1][metric]), 5) for seed in SEEDS
    ]


if __name__ == "__main__":
    for example in sys.argv[1:] or PROMISES:
        values = measure(example)
        sys.stdout.write(f"{example} {PROMISES[example].metric} {values}\n")
        sys.stdout.flush()
        measured = results() | {example: {"date": date.today().isoformat(), "values": values}}
        ordered = {key: measured[key] for key in PROMISES if key in measured}
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(ordered[key])}" for key in ordered)
        resource("help").joinpath("results.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
