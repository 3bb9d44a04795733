"""Fixed functions of the features: how many, their values with the way back, and their forms.

Each kind works along the last axis. ``compute`` returns the values and a callback from their
gradient to that of x; ``torch`` is an expression in ``{x}``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.monomials import monomial_count, monomials, monomials_back, words
from guinet.core.types import Array

__all__ = ["Features", "Fourier", "Playground", "Polynomial"]

Way = Callable[[Array], Array]


class Features(ABC):
    """A kind of fixed functions."""

    @abstractmethod
    def count(self, features: int) -> int:
        """Return how many there are of so many features."""

    @abstractmethod
    def compute(self, x: Array) -> tuple[Array, Way]:
        """Return the values, and from their gradient that of x."""

    @abstractmethod
    def torch(self, features: int) -> str:
        """Return the values in PyTorch."""

    @abstractmethod
    def onnx(self, features: int) -> OnnxForm:
        """Return the values in ONNX."""


@dataclass(frozen=True)
class Playground(Features):
    """x, the squares, the products of two, sin x: for a plane those of TensorFlow Playground."""

    def count(self, features: int) -> int:
        """Return three per feature and one per pair."""
        return 3 * features + features * (features - 1) // 2

    def compute(self, x: Array) -> tuple[Array, Way]:
        """Take the monomials of degree 2, squares first, and the sine."""
        features = x.shape[-1]
        powers = monomials(x, 2)
        pairs = words(features, 2)
        order = [place for place, (i, j) in enumerate(pairs) if i == j]
        order += [place for place, (i, j) in enumerate(pairs) if i != j]

        def back(dy: Array) -> Array:
            d_second = np.empty_like(powers[1])
            d_second[..., order] = dy[..., features:-features]
            d_powers = np.concatenate([dy[..., :features], d_second], axis=-1)
            dx = monomials_back(x, powers, d_powers)
            dx += dy[..., -features:] * np.cos(x)
            return dx

        return np.concatenate([x, powers[1][..., order], np.sin(x)], axis=-1), back

    def torch(self, features: int) -> str:
        """Return the four parts, joined."""
        products = f"{{x}}[..., torch.combinations(torch.arange({features}))].prod(-1)"
        return f"torch.cat([{{x}}, {{x}} ** 2, {products}, torch.sin({{x}})], dim=-1)"

    def onnx(self, features: int) -> OnnxForm:
        """Return the four parts, joined; a single feature has no products."""
        pairs = [pair for pair in words(features, 2) if pair[0] != pair[1]]
        nodes = [OnnxNode("Mul", ("x", "x"), ("squares",)), OnnxNode("Sin", ("x",), ("waves",))]
        if not pairs:
            return OnnxForm((*nodes, _joined(("x", "squares", "waves"))))
        first, second = np.asarray(pairs, np.int64).T
        nodes += _product("x", "first", "second", "products")
        nodes.append(_joined(("x", "squares", "products", "waves")))
        return OnnxForm(tuple(nodes), {"first": first.copy(), "second": second.copy()})


@dataclass(frozen=True)
class Polynomial(Features):
    """All products of up to ``degree`` factors, see `guinet.core.monomials`."""

    degree: int

    def count(self, features: int) -> int:
        """Return the number of monomials."""
        return monomial_count(features, self.degree)

    def compute(self, x: Array) -> tuple[Array, Way]:
        """Join the degrees."""
        powers = monomials(x, self.degree)
        return np.concatenate(powers, axis=-1), lambda dy: monomials_back(x, powers, dy)

    def torch(self, features: int) -> str:
        """Return the products over combinations, degree by degree."""
        factors = f"torch.combinations(torch.arange({features}), r, True)"
        return (
            f"torch.cat([{{x}}[..., {factors}].prod(-1) for r in range(1, {self.degree + 1})], "
            "dim=-1)"
        )

    def onnx(self, features: int) -> OnnxForm:
        """Return each degree as features times monomials of the degree before."""
        nodes: list[OnnxNode] = []
        constants: dict[str, Array] = {}
        parts = ["x"]
        for power in range(2, self.degree + 1):
            places = {word: place for place, word in enumerate(words(features, power - 1))}
            found = words(features, power)
            constants[f"first{power}"] = np.asarray([word[0] for word in found], np.int64)
            constants[f"rest{power}"] = np.asarray([places[word[1:]] for word in found], np.int64)
            nodes += _product(parts[-1], f"first{power}", f"rest{power}", f"power{power}")
            parts.append(f"power{power}")
        return OnnxForm((*nodes, _joined(parts)), constants)


@dataclass(frozen=True)
class Fourier(Features):
    """Sin kx and cos kx for k = 1 up to ``frequencies``."""

    frequencies: int

    def count(self, features: int) -> int:
        """Return two per feature and frequency."""
        return 2 * self.frequencies * features

    def compute(self, x: Array) -> tuple[Array, Way]:
        """Compute all waves at once, along new axes: k, and sine or cosine."""
        k = np.arange(1, self.frequencies + 1, dtype=x.dtype)[:, None]
        angles = x[..., None, :] * k
        sines, cosines = np.sin(angles), np.cos(angles)
        waves = np.stack([sines, cosines], axis=-2)

        def back(dy: Array) -> Array:
            errors = dy.reshape(waves.shape)
            d_angles = errors[..., 0, :] * cosines - errors[..., 1, :] * sines
            dx: Array = (d_angles * k).sum(axis=-2)
            return dx

        return waves.reshape(*x.shape[:-1], -1), back

    def torch(self, features: int) -> str:
        """Return the waves, k by k."""
        return (
            f"torch.cat([wave(k * {{x}}) for k in range(1, {self.frequencies + 1})"
            " for wave in (torch.sin, torch.cos)], dim=-1)"
        )

    def onnx(self, features: int) -> OnnxForm:
        """Return the waves, k by k."""
        nodes: list[OnnxNode] = []
        constants: dict[str, Array] = {}
        parts = []
        for k in range(1, self.frequencies + 1):
            constants[f"k{k}"] = np.asarray(k, np.float32)
            nodes.append(OnnxNode("Mul", ("x", f"k{k}"), (f"angles{k}",)))
            for op, part in (("Sin", f"sines{k}"), ("Cos", f"cosines{k}")):
                nodes.append(OnnxNode(op, (f"angles{k}",), (part,)))
                parts.append(part)
        return OnnxForm((*nodes, _joined(parts)), constants)


def _product(before: str, first: str, rest: str, product: str) -> list[OnnxNode]:
    along = {"axis": -1}
    return [
        OnnxNode("Gather", ("x", first), (f"{product}_left",), along),
        OnnxNode("Gather", (before, rest), (f"{product}_right",), along),
        OnnxNode("Mul", (f"{product}_left", f"{product}_right"), (product,)),
    ]


def _joined(parts: Sequence[str]) -> OnnxNode:
    return OnnxNode("Concat", tuple(parts), ("y",), {"axis": -1})
