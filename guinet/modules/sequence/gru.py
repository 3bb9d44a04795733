"""GRU: a recurrent network with two gates and no separate cell."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import Formula
from guinet.core.module import Example
from guinet.core.sequences.recurrent import Recurrent
from guinet.core.sequences.unrolled import parts
from guinet.core.spec import FieldSpec, Specs
from guinet.core.stable import sigmoid
from guinet.core.types import Array, Arrays, Gradients

__all__ = ["GRU"]


class GRU(Recurrent):
    """Reads a sequence with a state that each step keeps or replaces, as a gate decides.

    The update gate z mixes the state before with a proposal n; near 1 it keeps the state, and
    the gradient passes the step almost unchanged. The reset gate r says how much of the state
    the proposal may see. It remembers about as well as an LSTM with three quarters of the
    weights.

    ``last`` stands for the whole sequence, ``y`` has the state at every position; h_n is what
    a decoder with ``initial_state`` goes on from.

    Shapes: x (N, T, D); y (N, T, H · directions); last (N, H · directions), for a
    bidirectional module the forward state at the end beside the backward state at the
    beginning; h_n (N, layers · directions, H), batch first, unlike PyTorch. With
    ``initial_state`` h_0 comes in as h_n goes out, else it is 0. weight_ih_l0 (3H, D),
    weight_hh_l0 (3H, H), bias_ih_l0 and bias_hh_l0 (3H,), gates in the order r, z, n; further
    layers ``_l1`` and so on, the backward direction ``_reverse``. Initializers see each gate as
    a matrix of its own, with H outputs; torch.nn.init counts 3H on the stacked one. As in
    PyTorch, r multiplies the state after the matrix, bias included, where the paper multiplies
    before it.
    Source: Cho et al. (2014), Learning Phrase Representations using RNN Encoder-Decoder for
    Statistical Machine Translation. As ``torch.nn.GRU``.
    """

    formula = Formula(
        forward=(
            (
                r"r_t = \sigma(W_{ir} x_t \when{bias}{+ b_{ir}}"
                r" + W_{hr} h_{t-1} \when{bias}{+ b_{hr}})"
            ),
            (
                r"z_t = \sigma(W_{iz} x_t \when{bias}{+ b_{iz}}"
                r" + W_{hz} h_{t-1} \when{bias}{+ b_{hz}})"
            ),
            r"a_t = W_{hn} h_{t-1} \when{bias}{+ b_{hn}}",
            r"n_t = \tanh(W_{in} x_t \when{bias}{+ b_{in}} + r_t \odot a_t)",
            r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
        ),
        backward=(
            (
                r"\delta_{n,t} = (1 - n_t^2) \odot (1 - z_t) \odot"
                r" \frac{\partial L}{\partial h_t}"
            ),
            (
                r"\delta_{z,t} = z_t \odot (1 - z_t) \odot (h_{t-1} - n_t) \odot"
                r" \frac{\partial L}{\partial h_t}"
            ),
            r"\delta_{r,t} = r_t \odot (1 - r_t) \odot a_t \odot \delta_{n,t}",
            r"\delta_t = (\delta_{r,t}, \delta_{z,t}, \delta_{n,t})",
            r"\delta'_t = (\delta_{r,t}, \delta_{z,t}, r_t \odot \delta_{n,t})",
            (
                r"\frac{\partial L}{\partial h_{t-1}} = \frac{\partial L}{\partial y_{t-1}}"
                r" + z_t \odot \frac{\partial L}{\partial h_t} + W_{hh}^{\top} \delta'_t"
            ),
            r"\frac{\partial L}{\partial x_t} = W_{ih}^{\top} \delta_t",
            r"\frac{\partial L}{\partial W_{ih}} = \sum_t \delta_t x_t^{\top}",
            r"\frac{\partial L}{\partial W_{hh}} = \sum_t \delta'_t h_{t-1}^{\top}",
            r"\when{bias}{\frac{\partial L}{\partial b_{ih}} = \sum_t \delta_t}",
            r"\when{bias}{\frac{\partial L}{\partial b_{hh}} = \sum_t \delta'_t}",
        ),
    )
    examples = (
        Example((FieldSpec((5, 3)),), {"hidden_size": 4}),
        Example((FieldSpec((4, 2)),), {"hidden_size": 3, "bidirectional": True, "bias": False}),
        Example((FieldSpec((3, 4)),), {"hidden_size": 2, "num_layers": 2, "dropout": 0.3}),
        Example(
            (FieldSpec((3, 2)), FieldSpec((4, 2), low=-2.0, high=0.5)),
            {"hidden_size": 2, "num_layers": 2, "bidirectional": True, "initial_state": True},
        ),
    )
    gates = 3
    onnx_gates = (1, 0, 2)

    def state_range(self, initial: Specs) -> tuple[float | None, float | None]:
        """Return −1 to 1, widened to what the states begin with: each step is a mean of both."""
        low, high = -1.0, 1.0
        for spec in initial:
            if spec.low is None or spec.high is None:
                return None, None
            low, high = min(low, spec.low), max(high, spec.high)
        return low, high

    def step(self, from_input: Array, from_state: Array, states: Arrays) -> tuple[Arrays, Arrays]:
        """Return the state after one step."""
        (h,) = states
        reset_and_update = slice(0, 2 * self.hidden_size)
        sums = from_input[:, reset_and_update] + from_state[:, reset_and_update]
        r, z = parts(sigmoid(sums), 2)
        seen = parts(from_state, 3)[2]
        n = np.tanh(parts(from_input, 3)[2] + r * seen)
        return (n + z * (h - n),), (r, z, n, seen, h)

    def step_back(self, kept: Arrays, d_states: Arrays) -> tuple[Array, Array, Gradients]:
        """Pass the gradient through the gates; part of it goes straight through z."""
        r, z, n, seen, h = kept
        (dh,) = d_states
        d_proposal = dh * (1 - z) * (1 - n * n)
        d_update = dh * (h - n) * z * (1 - z)
        d_reset = d_proposal * seen * r * (1 - r)
        d_from_input = np.concatenate((d_reset, d_update, d_proposal), axis=1)
        d_from_state = np.concatenate((d_reset, d_update, d_proposal * r), axis=1)
        return d_from_input, d_from_state, (dh * z,)

    def onnx_settings(self) -> dict[str, object]:
        """Return that r multiplies after the matrix."""
        return {"linear_before_reset": 1}
