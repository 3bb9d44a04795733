"""What stands in for a module that is not installed."""

from __future__ import annotations

from guinet.core.fields import IntField, NamesField, TextField
from guinet.core.module import Port
from guinet.graph.json_field import JsonField
from guinet.graph.stand_in import StandIn

__all__ = ["Placeholder"]


class Placeholder(StandIn):
    """Keeps the place, the settings and the wires of a module whose type is not installed.

    A file that mentions such a type opens, shows the node, and is saved again unharmed; the
    graph cannot run until the type is there.
    """

    missing = TextField("", doc="Name of the type that is not installed.")
    raw = JsonField(doc="The settings as they stand in the file.")
    raw_version = IntField(1, doc="The version of the type that wrote the settings.")
    input_names = NamesField((), doc="Input ports in use.")
    output_names = NamesField((), doc="Output ports in use.")

    def input_ports(self) -> tuple[Port, ...]:
        """Return the input ports that edges use; any kind of value fits."""
        return tuple(Port(name, ("float", "index", "class")) for name in self.input_names)

    def output_ports(self) -> tuple[Port, ...]:
        """Return the output ports that edges use."""
        return tuple(Port(name) for name in self.output_names)
