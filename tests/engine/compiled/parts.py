"""A batch computed in parts that tell each other numbers, as several processes would."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.compiled.choice import choose
from guinet.engine.compiled.compiler import Compiler
from guinet.engine.compiled.exchange import Exchange
from guinet.engine.compiled.moment import Moment
from guinet.engine.compiled.part import Part
from guinet.engine.compiled.plan import Plan
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import TOLERANCE, assert_close

__all__ = ["assert_parts_equal_the_whole"]


class _Exchanges:
    """Exchanges of one part, which the others share in the order of the nodes."""

    def __init__(self, shared: list[Array], part: int, barrier: threading.Barrier) -> None:
        self._shared, self._part, self._barrier, self._opened = shared, part, barrier, 0

    def open(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Exchange:
        if self._opened == len(self._shared):
            self._shared.append(np.full((self._barrier.parties, *shape), np.nan, dtype))
        everyone = self._shared[self._opened]
        self._opened += 1
        return Exchange(everyone[self._part, ...], everyone, self._barrier.wait)


def assert_parts_equal_the_whole(
    graph: Graph,
    fields: Mapping[str, FieldSpec],
    counts: Sequence[int],
    *,
    training: bool = True,
    dtype: str = "float64",
) -> None:
    """Hold the sum of the parts against a whole: losses, gradients, measures; and each's state."""
    total = sum(counts)
    whole = Network(graph, fields, total, dtype=dtype, engine="reference")
    batch = random_batch(whole.fields, total, 0)
    loss = whole.forward(batch, training=training)
    whole.backward()
    whole.executor.commit()
    shared: list[Array] = []
    barrier = threading.Barrier(len(counts))
    networks = [Network(graph, fields, total, dtype=dtype) for _ in counts]
    plans: list[Plan] = []
    feeds = []
    for index, network in enumerate(networks):
        part = Part(tuple(counts), index)
        lies = slice(part.first, part.first + part.count)
        samples = network.read({name: array[lies] for name, array in batch.items()})[0]
        program, parameters = network.executor.program, network.executor.parameters
        compiler = Compiler(
            program,
            parameters,
            choose(program, tuple(samples), ()),
            part,
            _Exchanges(shared, index, barrier),
            moment=Moment(0, parameters.dtype),
            training=training,
            kept=(),
        )
        plans.append(compiler.compile())
        feeds.append(samples)
    losses = [0.0] * len(counts)

    def run(part: int) -> None:
        losses[part] = plans[part].forward(feeds[part], observe=True)
        plans[part].backward(observe=True)
        plans[part].commit()

    threads = [threading.Thread(target=run, args=(part,)) for part in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tolerance = TOLERANCE[dtype]
    assert_close("loss", sum(losses), loss, tolerance)
    books = [network.executor.parameters for network in networks]
    known = whole.executor.parameters
    for name, gradient in known.named(known.gradients).items():
        found = sum(book.named(book.gradients)[name] for book in books)
        assert_close(f"gradient of {name}", np.asarray(found), gradient, tolerance, 1.0)
    for book in books:
        for name, array in known.named(known.state).items():
            assert_close(f"state {name}", book.named(book.state)[name], array, tolerance, 1.0)
    measure = plans[0].measure
    measure.values[:] = sum(plan.measure.values for plan in plans)
    measure.contributions[:] = sum(plan.measure.contributions for plan in plans)
    executor = whole.executor
    assert_close("activations", measure.activation_sizes(), executor.activation_sizes(), tolerance)
    assert_close("edges", measure.gradient_sizes(), executor.gradient_sizes(), tolerance, 1.0)
