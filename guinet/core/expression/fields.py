"""The hyperparameters of a module whose arithmetic is typed by a person."""

from __future__ import annotations

import re

from guinet.core.expression.errors import ExpressionError
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.parser import parse
from guinet.core.expression.tree import CONSTANTS
from guinet.core.fields import NamesField, TextField, shortened

__all__ = ["ExpressionField", "InputNamesField"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)
_RESERVED = ("module", "training")  # what a `TorchForm` calls something else
_MOST = 16


class ExpressionField(TextField):
    """A formula; what is none is refused with the place of the mistake."""

    type_name = "expression"

    def __init__(self, default: str, *, doc: str) -> None:
        super().__init__(default, doc=doc, role="formula")

    def parse(self, value: object) -> str:
        """Accept what the grammar reads."""
        text = super().parse(value).strip()
        try:
            parse(text)
        except ExpressionError as error:
            raise ValueError(str(error)) from None
        return text


class InputNamesField(NamesField):
    """Names in a formula that are inputs."""

    def parse(self, value: object) -> tuple[str, ...]:
        """Accept different names that a formula could use."""
        names = super().parse(value)
        if len(names) > _MOST:
            raise ValueError(f"must be at most {_MOST} names, not {len(names)}")
        for name in names:
            fault = _fault(name)
            if fault:
                raise ValueError(f"has {shortened(name)}, which {fault}")
        if len(set(names)) < len(names):
            raise ValueError("must not list a name twice")
        return names


def _fault(name: str) -> str:
    if not _NAME.fullmatch(name):
        return "is no name: letters, digits and _ make one, a letter first"
    if name in FUNCTIONS:
        return "is a function"
    if name in CONSTANTS:
        return "is a number"
    return "means something else in PyTorch" if name in _RESERVED else ""
