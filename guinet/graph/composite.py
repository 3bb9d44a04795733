"""A composite placed in a graph."""

from __future__ import annotations

from typing import Any

from guinet.core.fields import TextField
from guinet.core.module import Module
from guinet.graph.json_field import JsonField
from guinet.graph.stand_in import StandIn

__all__ = ["CompositeUse", "with_setting"]


class CompositeUse(StandIn):
    """Stands for a whole graph, defined once and used many times.

    Its inputs and outputs are the Inlets and Outlets inside. What is changed inside changes at
    every use; the settings shown here are this use's own, and so are its weights.
    """

    # Its ports are known only together with the graph: ask `guinet.graph.ports`.

    definition = TextField("", doc="Id of the composite definition.")
    values = JsonField(doc="Exposed hyperparameters that this use sets, by name.")


def with_setting(module: Module, name: str, value: Any) -> Module:
    """Return the module with one hyperparameter set; of a composite use, an exposed one.

    Raises
    ------
    HyperparameterError
        If there is no such hyperparameter or it refuses the value.
    """
    if isinstance(module, CompositeUse):
        return module.replace(values={**module.values, name: value})
    return module.replace(**{name: value})
