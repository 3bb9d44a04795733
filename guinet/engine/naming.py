"""From the names that people use to the slots of a program."""

from __future__ import annotations

from guinet.core.errors import GuinetError
from guinet.engine.program import Program
from guinet.graph.flat import FlatGraph
from guinet.modules.composite.outlet import Outlet

__all__ = ["SlotNames"]


class SlotNames:
    """Finds an output by ``path`` or ``path:port``.

    A path without a port means the first output. A composite has no node of its own among
    those that run; its outputs are those of its Outlet nodes.

    Attributes
    ----------
    predictions
        What the losses judge, by name; without a loss, every output that feeds nothing and
        has a value per sample.
    """

    def __init__(self, program: Program, flat: FlatGraph) -> None:
        self._slots: dict[str, int] = {}
        for call in program.calls:
            for slot, port in enumerate(call.module.output_ports(), start=call.first):
                self._slots[f"{call.path}:{port.name}"] = slot
                self._slots.setdefault(call.path, slot)
        self._paths = tuple(call.path for call in program.calls)
        for path, node in flat.nodes.items():
            composite, _, name = path.rpartition(".")
            if composite and isinstance(node.module, Outlet) and path in self._slots:
                self._slots[f"{composite}:{name}"] = self._slots[path]
                self._slots.setdefault(composite, self._slots[path])

        judged = [call.sources[0] for call in program.losses]
        used = set(program.edge_slots)
        ends = [n for n, spec in enumerate(program.specs) if n not in used and spec.batched]
        # Of the names of a slot the path alone is the one that people write.
        names = {slot: name for name, slot in self._slots.items() if ":" in name}
        names |= {call.first: call.path for call in program.calls}
        self.predictions = {names[slot]: slot for slot in judged or ends}

    def slot(self, name: str) -> int:
        """Return the slot of an output.

        Raises
        ------
        GuinetError
            If there is no such output; the sentence names those that are near.
        """
        slot = self._slots.get(name)
        if slot is None:
            path = name.rpartition(":")[0] or name
            ports = [known for known in self._slots if known.startswith(f"{path}:")]
            known = ", ".join(ports or self._paths[:12])
            raise GuinetError(f"The network has no output {name!r}; there are: {known or 'none'}.")
        return slot
