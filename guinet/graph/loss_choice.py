"""Which loss suits what is to be predicted, and how the Target then writes its classes."""

from __future__ import annotations

from typing import NamedTuple

from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, channels
from guinet.graph.shapes import infer_node
from guinet.modules import modules

__all__ = ["ANSWERS", "LossChoice", "fitting_encoding", "fitting_losses"]

# Probabilities and their logarithms have losses of their own.
_READERS = {"Softmax": "CategoricalCrossEntropy", "LogSoftmax": "NLLLoss"}


ANSWERS = frozenset((*_READERS.values(), "BCELoss"))
"""Losses that read what an activation at the very end made of the scores."""


class LossChoice(NamedTuple):
    """A loss by the name of its type, and the encoding of the Target that it compares with."""

    loss: str
    encoding: str = "one-hot"


def fitting_losses(
    target: FieldSpec | None, prediction: FieldSpec | None = None, last: Module | None = None
) -> tuple[LossChoice, ...]:
    """Return the losses that suit a field, the likeliest first.

    Parameters
    ----------
    target
        The field that is to be predicted; None if the data are not known.
    prediction
        What the network says, as far as it is known.
    last
        The module that says it.
    """
    if target is None or target.kind == "float":
        return (LossChoice("MSELoss"),)
    says = "" if last is None else last.type_name()
    if says in _READERS:
        return (LossChoice(_READERS[says]),)
    # One number decides between two classes.
    pair = len(target.classes or ()) == 2 or target.index_count == 2
    if not pair:
        return (LossChoice("CrossEntropyLoss"),)
    if says == "Sigmoid":
        return (LossChoice("BCELoss", "binary"),)
    single, several = LossChoice("BCEWithLogitsLoss", "binary"), LossChoice("CrossEntropyLoss")
    alone = prediction is not None and bool(prediction.shape) and channels(prediction) == 1
    return (single, several) if alone else (several, single)


def fitting_encoding(loss: Module, prediction: FieldSpec | None, target: FieldSpec) -> str:
    """Return the encoding with which a Target of that field suits a loss and its prediction."""
    source = modules.get("Target")
    if source is None or prediction is None:
        return "one-hot"
    for encoding in ("one-hot", "binary"):
        try:
            (encoded,) = source(encoding=encoding).infer((target,))
            if infer_node(loss, (prediction, encoded)) is not None:
                return encoding
        except ShapeError:
            continue
    return "one-hot"
