"""The projections of attention: query, key and value, in as few products as possible."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from guinet.core.sequences.attention import SEPARATE
from guinet.core.types import Array
from guinet.engine.compiled.learned import put
from guinet.engine.compiled.site import Site
from guinet.engine.compiled.tape import Tape
from guinet.modules.sequence.multihead_attention import MultiheadAttention

__all__ = ["InProjection"]


@dataclass(frozen=True)
class _Product:
    """The ports that read one output, and what they make of it.

    Attributes
    ----------
    ports
        In order; E rows of ``matrix``, ``result`` and ``gradient`` belong to each.
    matrix
        [W | b] of these ports, or W; the query's divided by √d.
    x
        The output they read; with its row of ones where there is a bias.
    result, gradient
        matrix · x, and the gradient of that.
    """

    ports: tuple[int, ...]
    matrix: Array
    x: Array
    result: Array
    gradient: Array


class InProjection:
    """q = W_q x_q / √d, k = W_k x_k, v = W_v x_v, the biases included.

    Ports that read one output share a product. Dividing the weights by √d takes less than
    dividing the queries, of which there are as many as positions in the batch.

    Parameters
    ----------
    site, module
        Of the attention.
    """

    def __init__(self, site: Site, module: MultiheadAttention) -> None:
        self._site = site
        self._width = site.inputs[0].layout.shape[1]
        self._bias = module.bias
        names = module.weights(site.call.specs)
        self._weights = {
            name: site.learned.weight(name) for name in names if not name.startswith("out_proj")
        }
        self._is_packed = "in_proj_weight" in names
        self._scale = site.memory.constant(1.0 / math.sqrt(self._width // module.num_heads))
        by_source: defaultdict[int, list[int]] = defaultdict(list)
        for port, slot in enumerate(site.call.sources):
            by_source[slot].append(port)
        self._products = [self._lay_out(tuple(ports)) for ports in by_source.values()]

    def _lay_out(self, ports: tuple[int, ...]) -> _Product:
        tensor, memory = self._site.inputs[ports[0]], self._site.memory
        x = tensor.storage if self._bias else tensor.body
        rows = len(ports) * self._width
        return _Product(
            ports,
            matrix=memory.saved((rows, len(x))),
            x=x,
            result=memory.saved((rows, x.shape[1])),
            gradient=memory.saved((rows, x.shape[1])),
        )

    @property
    def results(self) -> list[Array]:
        """q, k and v, each (E, positions of all samples)."""
        return [product.result[rows] for product, rows in self._places()]

    @property
    def gradients(self) -> list[Array]:
        """Where the gradients of q, k and v are to be written before `backward`."""
        return [product.gradient[rows] for product, rows in self._places()]

    def _places(self) -> list[tuple[_Product, slice]]:
        """Return of each port the product and its rows there."""
        found = {
            port: (product, slice(number * self._width, (number + 1) * self._width))
            for product in self._products
            for number, port in enumerate(product.ports)
        }
        return [found[port] for port in range(3)]

    def forward(self, tape: Tape) -> None:
        """Put the matrices together, and multiply."""
        for port, (product, rows) in enumerate(self._places()):
            for part, columns in self._parts(port, self._weights):
                into = product.matrix[rows, columns]
                if port == 0:
                    tape(np.multiply, part, self._scale, into)
                else:
                    tape(np.copyto, into, part)
        for product in self._products:
            tape(np.dot, product.matrix, product.x, product.result)

    def backward(self, tape: Tape) -> None:
        """Multiply by the transposes."""
        totals, adds = self._weight_gradients()
        scratch = self._site.memory.scratch
        products = {id(p): scratch(p.matrix.shape) for p in self._products}
        for product in self._products:
            tape(np.dot, product.gradient, product.x.T, products[id(product)])
        for port, (product, rows) in enumerate(self._places()):
            d_matrix = products[id(product)]
            if port == 0:
                tape(np.multiply, d_matrix[rows], self._scale, d_matrix[rows])
            for total, columns in self._parts(port, totals):
                put(tape, total, d_matrix[rows, columns], adds)
        for product in self._products:
            self._return(tape, product)

    def _return(self, tape: Tape, product: _Product) -> None:
        dx = self._site.contribution(tape, *product.ports)
        if dx is None:
            return
        inner = product.matrix[:, :-1] if self._bias else product.matrix
        with dx:
            tape(np.matmul, inner.T, product.gradient, dx.whole)
            if len(product.ports) > 1:
                with tape.only_watching():
                    share = self._site.memory.scratch(dx.whole.shape)
                    for number, port in enumerate(product.ports):
                        rows = slice(number * self._width, (number + 1) * self._width)
                        tape(np.matmul, inner[rows].T, product.gradient[rows], share)
                        self._site.watch_edge(tape, port, share)

    def _weight_gradients(self) -> tuple[dict[str, Array], bool]:
        """Return where they go, and whether they are added there."""
        found = {name: self._site.learned.gradient(name) for name in self._weights}
        adds = any(adds for _, adds in found.values())
        return {name: total for name, (total, _) in found.items()}, adds

    def _parts(self, port: int, arrays: dict[str, Array]) -> list[tuple[Array, slice | int]]:
        """Return what belongs to a port, and which columns of its matrix that is."""
        rows = slice(port * self._width, (port + 1) * self._width)
        weight = arrays["in_proj_weight"][rows] if self._is_packed else arrays[SEPARATE[port]]
        parts: list[tuple[Array, slice | int]] = [(weight, slice(0, weight.shape[1]))]
        return [*parts, (arrays["in_proj_bias"][rows], -1)] if self._bias else parts
