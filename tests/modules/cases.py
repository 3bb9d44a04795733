"""Every module with the configurations that it declares, and what a sentence for people is."""

from __future__ import annotations

import re

import pytest

from guinet.modules import modules

__all__ = ["MODES", "TYPES", "each_case", "each_type", "in_words"]

TYPES = list(modules.types().values())
CASES = [
    pytest.param(module_type(**example.settings), example.inputs, id=f"{name}-{number}")
    for name, module_type in modules.types().items()
    for number, example in enumerate(module_type.examples)
]
each_type = pytest.mark.parametrize("module_type", TYPES, ids=lambda t: t.type_name())
each_case = pytest.mark.parametrize(("module", "specs"), CASES)
MODES = (False, True)
"""Evaluation and training. Loops are within the tests: thousands of tests cost more than the laws;
what failed stands in a traceback, in the arguments of the function called."""


def in_words(text: str) -> None:
    """Demand a sentence for a person: no shape tuples, no message of a library."""
    assert re.fullmatch(r"[A-Z][^\n]{10,300}\.", text), text
    assert not re.search(r"\(\d+, ?\d*\)|broadcast|operand|ndarray|dtype|NoneType", text), text
