"""Backpropagation through time: one direction of one layer of a recurrent module.

The cell (`step`, `step_back`) is the only place where RNN, LSTM and GRU differ. What does not
depend on the step before, the products of the inputs and the gradients of the weights, is one
matrix product over all steps. Sequences are (T, N, D) here, so that a step is one piece of
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from guinet.core.types import Array, Arrays, Gradients

__all__ = ["Cell", "UnrolledBack", "parts", "unroll", "unroll_layer"]


class Cell(Protocol):
    """One step in time and its derivative. The first state is what the cell tells others."""

    def step(self, from_input: Array, from_state: Array, states: Arrays) -> tuple[Arrays, Arrays]:
        """Take one step.

        Parameters
        ----------
        from_input, from_state
            W_ih x + b_ih and W_hh h + b_hh, gates side by side: (N, gates · H).
        states
            The states before, each (N, H).

        Returns
        -------
        states
            The states afterwards.
        kept
            What `step_back` needs.
        """

    def step_back(self, kept: Arrays, d_states: Arrays) -> tuple[Array, Array, Gradients]:
        """Take the step back.

        Parameters
        ----------
        kept
            What `step` kept.
        d_states
            Gradients of the states afterwards.

        Returns
        -------
        d_from_input, d_from_state
            Gradients of the two products.
        d_direct
            Gradients of the states before, as far as they do not pass through ``from_state``;
            None where there is no such way.
        """


UnrolledBack = Callable[[Array | None, Arrays], tuple[Array, Arrays, list[Array]]]
"""From the gradients of all steps (None where unused) and of the end to those of the sequence,
the beginning and the weights."""


def unroll(
    cell: Cell, sequence: Array, begin: Arrays, weights: Sequence[Array], reverse: bool
) -> tuple[Array, Arrays, UnrolledBack]:
    """Read a sequence step by step.

    Parameters
    ----------
    cell
        What happens in a step.
    sequence
        Inputs (T, N, D).
    begin
        The states at the beginning, each (N, H).
    weights
        W_ih (gates · H, D), W_hh (gates · H, H) and, with biases, b_ih and b_hh.
    reverse
        Whether it is read from the last step to the first.

    Returns
    -------
    hidden
        The first state after each step, (T, N, H).
    end
        All states at the end.
    backward
        From the gradients of ``hidden`` (None where nobody used it) and ``end`` to those of
        ``sequence``, ``begin`` and ``weights``.
    """
    w_ih, w_hh, *biases = weights
    count_of_steps, count, width = sequence.shape
    order = range(count_of_steps)[:: -1 if reverse else 1]
    rows = sequence.reshape(-1, width)
    from_input = (rows @ w_ih.T).reshape(count_of_steps, count, -1)
    if biases:
        from_input += biases[0]
    hidden = np.empty((count_of_steps, count, w_hh.shape[1]), sequence.dtype)
    kept: list[Arrays] = [()] * count_of_steps
    states = begin
    for t in order:
        from_state = states[0] @ w_hh.T
        if biases:
            from_state += biases[1]
        states, kept[t] = cell.step(from_input[t], from_state, states)
        hidden[t] = states[0]

    def backward(d_hidden: Array | None, d_end: Arrays) -> tuple[Array, Arrays, list[Array]]:
        d_from_input, d_from_state = np.empty_like(from_input), np.empty_like(from_input)
        d_states = d_end
        for t in reversed(order):
            if d_hidden is not None:
                d_states = (d_states[0] + d_hidden[t], *d_states[1:])
            d_from_input[t], d_from_state[t], d_direct = cell.step_back(kept[t], d_states)
            d_before = d_from_state[t] @ w_hh
            first, *others = d_direct
            if first is not None:
                d_before += first
            d_states = (d_before, *(d for d in others if d is not None))
        first_state = begin[0][np.newaxis]
        around = (hidden[1:], first_state) if reverse else (first_state, hidden[:-1])
        before = np.concatenate(around).reshape(-1, w_hh.shape[1])
        # Backpropagated error times input, summed over all steps by the matrix product.
        input_errors = d_from_input.reshape(-1, w_ih.shape[0])
        state_errors = d_from_state.reshape(-1, w_hh.shape[0])
        d_weights = [input_errors.T @ rows, state_errors.T @ before]
        if biases:
            d_weights += [input_errors.sum(axis=0), state_errors.sum(axis=0)]
        return (input_errors @ w_ih).reshape(sequence.shape), d_states, d_weights

    return hidden, states, backward


def unroll_layer(
    cell: Cell, sequence: Array, begin: Arrays, weights: Sequence[Sequence[Array]]
) -> tuple[Array, Arrays, UnrolledBack]:
    """Read a sequence in one direction or in both, whose states then stand side by side.

    As `unroll`, but states are (N, directions, H), there is a list of weights per direction,
    and the way back returns the gradients of all in one list.
    """
    runs = [
        unroll(cell, sequence, tuple(s[:, place] for s in begin), arrays, reverse=place == 1)
        for place, arrays in enumerate(weights)
    ]
    end = tuple(np.stack([run[1][which] for run in runs], axis=1) for which in range(len(begin)))

    def backward(d_hidden: Array | None, d_end: Arrays) -> tuple[Array, Arrays, list[Array]]:
        d_parts = [None] * len(runs) if d_hidden is None else np.split(d_hidden, len(runs), axis=2)
        found = [
            run[2](d_parts[place], tuple(d[:, place] for d in d_end))
            for place, run in enumerate(runs)
        ]
        d_sequence = sum(one[0] for one in found[1:]) + found[0][0]
        d_begin = tuple(
            np.stack([one[1][which] for one in found], axis=1) for which in range(len(begin))
        )
        return d_sequence, d_begin, [d for one in found for d in one[2]]

    return np.concatenate([run[0] for run in runs], axis=2), end, backward


def parts(gates: Array, count: int) -> list[Array]:
    """Cut (N, count · H) into ``count`` views (N, H)."""
    size = gates.shape[1] // count
    return [gates[:, size * place : size * (place + 1)] for place in range(count)]
