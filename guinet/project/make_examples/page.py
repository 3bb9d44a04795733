"""The help page about the examples: what they show, how to train them, what they reach."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from guinet.project.make_examples.promises import PROMISES, SEEDS, Promise
from guinet.project.project import Project

__all__ = ["examples_page"]

_INTRODUCTION = f"""# The examples

The commands do in a terminal what Play does in the window. The results are those of the last
epoch, in the median over the seeds {SEEDS[0]} to {SEEDS[-1]}.
"""


def examples_page(projects: Mapping[str, Project], results: Mapping[str, Any]) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    projects
        All examples by name.
    results
        What was measured, see `guinet.project.make_examples.measure`.
    """
    parts = [_INTRODUCTION]
    for name, project in projects.items():
        parts.append(f"## {project.title}\n\n{project.description}\n")
        parts.append(f"```\nguinet train example:{name} --seed {SEEDS[0]}\n```\n")
        parts.append(_result(PROMISES[name], results.get(name)))
        parts.append(f"[Open this example](example:{name})\n")
    return "\n".join(parts)


def _result(promise: Promise, measured: Mapping[str, Any] | None) -> str:
    words = promise.metric.replace("_", " ").replace("r2", "R²")
    bound = f"at {'most' if promise.at_most else 'least'} {promise.bound:g}"
    if measured is None:
        return f"Result: {words} {bound}. {promise.remark}".rstrip() + "\n"
    values = measured["values"]
    each = ", ".join(f"{value:.4g}" for value in values)
    return (
        f"Result: {words} {median(values):.4g} ({each}; measured on {measured['date']}), "
        f"promised {bound}. {promise.remark}".rstrip()
        + "\n"
    )
