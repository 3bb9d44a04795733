"""Whether a compiled network computes what the reference computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.model import Graph

TOLERANCE = {"float64": 1e-9, "float32": 2e-5}
"""Of the largest number of a tensor. Rounding alone leaves 1e-6 in float32 (2e-6 for Winograd)."""


def assert_equal_passes(
    graph: Graph,
    fields: Mapping[str, FieldSpec],
    *,
    count: int = 4,
    seed: int = 0,
    training: bool = True,
    dtype: str = "float64",
    batch: Mapping[str, Any] | None = None,
) -> None:
    """Hold one pass of both engines against each other: loss, gradients, state, edges."""
    options: dict[str, Any] = {"seed": seed, "dtype": dtype, "partial": True}
    reference = Network(graph, fields, max(count, 2), engine="reference", **options)
    compiled = Network(graph, fields, max(count, 2), engine="compiled", keep=(), **options)
    given = random_batch(reference.fields, count, seed) if batch is None else batch
    tolerance = TOLERANCE[dtype]
    results = []
    for network in (reference, compiled):
        samples = network.read(given)[0]
        executor = network.executor
        with np.errstate(all="ignore"):
            # Twice: what the first pass left behind must not show in the second.
            for step in (0, 1):
                executor.step = step
                loss = executor.forward(samples, training, observe=True)
                if not np.isnan(loss):
                    executor.backward(everything=True, observe=True)
                executor.commit()
        results.append((loss, executor))
    (loss, known), (other, tried) = results
    assert_close("loss", other, loss, tolerance)
    if np.isnan(loss):
        return
    names = known.parameters.named(known.parameters.gradients)
    found = tried.parameters.named(tried.parameters.gradients)
    largest = max((float(np.abs(g).max(initial=0.0)) for g in names.values()), default=0.0)
    for name, gradient in names.items():
        assert_close(f"gradient of {name}", found[name], gradient, tolerance, largest)
    states = zip(known.parameters.state, tried.parameters.state, strict=True)
    for group, (expected, state) in enumerate(states):
        for name, array in expected.items():
            assert_close(f"state {group}.{name}", state[name], array, tolerance, scale=1.0)
    for name, judged in compiled.names.predictions.items():  # what metrics are made of
        if known.run is not None and known.run.values[judged] is not None:
            assert_close(f"value of {name}", tried.value(judged), known.value(judged), tolerance)
    assert_close("activations", tried.activation_sizes(), known.activation_sizes(), tolerance)
    assert_close("edges", tried.gradient_sizes(), known.gradient_sizes(), tolerance, largest)


def assert_close(
    what: str, found: Array | float, expected: Array | float, tolerance: float, scale: float = 0.0
) -> None:
    """Compare by the largest number of the tensor, or by a larger scale given."""
    a, b = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    assert a.shape == b.shape, f"{what}: shape {a.shape} instead of {b.shape}"
    assert np.array_equal(np.isnan(a), np.isnan(b)), f"{what}: {a} instead of {b}"
    infinite = np.isinf(b)
    assert np.array_equal(a[infinite], b[infinite]), f"{what}: {a} instead of {b}"
    a, b = a[~infinite], b[~infinite]
    largest = max(float(np.nanmax(np.abs(b), initial=0.0)), 1e-12, 1e-3 * scale)
    error = float(np.nanmax(np.abs(a - b), initial=0.0)) / largest
    assert error <= tolerance, f"{what}: off by {error:.2e} of its maximum"
