"""The base of modules that read a sequence step by step: layers, directions, states."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from itertools import chain
from typing import ClassVar

import numpy as np

from guinet.core.advice import Advice, Change, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField, FloatField, IntField
from guinet.core.forms import OnnxForm, TorchForm
from guinet.core.initializers import Initializer, initializer_field
from guinet.core.initializers.pytorch import Pytorch
from guinet.core.module import Module, Port
from guinet.core.sequences.recurrent_onnx import recurrent_onnx_form
from guinet.core.sequences.sequence import require_sequence
from guinet.core.sequences.unrolled import UnrolledBack, unroll_layer
from guinet.core.spec import FieldSpec, Specs, shape_text
from guinet.core.survival import survival
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Recurrent"]

_INITIAL = {
    "h": Port("h_0", doc="hidden states at the beginning"),
    "c": Port("c_0", doc="cell states at the beginning"),
}


class Recurrent(Module):
    """Reads a sequence step by step: give one step (`step`) and its derivative (`step_back`).

    Both are described in `guinet.core.sequences.unrolled.Cell`.

    Attributes
    ----------
    gates
        Number of blocks of H rows in the weights.
    carried
        States that pass from step to step, ``h`` first.
    onnx_gates
        ONNX's order of the gates, as places in this module's.
    """

    category = Category.SEQUENCE
    outputs: ClassVar[tuple[Port, ...]] = (
        Port("y", doc="states of the top layer at every position"),
        Port("last", doc="state of the top layer at the end"),
        Port("h_n", doc="hidden states of all layers at the end"),
    )
    width_field = "hidden_size"
    gates: ClassVar[int] = 1
    carried: ClassVar[tuple[str, ...]] = ("h",)
    onnx_gates: ClassVar[tuple[int, ...]] = (0,)

    hidden_size = IntField(
        32, minimum=1, maximum=8192, unit="units", doc="Numbers in the state of each layer."
    )
    num_layers = IntField(
        1, minimum=1, maximum=64, unit="layers", doc="Layers, each reading the states of the last."
    )
    bidirectional = BoolField(
        False, doc="Whether a second pass reads backwards; the states of both stand side by side."
    )
    bias = BoolField(True, doc="Whether learned constants are added (two per gate, as PyTorch).")
    dropout = FloatField(
        0.0, minimum=0.0, maximum=1.0, open_maximum=True,
        doc="Probability with which a number between two layers becomes 0 while training.",
    )  # fmt: skip
    initial_state = BoolField(
        False, doc="Whether the states at the beginning come in through ports of their own."
    )
    weight_ih_init = initializer_field(doc="How the weights of the input begin.")
    weight_hh_init = initializer_field(doc="How the weights of the state begin.")
    bias_init = initializer_field(doc="How the biases begin.")

    @abstractmethod
    def step(self, from_input: Array, from_state: Array, states: Arrays) -> tuple[Arrays, Arrays]:
        """Return the states after one step, and what the way back needs."""

    @abstractmethod
    def step_back(self, kept: Arrays, d_states: Arrays) -> tuple[Array, Array, Gradients]:
        """Return the gradients of both products, and the direct ones of the states before."""

    @property
    def directions(self) -> int:
        """Number of passes over the sequence in each layer."""
        return 2 if self.bidirectional else 1

    def input_ports(self) -> tuple[Port, ...]:
        """Return the sequence and, where wanted, a port per state."""
        initial = [_INITIAL[name] for name in self.carried if self.initial_state]
        return (Port("x"), *initial)

    def passes(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the layer and the names of the weights of each pass, in PyTorch's order."""
        kinds = ("weight_ih", "weight_hh", *(("bias_ih", "bias_hh") if self.bias else ()))
        for layer in range(self.num_layers):
            for suffix in (f"_l{layer}", f"_l{layer}_reverse")[: self.directions]:
                yield layer, tuple(kind + suffix for kind in kinds)

    def state_range(self, initial: Specs) -> tuple[float | None, float | None]:
        """Return the range of the hidden states, given the specs at the further ports."""
        return None, None

    @property
    def draws(self) -> bool:
        """With dropout, between the layers."""
        return self.num_layers > 1 and self.dropout > 0.0

    def infer(self, inputs: Specs) -> Specs:
        """Replace the features by the states of the top layer."""
        x, *initial = inputs
        name, hidden = self.type_name(), self.hidden_size
        require_sequence(name, "x", x)
        stacked = (self.num_layers * self.directions, hidden)
        for port, spec in zip(self.input_ports()[1:], initial, strict=True):
            if spec.shape != stacked:
                raise ShapeError(
                    port.name,
                    f"{name} begins with {shape_text(stacked)} (layers and directions, units) at "
                    f"{port.name} and gets {spec.text()}.",
                    "Wire the states of a recurrent module with the same hidden_size, num_layers "
                    "and bidirectional.",
                    self._fitting(spec),
                )
        low, high = self.state_range(tuple(initial))

        def states(*shape: int) -> FieldSpec:
            return FieldSpec(shape, low=low, high=high)

        width = hidden * self.directions
        further = [FieldSpec(stacked) for _ in self.carried[1:]]
        return states(x.shape[0], width), states(width), states(*stacked), *further

    def _fitting(self, spec: FieldSpec) -> tuple[Suggestion, ...]:
        if len(spec.shape) != 2:
            return ()
        count, units = spec.shape
        if count == self.num_layers * self.directions:
            return (Change("hidden_size", units),)
        if units == self.hidden_size and count % self.directions == 0:
            return (Change("num_layers", count // self.directions),)
        return ()

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return weight_ih, weight_hh, bias_ih and bias_hh per layer and direction."""
        hidden, specs = self.hidden_size, {}
        for layer, names in self.passes():
            width = self._width(inputs, layer)
            rows = self.gates * hidden
            for name, shape, initializer in zip(
                names,
                ((rows, width), (rows, hidden), (rows,), (rows,)),
                (self.weight_ih_init, self.weight_hh_init, self.bias_init, self.bias_init),
                strict=False,
            ):
                fan_in = width if name.startswith("weight_ih") else hidden
                specs[name] = WeightSpec(
                    shape, initializer, _fan(initializer, fan_in, hidden), hidden
                )
        return specs

    def _width(self, inputs: Specs, layer: int) -> int:
        return self.hidden_size * self.directions if layer else inputs[0].shape[1]

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Read forwards, and on the way back through time (BPTT), layer by layer."""
        x, *initial = inputs
        count, steps, _ = x.shape
        directions, width = self.directions, self.hidden_size * self.directions
        if not initial:
            stacked = (count, self.num_layers * directions, self.hidden_size)
            initial = [np.zeros(stacked, x.dtype)] * len(self.carried)
        between = (count, self.num_layers - 1, steps, width)
        masks = survival(ctx, self.dropout, between, x.dtype) if self.num_layers > 1 else None
        names = [names for _, names in self.passes()]
        places = [slice(k, k + directions) for k in range(0, len(names), directions)]
        ends: list[Arrays] = []
        backs: list[UnrolledBack] = []
        sequence = np.ascontiguousarray(x.swapaxes(0, 1))
        for layer, own in enumerate(places):
            if layer and masks is not None:
                sequence = sequence * masks[:, layer - 1].swapaxes(0, 1)
            begin = tuple(states[:, own] for states in initial)
            arrays = [[weights[name] for name in group] for group in names[own]]
            sequence, end, back = unroll_layer(self, sequence, begin, arrays)
            ends.append(end)
            backs.append(back)
        y = np.ascontiguousarray(sequence.swapaxes(0, 1))
        last = ends[-1][0].reshape(count, width)
        final = [np.concatenate(layers, axis=1) for layers in zip(*ends, strict=True)]

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            if all(gradient is None for gradient in gradients):
                return (None,) * len(inputs), {}
            dy, d_last, *d_states = gradients
            d_final = [
                np.zeros_like(states) if d is None else d.copy()
                for states, d in zip(final, d_states, strict=True)
            ]
            if d_last is not None:
                d_final[0][:, -directions:] += d_last.reshape(count, directions, -1)
            d_sequence = None if dy is None else dy.swapaxes(0, 1)
            d_begins: list[Arrays] = []
            d_weights: dict[str, Array] = {}
            for layer in reversed(range(self.num_layers)):
                own = places[layer]
                d_end = tuple(d[:, own] for d in d_final)
                d_sequence, d_begin, d_arrays = backs[layer](d_sequence, d_end)
                if layer and masks is not None:
                    d_sequence = d_sequence * masks[:, layer - 1].swapaxes(0, 1)
                d_begins.insert(0, d_begin)
                d_weights.update(zip(chain(*names[own]), d_arrays, strict=True))
            d_x = None if d_sequence is None else d_sequence.swapaxes(0, 1)
            d_initial = [np.concatenate(layers, axis=1) for layers in zip(*d_begins, strict=True)]
            return (d_x, *d_initial[: len(inputs) - 1]), d_weights

        return (y, last, *final), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per weight and position, biases aside."""
        per_step = sum(
            self.gates * self.hidden_size * (self._width(inputs, layer) + self.hidden_size)
            for layer, _ in self.passes()
        )
        return inputs[0].shape[0] * per_step

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on settings that have nothing to act on."""
        found = []
        if self.dropout and self.num_layers == 1:
            found.append(
                Advice(
                    "x",
                    f"The dropout of {self.type_name()} acts between layers, and there is one.",
                    "Use two layers, or a Dropout behind it.",
                    (Change("num_layers", 2), Change("dropout", 0.0)),
                )
            )
        if inputs[0].shape[0] == 1 and not self.initial_state:
            found.append(
                Advice(
                    "x",
                    f"{self.type_name()} gets a single position, so it has nothing to remember.",
                    "Connect a sequence of several positions, or use Linear.",
                )
            )
        return tuple(found)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return PyTorch's module, with batch-first states."""
        settings = {
            "num_layers": self.num_layers,
            "bias": self.bias,
            "batch_first": True,
            # PyTorch warns of a dropout that has nothing to act on.
            "dropout": self.dropout if self.num_layers > 1 else 0.0,
            "bidirectional": self.bidirectional,
        } | self.torch_settings()
        named = ", ".join(f"{name}={value!r}" for name, value in settings.items())
        width = inputs[0].shape[1]
        constructor = f"nn.{self.type_name()}({width}, {self.hidden_size}, {named})"
        turned = [f"{{{p.name}}}.transpose(0, 1).contiguous()" for p in self.input_ports()[1:]]
        begin = "".join(f", {text}" for text in turned)
        if len(turned) > 1:
            begin = f", ({', '.join(turned)})"
        last = f"[-{self.directions}:].transpose(0, 1).flatten(1)"
        if len(self.carried) > 1:
            results = f"lambda y, s: (y, s[0]{last}, s[0].transpose(0, 1), s[1].transpose(0, 1))"
        else:
            results = f"lambda y, h: (y, h{last}, h.transpose(0, 1))"
        call = f"({results})(*{{module}}({{x}}{begin}))"
        return TorchForm(call, constructor, {name: name for name in self.weights(inputs)})

    def torch_settings(self) -> dict[str, object]:
        """Return what the constructor in PyTorch has beyond the common settings."""
        return {}

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return one ONNX operator per layer, with the weights put into its order."""
        return recurrent_onnx_form(
            self.type_name(),
            [names for _, names in self.passes()],
            self.directions,
            self.hidden_size,
            self.onnx_gates,
            [port.name for port in self.input_ports()[1:]],
            [f"{name}_n" for name in self.carried],
            self.onnx_settings(),
        )

    def onnx_settings(self) -> dict[str, object]:
        """Return the attributes of the operator beyond direction and size."""
        return {}


def _fan(initializer: Initializer, fan_in: int, hidden: int) -> int:
    # PyTorch draws all arrays of a recurrent module within ±1/√hidden, whatever their inputs.
    return hidden if isinstance(initializer, Pytorch) else fan_in
