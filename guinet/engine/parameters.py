"""What a network remembers: its weights in one flat array, and its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.context import generator
from guinet.core.errors import GuinetError
from guinet.core.initializers import initialize
from guinet.core.memory import machine_memory
from guinet.core.types import Array
from guinet.engine.program import Group, Program

__all__ = ["Home", "Parameters"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One array under one of its names."""

    path: str
    key: str
    name: str
    array: Array

    @property
    def public(self) -> str:
        return f"{self.path}.{self.name}"

    @property
    def lasting(self) -> str:
        return f"{self.key}.{self.name}"


@dataclass(frozen=True)
class Home:
    """Where parameters lie, if not in memory of their own.

    Attributes
    ----------
    weights, gradients, state
        As in `Parameters`.
    is_new
        Whether they have yet to be given their first values.
    """

    weights: Array
    gradients: Array
    state: list[dict[str, Array]]
    is_new: bool


class Parameters:
    """Weights, their gradients, and state.

    All weights are views into one contiguous array and so are their gradients, which makes
    an optimizer one pass over two arrays. A matrix and its bias lie as one matrix with the
    bias as last column, so that one product serves both.

    Attributes
    ----------
    flat, flat_gradient
        All weights, and all their gradients, one group after the other.
    weights, gradients, state
        Arrays by name, by share group (see `Program.groups`).
    ranges
        Where each group lies in the flat arrays.

    Parameters
    ----------
    program
        Whose weights they are.
    seed, dtype
        Of the first weights.
    home
        Where they lie; None for memory of their own.

    Raises
    ------
    GuinetError
        If the machine has not enough memory for them.
    """

    def __init__(
        self, program: Program, seed: int, dtype: DTypeLike, home: Home | None = None
    ) -> None:
        self._program = program
        self.dtype = np.dtype(dtype)
        sizes = [sum(spec.size for spec in g.weights.values()) for g in program.groups]
        _demand_memory(program, sizes, 2 * self.dtype.itemsize)
        ends = np.cumsum(sizes, dtype=int).tolist()
        self.ranges = tuple(slice(end - size, end) for size, end in zip(sizes, ends, strict=True))
        self.flat = home.weights if home else np.zeros(sum(sizes), self.dtype)
        self.flat_gradient = home.gradients if home else np.zeros_like(self.flat)
        self.weights = self.views(self.flat)
        self.gradients = self.views(self.flat_gradient)
        self.state: list[dict[str, Array]] = (
            home.state
            if home
            else [
                {name: np.empty(spec.shape, self.dtype) for name, spec in group.state.items()}
                for group in program.groups
            ]
        )
        if home is None or home.is_new:
            self._begin(seed)

    def _begin(self, seed: int) -> None:
        """Give everything its first value."""
        groups = self._program.groups
        for group, state in zip(groups, self.state, strict=True):
            for name, kept in group.state.items():
                state[name][...] = kept.value
        for group, weights in zip(groups, self.weights, strict=True):
            for name, spec in group.weights.items():
                # A generator of its own for every array: adding a node moves no other start.
                rng = generator(seed, f"{group.members[0].path}.{name}")
                weights[name][...] = initialize(spec, rng, self.dtype)

    def views(self, flat: Array) -> list[dict[str, Array]]:
        """Return a flat array as the weights' names and shapes, by share group."""
        views: list[dict[str, Array]] = []
        for group, lies in zip(self._program.groups, self.ranges, strict=True):
            named: dict[str, Array] = {}
            rest = flat[lies]
            for name, spec in group.weights.items():
                if name in named:
                    continue
                bias = _bias_of(name, group)
                size = spec.size + (0 if bias is None else spec.shape[0])
                part, rest = rest[:size], rest[size:]
                if bias is None:
                    named[name] = part.reshape(spec.shape)
                else:
                    block = part.reshape(spec.shape[0], -1)
                    named[name], named[bias] = block[:, :-1], block[:, -1]
            views.append({name: named[name] for name in group.weights})
        return views

    def block(self, group: int, weight: str, bias: str) -> Array | None:
        """Return ``[weight | bias]``, one matrix (O, I + 1); None if they do not lie so."""
        return _joined(self.weights[group], weight, bias)

    def block_gradient(self, group: int, weight: str, bias: str) -> Array:
        """Return the gradient of `block`."""
        found = _joined(self.gradients[group], weight, bias)
        if found is None:
            raise KeyError(f"{weight} and {bias} do not lie beside each other")
        return found

    def named(self, arrays: list[dict[str, Array]], by_key: bool = False) -> dict[str, Array]:
        """Return copies by ``path.name``, or by ``key.name``; shared ones as one array."""
        copies = [
            {name: np.array(array, order="C") for name, array in named.items()} for named in arrays
        ]
        return {
            entry.lasting if by_key else entry.public: entry.array
            for entry in self._entries(copies)
        }

    def assign(self, arrays: list[dict[str, Array]], values: Mapping[str, Array]) -> None:
        """Set the arrays named ``path.name``; all of them or, after an error, none.

        Raises
        ------
        GuinetError
            If a name is unknown, a shape is another, or two names of one shared array come
            with different values.
        """
        entries = {entry.public: entry for entry in self._entries(arrays)}
        accepted: dict[int, tuple[str, Array, Array]] = {}
        for name, value in values.items():
            entry = entries.get(name)
            if entry is None:
                raise GuinetError(
                    f"There is no array {name} in this network; there are: "
                    f"{_listed(list(entries))}."
                )
            new = self._fitting(name, value, entry.array)
            twin = accepted.setdefault(id(entry.array), (name, entry.array, new))
            if not np.array_equal(twin[2], new, equal_nan=True):
                raise GuinetError(
                    f"{twin[0]} and {name} share one array, and two different ones are given."
                )
        for _, target, new in accepted.values():
            target[...] = new

    def assign_by_key(
        self, arrays: list[dict[str, Array]], values: Mapping[str, Array]
    ) -> tuple[str, ...]:
        """Set what fits among arrays by ``key.name``, and return the paths that took some.

        A group of which any array has another shape takes nothing: half a module would
        compute neither the old function nor a fresh one.
        """
        taken: list[str] = []
        for group, named in zip(self._program.groups, arrays, strict=True):
            fitting = _first_found(group, named, values)
            for name, value in fitting.items():
                named[name][...] = value
            if fitting:
                taken += [member.path for member in group.members]
        return tuple(taken)

    def _fitting(self, name: str, value: Array, target: Array) -> Array:
        try:
            new = np.asarray(value)
        except ValueError:
            raise GuinetError(f"{name} is not an array: its rows differ in length.") from None
        if new.dtype.kind not in "fiub":
            raise GuinetError(f"{name} holds numbers, and {new.dtype} is given.")
        if new.shape != target.shape:
            raise GuinetError(f"{name} has the shape {target.shape}, and {new.shape} is given.")
        return new.astype(self.dtype)

    def _entries(self, arrays: list[dict[str, Array]]) -> Iterator[_Entry]:
        for group, named in zip(self._program.groups, arrays, strict=True):
            for member in group.members:
                for name, array in named.items():
                    yield _Entry(member.path, member.key, name, array)


