"""A guinet network run by PyTorch: every node by its own PyTorch form, the graph walked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from guinet.core.gradient_law import port_names
from guinet.core.types import Array
from guinet.engine.network import Network


class TorchNetwork:
    """The same graph with the same weights, in float64; ``nudge`` moves them by that part.

    Attributes
    ----------
    total
        The weighted sum of the losses after the last `forward`.
    """

    def __init__(self, network: Network, nudge: float = 0.0) -> None:
        self.torch = pytest.importorskip("torch", reason="PyTorch is not installed")
        self.network = network
        self._factor = 1.0 + nudge
        self.program = network.executor.program
        self._modules: dict[int, Any] = {}
        self._names: dict[int, Mapping[str, str]] = {}
        self._scope = {
            "torch": self.torch,
            "nn": self.torch.nn,
            "F": self.torch.nn.functional,
            "training": True,
        }
        self._forms = {call.path: call.module.torch_form(call.specs) for call in self.program.calls}
        for call in self.program.calls:
            if call.group and call.group not in self._modules:
                self._adopt(call.group, self._forms[call.path])
        self.total: Any = None

    def forward(self, batch: Mapping[str, Array]) -> float:
        """Walk forward in training mode and return the total loss."""
        samples, _ = self.network.read(batch)
        values: list[Any] = [None] * len(self.program.specs)
        self.total = self.torch.zeros((), dtype=self.torch.float64)
        for call in self.program.calls:
            if call.field is None:
                inputs = [values[slot] for slot in call.sources]
            else:
                inputs = [self.torch.tensor(samples[call.path])]
            tensors = dict(zip(port_names(call.module), inputs, strict=True))
            form = self._forms[call.path]
            if form.constructor is not None:
                tensors["module"] = self._modules.get(call.group) or self._made(form)
            places = {name: name for name in (*tensors, "training")}
            result = eval(form.call.format(**places), self._scope | tensors)
            values[call.first : call.last] = result if isinstance(result, tuple) else [result]
            if call.loss_weight:
                self.total = self.total + call.loss_weight * values[call.first]
        return float(self.total.detach())

    def gradients(self) -> dict[str, Array]:
        """Walk back and return the gradients under guinet's names, one per shared array."""
        if self.total.requires_grad:
            self.total.backward()
        found = {}
        for number, module in self._modules.items():
            parameters = dict(module.named_parameters())
            group = self.program.groups[number]
            for name, spec in group.weights.items():
                grad = parameters[self._names[number][name]].grad
                zeros = self.torch.zeros(spec.shape, dtype=self.torch.float64)
                found[f"{group.members[0].path}.{name}"] = (zeros if grad is None else grad).numpy()
        return found

    def state(self) -> dict[str, Array]:
        """Return the running averages as they are after `forward`, under guinet's names."""
        found = {}
        for number, module in self._modules.items():
            buffers = dict(module.named_buffers())
            group = self.program.groups[number]
            for name in group.state:
                found[f"{group.members[0].path}.{name}"] = buffers[
                    self._names[number][name]
                ].numpy()
        return found

    def _made(self, form: Any) -> Any:
        return eval(form.constructor, dict(self._scope)).to(self.torch.float64).train()

    def _adopt(self, number: int, form: Any) -> None:
        """Make the module of a share group and give it the network's weights and state."""
        made = self._made(form)
        group = self.program.groups[number]
        arrays = {**self.network.weights, **self.network.state}
        own = made.state_dict()
        for name in (*group.weights, *group.state):
            values = arrays[f"{group.members[0].path}.{name}"]
            own[form.parameters[name]] = self.torch.tensor(values * self._factor)
        made.load_state_dict(own)
        self._modules[number], self._names[number] = made, form.parameters
