"""Poolings, by themselves and behind a convolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.builder import GraphBuilder
from guinet.modules import modules
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.images import (
    FEW,
    MANY,
    Net,
    Step,
    chain,
    conv,
    fields,
    judged,
    kinds,
    pool,
    small_pieces,
    stack,
)
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import around, cut, surroundings
from tests.modules.drawing import configurations

POOLINGS = ("MaxPool2d", "AvgPool2d", "AdaptiveMaxPool2d")


@pytest.mark.parametrize("name", POOLINGS)
@FEW
@given(st.data())
def test_drawn_poolings(name: str, data: st.DataObject) -> None:
    _compare(name, data)


@pytest.mark.many
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", POOLINGS)
@MANY
@given(st.data())
def test_many_drawn_poolings(name: str, data: st.DataObject) -> None:
    _compare(name, data)


def _compare(name: str, data: st.DataObject) -> None:
    module, specs = data.draw(configurations(modules.types()[name]))
    count, training = data.draw(st.integers(1, 4)), data.draw(st.booleans())
    net = around(name, module.settings, specs[0].shape, data.draw(surroundings))
    with data.draw(st.sampled_from((cut, small_pieces)))(border=data.draw(st.integers(0, 2))):
        assert_equal_passes(*net, count=count, training=training)


@pytest.mark.parametrize(
    "module",
    [
        pool(3, stride=1),
        pool(3, stride=2, padding=1, ceil_mode=True),
        pool((2, 3), dilation=2, stride=(1, 2)),
        pool(2, stride=3),
        ("AvgPool2d", {"kernel_size": 3, "stride": 1, "padding": 1}),
        ("AvgPool2d", {"kernel_size": (2, 3), "stride": (1, 2), "count_include_pad": False}),
        ("AvgPool2d", {"kernel_size": 2, "stride": 3}),
        ("AdaptiveMaxPool2d", {"output_size": (3, 7)}),
    ],
)
def test_windows_that_overlap_and_windows_apart(module: Step) -> None:
    for dtype in ("float64", "float32"):
        assert_equal_passes(*stack((2, 9, 7), conv(3), module, conv(2)), dtype=dtype)


@pytest.mark.parametrize(
    ("module", "kernel"),
    [
        ("MaxPool2d", "PairedMaxPoolKernel"),
        (pool(3), "MaxPool2dKernel"),
        (pool(2, padding=1), "MaxPool2dKernel"),
        (pool(2, ceil_mode=True), "MaxPool2dKernel"),
        (("AvgPool2d", {"kernel_size": 3}), "AvgPool2dKernel"),
        (("AdaptiveMaxPool2d", {"output_size": (7, 1)}), "MaxPool2dKernel"),
        (("AdaptiveMaxPool2d", {"output_size": 3}), "ByReference"),
    ],
)
def test_the_kernel_that_suits_is_chosen(module: object, kernel: str) -> None:
    assert kernel in kinds(stack((2, 7, 9), "Tanh", module)).values()  # type: ignore[arg-type]


sizes = st.integers(2, 9)


@FEW
@given(
    st.tuples(st.integers(1, 9), sizes, sizes),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
)
def test_convolution_activation_and_pooling_together(
    shape: tuple[int, ...],
    bias: bool,
    activation: bool,
    twice: bool,
    count: int,
    training: bool,
    small: bool,
) -> None:
    block = [conv(5, bias=bias), *(["ReLU"] if activation else []), "MaxPool2d"]
    again = twice and min(shape[1:]) >= 4
    net = stack(shape, *block, *(block if again else []))
    fused = [kind for kind in kinds(net).values() if kind == "ConvolvedMaxPoolKernel"]
    assert len(fused) == 1 + again
    assert "relu1" not in kinds(net)
    if small:
        with small_pieces():
            assert_equal_passes(*net, count=count, training=training)
    assert_equal_passes(*net, count=count, training=training)
    assert_equal_passes(*net, count=count, training=training, dtype="float32")


def _read_twice(place: str) -> Net:
    """Return conv, relu and pool, of which one output goes elsewhere as well."""
    builder = GraphBuilder()
    ref, ends = builder.add("Input", field="x"), []
    for name in ("conv", "relu", "pool"):
        ref = chain(builder, ref, {"conv": conv(3), "relu": "ReLU", "pool": "MaxPool2d"}[name])
        if name == place:
            ends.append(builder.add("Tanh", ref))
    return judged(builder, ref, *ends), fields((2, 5, 7))


@pytest.mark.parametrize(("place", "fused"), [("conv", False), ("relu", False), ("pool", True)])
@pytest.mark.parametrize("small", [False, True])
def test_what_others_read_is_not_fused_away(place: str, fused: bool, small: bool) -> None:
    net = _read_twice(place)
    assert ("ConvolvedMaxPoolKernel" in kinds(net).values()) is fused
    if small:
        with small_pieces():
            assert_equal_passes(*net)
    assert_equal_passes(*net)


@pytest.mark.parametrize("kept", ["conv2d1", "relu1", "maxpool2d1"])
def test_what_is_kept_is_not_fused_away(kept: str) -> None:
    net = stack((2, 5, 7), conv(3), "ReLU", "MaxPool2d")
    assert ("ConvolvedMaxPoolKernel" in kinds(net, [kept]).values()) is (kept == "maxpool2d1")
    compiled = Network(*net, 3, dtype="float64", keep=[kept])
    reference = Network(*net, 3, dtype="float64", engine="reference")
    batch = random_batch(net[1], 3, 0)
    for network in (compiled, reference):
        network.forward(batch, training=True)
        network.backward()
    np.testing.assert_allclose(compiled.output(kept), reference.output(kept), atol=1e-12)


def test_of_equal_values_the_first_gets_the_gradient() -> None:
    """Images of few grey values: most blocks have their maximum several times."""
    rng = np.random.default_rng(0)
    batch = {"x": rng.integers(0, 2, (4, 1, 6, 8)).astype(float), "y": rng.random((4, 3))}
    same = {"kernel_size": 1, "padding": 0, "out_channels": 2}
    nets = [
        stack((1, 6, 8), ("Conv2d", same), "MaxPool2d"),
        stack((1, 6, 8), ("Conv2d", same), "ReLU", "MaxPool2d"),
        stack((1, 6, 8), ("Conv2d", same), "Tanh", "MaxPool2d"),
        stack((1, 6, 8), ("Conv2d", same), "Tanh", pool(3, stride=2, padding=1)),
        stack((1, 6, 8), conv(2), "ReLU", "MaxPool2d", conv(2)),
    ]
    for net in nets:
        assert_equal_passes(*net, batch=batch)


def test_rows_come_in_as_many_as_the_last_of_three_poolings_wants() -> None:
    for height in (8, 10, 17):
        assert_equal_passes(*stack((8, height, 8), conv(9), "MaxPool2d", "MaxPool2d", "MaxPool2d"))


def test_a_fused_block_predicts_without_remembering_what_it_chose() -> None:
    net = stack((2, 6, 7), conv(3), "ReLU", "MaxPool2d")
    compiled, reference = (
        Network(*net, 3, dtype="float64", engine=engine) for engine in ("compiled", "reference")
    )
    x = {"x": random_batch(net[1], 3, 0)["x"]}
    for name, found in compiled.predict(x).items():
        np.testing.assert_allclose(found, reference.predict(x)[name], atol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_parts_of_a_batch_add_up(dtype: str) -> None:
    net = stack((2, 8, 7), conv(9), "ReLU", "MaxPool2d", conv(5), pool(3, stride=1))
    assert_parts_equal_the_whole(*net, (3, 2), dtype=dtype)