def _bias_of(name: str, group: Group) -> str | None:
    """Return the name of the bias (O,) that belongs to a matrix (O, I), if there is one."""
    bias = name.replace("weight", "bias")
    shape = group.weights[name].shape
    if bias == name or bias not in group.weights or len(shape) != 2:
        return None
    return bias if group.weights[bias].shape == shape[:1] else None


def _joined(named: Mapping[str, Array], weight: str, bias: str) -> Array | None:
    """Return the matrix of which these are the first columns and the last one."""
    matrix, column = named[weight], named.get(bias)
    if column is None or matrix.ndim != 2 or column.base is not matrix.base:
        return None
    rows, columns = matrix.shape
    width = (columns + 1) * matrix.itemsize
    if matrix.strides != (width, matrix.itemsize) or column.strides != (width,):
        return None
    return np.lib.stride_tricks.as_strided(matrix, (rows, columns + 1), (width, matrix.itemsize))


def _first_found(
    group: Group, named: Mapping[str, Array], values: Mapping[str, Array]
) -> dict[str, Array]:
    """Return the arrays of the first member that has any, if all of them fit."""
    for member in group.members:
        found = {n: values[f"{member.key}.{n}"] for n in named if f"{member.key}.{n}" in values}
        if found:
            fits = all(np.shape(value) == named[name].shape for name, value in found.items())
            return found if fits else {}
    return {}


def _demand_memory(program: Program, sizes: Sequence[int], bytes_each: int) -> None:
    """Refuse what could never fit, for a system may promise memory that it does not have."""
    need, have = sum(sizes) * bytes_each, machine_memory()
    if have is not None and need > have:
        largest = program.groups[max(range(len(sizes)), key=sizes.__getitem__)].members[0].path
        raise GuinetError(
            f"The weights and their gradients would take {need / 2**30:.3g} GiB and this machine "
            f"has {have / 2**30:.3g}; most belong to {largest}: make it or what it reads narrower."
        )


def _listed(names: list[str], most: int = 12) -> str:
    shown = ", ".join(names[:most]) or "none"
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
