"""Dropout and noise in a plan: the numbers that the modules draw, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled.kernel import Kernel
from guinet.engine.compiled.kernels.noise import (
    AlphaDropoutKernel,
    Dropout2dKernel,
    DropoutKernel,
    GaussianNoiseKernel,
)
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import around, cut, kernel_of, surroundings

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
MANY = settings(max_examples=1500, deadline=None, database=None)

CASES: list[tuple[str, dict[str, Any], type[Kernel]]] = [
    ("AlphaDropout", {"p": 0.3}, AlphaDropoutKernel),
    ("Dropout", {"p": 0.4}, DropoutKernel),
    ("Dropout", {"p": 0.0}, DropoutKernel),
    ("Dropout2d", {"p": 0.4}, Dropout2dKernel),
    ("GaussianNoise", {"std": 0.7}, GaussianNoiseKernel),
    ("GaussianNoise", {"std": 0.0}, GaussianNoiseKernel),
]
SHAPES: tuple[tuple[int, ...], ...] = ((3,), (4, 2), (2, 3, 4))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, Any], type[Kernel], tuple[int, ...]]:
    """Draw a module and a shape that it reads."""
    name, options, kernel = draw(st.sampled_from(CASES))
    shape = SHAPES[2] if name == "Dropout2d" else draw(st.sampled_from(SHAPES))
    return name, options, kernel, shape


@FEW
@given(
    cases(), surroundings, st.integers(1, 4), st.booleans(),
    st.sampled_from(("float64", "float32")), st.integers(0, 9),
)  # fmt: skip
def test_noise_equals_the_reference(
    case: tuple[str, dict[str, Any], type[Kernel], tuple[int, ...]], place: tuple[str, str],
    count: int, training: bool, dtype: str, seed: int,
) -> None:  # fmt: skip
    name, options, kernel, shape = case
    graph, fields = around(name, options, shape, place)
    assert kernel_of(graph, fields) is kernel
    assert_equal_passes(graph, fields, count=count, seed=seed, training=training, dtype=dtype)


@settings(FEW, max_examples=30)
@given(cases(), surroundings, st.integers(0, 1))
def test_noise_in_small_pieces_equals_the_reference(
    case: tuple[str, dict[str, Any], type[Kernel], tuple[int, ...]], place: tuple[str, str],
    border: int,
) -> None:  # fmt: skip
    graph, fields = around(case[0], case[1], case[3], place, uses=2)
    with cut(48, border):
        assert_equal_passes(graph, fields, count=3)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(cases(), surroundings, st.integers(1, 40), st.booleans(), st.integers(0, 999))
def test_many_noises_equal_the_reference(
    case: tuple[str, dict[str, Any], type[Kernel], tuple[int, ...]], place: tuple[str, str],
    count: int, training: bool, seed: int,
) -> None:  # fmt: skip
    graph, fields = around(case[0], case[1], case[3], place)
    assert_equal_passes(graph, fields, count=count, seed=seed, training=training)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_parts_of_a_batch_see_their_part_of_the_noise(
    case: tuple[str, dict[str, Any], type[Kernel]],
) -> None:
    for shape in SHAPES[2:] if case[0] == "Dropout2d" else SHAPES:
        assert_parts_equal_the_whole(*around(case[0], case[1], shape), (2, 3))


def test_each_step_draws_anew() -> None:
    b = GraphBuilder()
    noisy = b.add("GaussianNoise", b.add("Dropout", b.add("Input"), name="dropped"), name="noisy")
    b.add("MSELoss", b.add("Linear", noisy, out_features=1), b.add("Target"))
    fields = {"x": FieldSpec((6,)), "y": FieldSpec((1,))}
    nets = [
        Network(b.build(), fields, 4, engine=engine, keep=["dropped", "noisy"])
        for engine in ("compiled", "reference")
    ]
    trainers = [net.trainer("sgd", 0.0) for net in nets]
    seen = []
    for _ in range(3):
        for trainer in trainers:
            trainer.step({"x": np.ones((4, 6)), "y": np.zeros((4, 1))})
        seen.append(nets[0].output("noisy"))
        for name in ("dropped", "noisy"):
            np.testing.assert_array_equal(nets[0].output(name), nets[1].output(name))
    assert len({array.tobytes() for array in seen}) == 3
