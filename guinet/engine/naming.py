"""From the names that people use to the slots of a program."""

from __future__ import annotations

from collections.abc import Collection

from guinet.core.errors import GuinetError
from guinet.core.fields import shortened
from guinet.engine.program import Call, Program
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
        What the losses hold against a target, by name; where none does, every output that feeds
        nothing but losses and has a value per sample.
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

            if node.bypass is not None and path in self._slots:
                for output in node.bypass.outputs:
                    self._slots.setdefault(f"{path}:{output}", self._slots[path])

        judged = [slot for call in program.losses for slot in _judged(call)]
        losses = {call.path for call in program.losses}
        inner = [call for call in program.calls if call.path not in losses]
        used = {slot for call in inner for slot in call.sources}
        ends = [slot for call in inner for slot in range(call.first, call.last)]
        ends = [slot for slot in ends if slot not in used and program.specs[slot].batched]
        # Of the names of a slot the path alone is the one that people write.
        names = {slot: name for name, slot in self._slots.items() if ":" in name}
        names |= {call.first: call.path for call in program.calls}
        self.predictions = {names[slot]: slot for slot in judged or ends}
        self._compared = {slot for loss in program.losses for slot in (*loss.sources, loss.first)}
        self._compared |= set(self.predictions.values())

    def kept(self, keep: str | Collection[str]) -> set[int]:
        """Return the slots that have to stay: those that are named, and what losses compare.

        Parameters
        ----------
        keep
            As for `guinet.engine.network.Network`.

        Raises
        ------
        GuinetError
            If a name is unknown.
        """
        if keep == "all":
            return self._compared
        if isinstance(keep, str):
            raise GuinetError(f'keep is "all" or a list of names of outputs, not {keep!r}.')
        return self._compared | {self.slot(name) for name in keep}

    def slot(self, name: str) -> int:
        """Return the slot of an output.

        Raises
        ------
        GuinetError
            If there is no such output; the sentence names those that are near.
        """
        if not isinstance(name, str):
            raise GuinetError(f"An output is asked for by its name, not by {shortened(name)}.")
        slot = self._slots.get(name)
        if slot is None:
            path = name.rpartition(":")[0] or name
            ports = [known for known in self._slots if known.startswith(f"{path}:")]
            known = ", ".join(ports or self._paths[:12])
            raise GuinetError(
                f"The network has no output {shortened(name)}; there are: {known or 'none'}."
            )
        return slot


def _judged(loss: Call) -> tuple[int, ...]:
    """Return the slots that a loss holds against its target; none for a penalty."""
    ports = [port.name for port in loss.module.input_ports()]
    if "target" not in ports:
        return ()
    pairs = zip(ports, loss.sources, strict=True)
    return tuple(slot for port, slot in pairs if port != "target")
