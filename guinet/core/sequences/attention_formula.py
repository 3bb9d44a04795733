"""The arithmetic of multi-head attention, for people to read.

Rows are positions; h counts the heads, and what has an h is the part of its features.
"""

from __future__ import annotations

from guinet.core.forms import Formula

__all__ = ["ATTENTION_FORMULA"]

ATTENTION_FORMULA = Formula(
    forward=(
        r"q = x_q W_q^{\top} \when{bias}{+ b_q}",
        r"k = x_k W_k^{\top} \when{bias}{+ b_k}",
        r"v = x_v W_v^{\top} \when{bias}{+ b_v}",
        (
            r"A_h = \mathrm{softmax}\left( \frac{q_h k_h^{\top}}{\sqrt{d}}"
            r" \when{causal}{+ M} \right)"
        ),
        r"\when{causal}{M_{ts} = 0 \;\; (s \le t), \quad M_{ts} = -\infty \;\; (s > t)}",
        r"y = [A_1 v_1, \ldots, A_H v_H] W_o^{\top} \when{bias}{+ b_o}",
    ),
    backward=(
        r"g = \frac{\partial L}{\partial y} W_o",
        r"\frac{\partial L}{\partial v_h} = A_h^{\top} g_h",
        r"G_h = \frac{\partial L}{\partial A_h} = g_h v_h^{\top}",
        r"\delta_h = A_h \odot (G_h - \sum_s A_{hs} G_{hs})",
        r"\frac{\partial L}{\partial q_h} = \frac{1}{\sqrt{d}} \delta_h k_h",
        r"\frac{\partial L}{\partial k_h} = \frac{1}{\sqrt{d}} \delta_h^{\top} q_h",
        (
            r"\frac{\partial L}{\partial x_r} = \frac{\partial L}{\partial r} W_r,"
            r" \quad r = q, k, v"
        ),
        (
            r"\frac{\partial L}{\partial W_r} = \left( \frac{\partial L}{\partial r}"
            r" \right)^{\top} x_r, \quad \when{bias}{\frac{\partial L}{\partial b_r} ="
            r" \sum_t \frac{\partial L}{\partial r_t}, \quad} r = q, k, v"
        ),
        (
            r"\frac{\partial L}{\partial W_o} = \left( \frac{\partial L}{\partial y}"
            r" \right)^{\top} [A_1 v_1, \ldots, A_H v_H]"
        ),
        (
            r"\when{bias}{\frac{\partial L}{\partial b_o} ="
            r" \sum_t \frac{\partial L}{\partial y_t}}"
        ),
    ),
)
