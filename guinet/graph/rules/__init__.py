"""The rules: one function each, from the facts about a graph to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guinet.graph.facts import Facts
from guinet.graph.problem import Problem
from guinet.graph.rules.advice import advice
from guinet.graph.rules.composites import composites
from guinet.graph.rules.cycle import cycle
from guinet.graph.rules.data_field import data_field
from guinet.graph.rules.empty import empty
from guinet.graph.rules.ends import ends
from guinet.graph.rules.in_a_row import in_a_row
from guinet.graph.rules.labels import labels
from guinet.graph.rules.mismatch import mismatch
from guinet.graph.rules.missing_input import missing_input
from guinet.graph.rules.names import names
from guinet.graph.rules.no_input import no_input
from guinet.graph.rules.no_loss import no_loss, only_penalties
from guinet.graph.rules.not_installed import not_installed
from guinet.graph.rules.share import share
from guinet.graph.rules.unreachable import unreachable

__all__ = ["RULES", "Rule", "find_problems"]

Rule = Callable[[Facts], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    empty,
    not_installed,
    composites,
    names,
    ends,
    cycle,
    no_input,
    data_field,
    missing_input,
    mismatch,
    share,
    no_loss,
    only_penalties,
    labels,
    advice,
    in_a_row,
    unreachable,
)
"""In the order in which a person would mend what they find."""


def find_problems(facts: Facts) -> tuple[Problem, ...]:
    """Return the findings of all rules, errors before warnings.

    What only bypassed losses need is not executed, so nothing in there is wrong but a name.
    """
    idle = facts.flat.idle
    found = [
        problem
        for rule in RULES
        for problem in rule(facts)
        if problem.path not in idle or problem.rule == "name"
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))
