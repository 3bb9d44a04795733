"""RNN: the plain recurrent network, one state that is rewritten at every step."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Replace
from guinet.core.fields import ChoiceField
from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.sequences.recurrent import Recurrent
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients

__all__ = ["RNN"]

_LONG = 50


class RNN(Recurrent):
    """Reads a sequence step by step and carries a state from each step to the next.

    The plain recurrent network: the new state is computed from the input at this position and
    the state before, always with the same weights. The state ``last`` has seen everything and
    stands for the whole sequence (a classifier goes behind it); ``y`` has the state at every
    position.

    The way back passes every step again and multiplies by the same matrix each time, so the
    gradient fades or explodes with the length: over more than a few dozen steps prefer LSTM
    or GRU, and clip gradients.

    Shapes: x (N, T, D); y (N, T, H · directions); last (N, H · directions), for a
    bidirectional module the forward state at the end beside the backward state at the
    beginning; h_n (N, layers · directions, H), batch first, unlike PyTorch. With
    ``initial_state`` h_0 comes in as h_n goes out, else it is 0. weight_ih_l0 (H, D),
    weight_hh_l0 (H, H), bias_ih_l0 and bias_hh_l0 (H,), further layers ``_l1`` and so on,
    the backward direction ``_reverse``. The derivative of relu at 0 is 0.
    Source: Elman (1990), Finding Structure in Time; backpropagation through time: Werbos
    (1990). As ``torch.nn.RNN``.
    """

    formula = Formula(
        forward=(
            (
                r"h_t = \when{nonlinearity=tanh}{\tanh}{\mathrm{relu}} \left( W_{ih} x_t"
                r" \when{bias}{+ b_{ih}} + W_{hh} h_{t-1} \when{bias}{+ b_{hh}} \right)"
            ),
        ),
        backward=(
            (
                r"\delta_t = \when{nonlinearity=tanh}{(1 - h_t^2)}{[h_t > 0]} \odot"
                r" \left( \frac{\partial L}{\partial y_t} + W_{hh}^{\top} \delta_{t+1} \right)"
            ),
            r"\frac{\partial L}{\partial x_t} = W_{ih}^{\top} \delta_t",
            r"\frac{\partial L}{\partial W_{ih}} = \sum_t \delta_t x_t^{\top}",
            r"\frac{\partial L}{\partial W_{hh}} = \sum_t \delta_t h_{t-1}^{\top}",
            (
                r"\when{bias}{\frac{\partial L}{\partial b_{ih}} = \frac{\partial L}"
                r"{\partial b_{hh}} = \sum_t \delta_t}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((5, 3)),), {"hidden_size": 4}),
        Example((FieldSpec((4, 2)),), {"hidden_size": 3, "nonlinearity": "relu", "bias": False}),
        Example((FieldSpec((4, 2)),), {"hidden_size": 3, "num_layers": 2, "bidirectional": True}),
        Example(
            (FieldSpec((3, 2)), FieldSpec((2, 3), low=0.0)),
            {
                "hidden_size": 3,
                "bidirectional": True,
                "nonlinearity": "relu",
                "initial_state": True,
            },
        ),
        Example(
            (FieldSpec((3, 2)), FieldSpec((2, 3))),
            {"hidden_size": 3, "num_layers": 2, "dropout": 0.3, "initial_state": True},
        ),
    )

    nonlinearity = ChoiceField("tanh", ("tanh", "relu"), doc="Function that makes the new state.")

    def state_range(self, initial: Specs) -> tuple[float | None, float | None]:
        """Return the range of the nonlinearity."""
        return (-1.0, 1.0) if self.nonlinearity == "tanh" else (0.0, None)

    def step(self, from_input: Array, from_state: Array, states: Arrays) -> tuple[Arrays, Arrays]:
        """Return φ(W_ih x + b_ih + W_hh h + b_hh)."""
        z = from_input + from_state
        h = np.tanh(z) if self.nonlinearity == "tanh" else np.maximum(z, 0)
        return (h,), (h,)

    def step_back(self, kept: Arrays, d_states: Arrays) -> tuple[Array, Array, Gradients]:
        """Multiply by φ', which the new state tells: 1 − h², or 1 where h > 0."""
        (h,), (dh,) = kept, d_states
        dz = dh * (1 - h * h if self.nonlinearity == "tanh" else h > 0)
        return dz, dz, (None,)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on sequences over which the gradient fades."""
        found = super().review(inputs)
        steps = inputs[0].shape[0]
        if steps < _LONG:
            return found
        settings = {k: v for k, v in self.settings.items() if k != "nonlinearity"}
        return (
            *found,
            Advice(
                "x",
                f"The sequence has {steps} positions, and the gradient of an RNN fades or explodes "
                "over so many.",
                "GRU and LSTM remember longer.",
                (Replace("GRU", settings),),
            ),
        )

    def torch_settings(self) -> dict[str, object]:
        """Return the nonlinearity."""
        return {"nonlinearity": self.nonlinearity}

    def onnx_settings(self) -> dict[str, object]:
        """Return the nonlinearity, once per direction."""
        return {"activations": [self.nonlinearity.capitalize()] * self.directions}
