"""LSTM: a recurrent network with a cell that remembers over many steps."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula
from guinet.core.module import Example, Port
from guinet.core.sequences.recurrent import Recurrent
from guinet.core.sequences.unrolled import parts
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import sigmoid
from guinet.core.types import Array, Arrays, Gradients

__all__ = ["LSTM"]


class LSTM(Recurrent):
    """Reads a sequence with a memory that gates open and close, so that it can keep things long.

    Beside the state h it carries a cell c. At each step the forget gate f says how much of the
    cell stays, the input gate i how much of the proposal g is added, the output gate o how
    much of the cell shows as h. Where f is near 1 the cell, and the gradient on its way back,
    pass a step almost unchanged: no matrix multiplies them.

    ``last`` stands for the whole sequence, ``y`` has the state at every position; h_n and c_n
    are what a decoder with ``initial_state`` goes on from.

    Shapes: x (N, T, D); y (N, T, H · directions); last (N, H · directions), for a
    bidirectional module the forward state at the end beside the backward state at the
    beginning; h_n and c_n (N, layers · directions, H), batch first, unlike PyTorch. With
    ``initial_state`` h_0 and c_0 come in likewise, else they are 0. weight_ih_l0 (4H, D),
    weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0 (4H,), gates in the order i, f, g, o;
    further layers ``_l1`` and so on, the backward direction ``_reverse``. Initializers see each
    gate as a matrix of its own, with H outputs; torch.nn.init counts 4H on the stacked one.
    Source: Hochreiter and Schmidhuber (1997), Long Short-Term Memory; the forget gate: Gers et
    al. (2000). As ``torch.nn.LSTM``.
    """

    formula = Formula(
        forward=(
            (
                r"i_t = \sigma(W_{ii} x_t \when{bias}{+ b_{ii}}"
                r" + W_{hi} h_{t-1} \when{bias}{+ b_{hi}})"
            ),
            (
                r"f_t = \sigma(W_{if} x_t \when{bias}{+ b_{if}}"
                r" + W_{hf} h_{t-1} \when{bias}{+ b_{hf}})"
            ),
            (
                r"g_t = \tanh(W_{ig} x_t \when{bias}{+ b_{ig}}"
                r" + W_{hg} h_{t-1} \when{bias}{+ b_{hg}})"
            ),
            (
                r"o_t = \sigma(W_{io} x_t \when{bias}{+ b_{io}}"
                r" + W_{ho} h_{t-1} \when{bias}{+ b_{ho}})"
            ),
            r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
            r"h_t = o_t \odot \tanh(c_t)",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial y_t}"
                r" + W_{hh}^{\top} \delta_{t+1}"
            ),
            r"s_t = o_t \odot (1 - \tanh^2(c_t))",
            (
                r"\frac{\partial L}{\partial c_t} = f_{t+1} \odot"
                r" \frac{\partial L}{\partial c_{t+1}} + s_t \odot \frac{\partial L}{\partial h_t}"
            ),
            (
                r"\delta_{i,t} = i_t \odot (1 - i_t) \odot g_t \odot"
                r" \frac{\partial L}{\partial c_t}"
            ),
            (
                r"\delta_{f,t} = f_t \odot (1 - f_t) \odot c_{t-1} \odot"
                r" \frac{\partial L}{\partial c_t}"
            ),
            r"\delta_{g,t} = (1 - g_t^2) \odot i_t \odot \frac{\partial L}{\partial c_t}",
            (
                r"\delta_{o,t} = o_t \odot (1 - o_t) \odot \tanh(c_t) \odot"
                r" \frac{\partial L}{\partial h_t}"
            ),
            r"\delta_t = (\delta_{i,t}, \delta_{f,t}, \delta_{g,t}, \delta_{o,t})",
            r"\frac{\partial L}{\partial x_t} = W_{ih}^{\top} \delta_t",
            r"\frac{\partial L}{\partial W_{ih}} = \sum_t \delta_t x_t^{\top}",
            r"\frac{\partial L}{\partial W_{hh}} = \sum_t \delta_t h_{t-1}^{\top}",
            (
                r"\when{bias}{\frac{\partial L}{\partial b_{ih}} = \frac{\partial L}"
                r"{\partial b_{hh}} = \sum_t \delta_t}"
            ),
        ),
    )
    outputs = (*Recurrent.outputs, Port("c_n", doc="cell states of all layers at the end"))
    examples = (
        Example((FieldSpec((5, 3)),), {"hidden_size": 4}),
        Example((FieldSpec((4, 2)),), {"hidden_size": 3, "bidirectional": True, "bias": False}),
        Example((FieldSpec((3, 4)),), {"hidden_size": 2, "num_layers": 2, "dropout": 0.3}),
        Example(
            (FieldSpec((3, 2)), FieldSpec((4, 2)), FieldSpec((4, 2))),
            {"hidden_size": 2, "num_layers": 2, "bidirectional": True, "initial_state": True},
        ),
    )
    gates = 4
    carried = ("h", "c")
    onnx_gates = (0, 3, 1, 2)

    def state_range(self, initial: Specs) -> tuple[float | None, float | None]:
        """Return −1 to 1: a gate times a tanh."""
        return -1.0, 1.0

    def step(self, from_input: Array, from_state: Array, states: Arrays) -> tuple[Arrays, Arrays]:
        """Return h and c after one step."""
        _, c_before = states
        z = from_input + from_state
        i, f, _, o = parts(sigmoid(z), 4)
        g = np.tanh(parts(z, 4)[2])
        c = f * c_before + i * g
        squashed = np.tanh(c)
        return (o * squashed, c), (i, f, g, o, c_before, squashed)

    def step_back(self, kept: Arrays, d_states: Arrays) -> tuple[Array, Array, Gradients]:
        """Pass the gradient through the gates; that of the cell goes on through f."""
        i, f, g, o, c_before, squashed = kept
        dh, dc = d_states
        dc = dc + dh * o * (1 - squashed * squashed)
        dz = np.concatenate(
            (
                dc * g * i * (1 - i),
                dc * c_before * f * (1 - f),
                dc * i * (1 - g * g),
                dh * squashed * o * (1 - o),
            ),
            axis=1,
        )
        return dz, dz, (None, dc * f)
