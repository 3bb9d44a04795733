"""Poolings: values worked out by hand, ties, windows beyond the end, messages."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from guinet.core.advice import Change, Replace
from guinet.core.context import Context
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.down_sampling.adaptive_avg_pool2d import AdaptiveAvgPool2d
from guinet.modules.down_sampling.adaptive_max_pool2d import AdaptiveMaxPool2d
from guinet.modules.down_sampling.avg_pool1d import AvgPool1d
from guinet.modules.down_sampling.avg_pool2d import AvgPool2d
from guinet.modules.down_sampling.max_pool1d import MaxPool1d
from guinet.modules.down_sampling.max_pool2d import MaxPool2d
from tests.modules.refusals import refusal


def both_ways(module: Module, x: Array) -> tuple[Array, Array]:
    """Return the output, and the gradient of its sum."""
    (y,), backward, _ = module.forward((x,), {}, {}, Context())
    ((dx,), _) = backward((np.ones_like(y),))
    assert dx is not None
    return y, dx


def test_max_pooling_keeps_the_largest_and_sends_the_gradient_there() -> None:
    x = np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]])
    y, dx = both_ways(MaxPool2d(), x)
    np.testing.assert_array_equal(y[0, 0], [[5, 7]])
    np.testing.assert_array_equal(dx[0, 0], [[0, 1, 0, 0], [0, 0, 0, 1]])


def test_a_value_that_wins_several_windows_gets_all_their_gradients() -> None:
    x = np.array([[[0.0], [9.0], [1.0]]])
    y, dx = both_ways(MaxPool1d(kernel_size=2, stride=1), x)
    np.testing.assert_array_equal(y[0, :, 0], [9, 9])
    np.testing.assert_array_equal(dx[0, :, 0], [0, 2, 0])


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_size": 2},
        {"kernel_size": 3, "stride": 1, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": 2, "stride": 1, "dilation": 2},
    ],
)
def test_ties_go_to_the_first_as_in_pytorch(settings: dict[str, object]) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x = np.random.default_rng(0).integers(0, 2, (3, 2, 6, 6)).astype(float)
    y, dx = both_ways(MaxPool2d(**settings), x)
    tensor = torch.tensor(x, requires_grad=True)
    expected = torch.nn.functional.max_pool2d(tensor, **settings)
    expected.sum().backward()
    np.testing.assert_array_equal(y, expected.detach().numpy())
    np.testing.assert_array_equal(dx, tensor.grad.numpy())


def test_a_tie_goes_to_the_first_row_by_row() -> None:
    _, dx = both_ways(MaxPool2d(), np.array([[[[0.0, 1.0], [1.0, 1.0]]]]))
    np.testing.assert_array_equal(dx[0, 0], [[0, 1], [0, 0]])
    _, dx = both_ways(AdaptiveMaxPool2d(), np.ones((1, 1, 3, 2)))
    np.testing.assert_array_equal(dx[0, 0], [[1, 0], [0, 0], [0, 0]])


def test_padding_never_is_the_maximum_but_counts_in_the_mean() -> None:
    x = np.full((1, 1, 2, 2), -8.0)
    settings = {"kernel_size": 2, "stride": 1, "padding": 1}
    corners = [
        both_ways(module, x)[0][0, 0, 0, 0]
        for module in (
            MaxPool2d(**settings),
            AvgPool2d(**settings),
            AvgPool2d(count_include_pad=False, **settings),
        )
    ]
    assert corners == [-8, -2, -8]


def test_not_a_number_is_passed_on() -> None:
    x = np.array([[[1.0], [np.nan], [2.0], [3.0]]])
    y, _ = both_ways(MaxPool1d(), x)
    assert np.isnan(y[0, 0, 0])
    assert y[0, 1, 0] == 3


CORNERS = [
    (size, kernel, stride, padding)
    for size, kernel, stride, padding in itertools.product(
        range(1, 8), range(1, 5), range(1, 6), range(3)
    )
    if padding <= kernel // 2 and size + 2 * padding >= kernel
]


@pytest.mark.parametrize("counted", [True, False])
def test_windows_beyond_the_end_are_pytorchs(counted: bool) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    for size, kernel, stride, padding in CORNERS:
        x = np.random.default_rng(0).normal(size=(2, size, 1))
        settings = {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": True}
        turned = torch.tensor(x).transpose(1, 2)
        pairs = (
            (MaxPool1d(**settings), torch.nn.MaxPool1d(**settings)),
            (
                AvgPool1d(count_include_pad=counted, **settings),
                torch.nn.AvgPool1d(count_include_pad=counted, **settings),
            ),
        )
        for module, other in pairs:
            expected = other(turned).transpose(1, 2).numpy()
            assert module.infer((FieldSpec((size, 1)),))[0].shape == expected.shape[1:]
            np.testing.assert_allclose(both_ways(module, x)[0], expected, atol=1e-12)


def test_a_mean_shares_the_gradient_equally() -> None:
    x = np.arange(8.0).reshape(1, 1, 2, 4)
    y, dx = both_ways(AvgPool2d(), x)
    np.testing.assert_array_equal(y[0, 0], [[2.5, 4.5]])
    np.testing.assert_array_equal(dx, np.full_like(x, 0.25))


def test_without_a_stride_the_window_moves_by_its_own_size() -> None:
    x = (FieldSpec((1, 9, 8)),)
    assert MaxPool2d(kernel_size=(3, 2)).infer(x)[0].shape == (1, 3, 4)
    assert MaxPool2d(kernel_size=(3, 2), stride=1).infer(x)[0].shape == (1, 7, 7)


def test_adaptive_parts_overlap_where_they_do_not_divide() -> None:
    x = np.arange(5.0).reshape(1, 1, 1, 5)
    y, dx = both_ways(AdaptiveAvgPool2d(output_size=(1, 3)), x)
    np.testing.assert_allclose(y[0, 0], [[0.5, 2.0, 3.5]])
    np.testing.assert_allclose(dx[0, 0], [[1 / 2, 1 / 2 + 1 / 3, 1 / 3, 1 / 3 + 1 / 2, 1 / 2]])
    y, dx = both_ways(AdaptiveMaxPool2d(output_size=(1, 3)), x)
    np.testing.assert_array_equal(y[0, 0], [[1, 3, 4]])
    np.testing.assert_array_equal(dx[0, 0], [[0, 1, 0, 1, 1]])


@pytest.mark.parametrize("size", range(1, 9))
def test_adaptive_parts_are_pytorchs(size: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x = np.random.default_rng(size).normal(size=(2, 2, size, 9 - size))
    for count in range(1, 10):
        wanted = (count, 10 - count)
        for module, other in (
            (AdaptiveAvgPool2d(output_size=wanted), torch.nn.AdaptiveAvgPool2d(wanted)),
            (AdaptiveMaxPool2d(output_size=wanted), torch.nn.AdaptiveMaxPool2d(wanted)),
        ):
            expected = other(torch.tensor(x)).numpy()
            np.testing.assert_allclose(both_ways(module, x)[0], expected, atol=1e-12)


def test_ranges_are_kept_and_zeros_widen_them() -> None:
    x = (FieldSpec((1, 4, 4), low=1.0, high=2.0),)
    padded = {"kernel_size": 3, "padding": 1}

    def spread(module: Module) -> tuple[float | None, float | None]:
        (y,) = module.infer(x)
        return y.low, y.high

    assert spread(MaxPool2d(**padded)) == (1, 2)
    assert spread(AvgPool2d()) == (1, 2)
    assert spread(AvgPool2d(**padded)) == (0, 2)
    assert spread(AvgPool2d(count_include_pad=False, **padded)) == (1, 2)
    assert spread(AdaptiveAvgPool2d()) == (1, 2)


@pytest.mark.parametrize(
    ("module", "shape", "words", "suggestions"),
    [
        (
            MaxPool2d(),
            (5, 3),
            ["MaxPool2d reads images N × C × H × W at x and gets N × 5 × 3", "MaxPool1d reads"],
            [Replace("MaxPool1d", {"kernel_size": 2, "padding": 0, "dilation": 1})],
        ),
        (
            AvgPool1d(),
            (3, 8, 8),
            ["AvgPool1d reads sequences N × T × D at x and gets N × 3 × 8 × 8"],
            [Replace("AvgPool2d", {"kernel_size": 2, "padding": 0})],
        ),
        (AdaptiveAvgPool2d(), (5, 3), ["AdaptiveAvgPool2d reads images", "Connect images"], []),
        (
            AvgPool2d(),
            (64,),
            ["AvgPool2d reads images N × C × H × W at x and gets N × 64", "before it was flat"],
            [],
        ),
        (
            MaxPool2d(kernel_size=(3, 2), padding=(2, 1)),
            (3, 8, 8),
            ["MaxPool2d has padding 2 × 1, more than half of its kernel_size 3 × 2"],
            [Change("padding", "1")],
        ),
        (
            AvgPool2d(kernel_size=4),
            (3, 8, 3),
            ["The window of AvgPool2d, 4 × 4, does not fit into N × 3 × 8 × 3 with padding 0 × 0"],
            [Change("kernel_size", "4, 3")],
        ),
        # Spread by its dilation, the window would see nothing but padding.
        (
            MaxPool1d(kernel_size=2, padding=1, dilation=2),
            (1, 3),
            ["The window of MaxPool1d, 3, does not fit into N × 1 × 3 with padding 1"],
            [Change("kernel_size", "1")],
        ),
    ],
)
def test_mistakes_are_answered_in_words(
    module: Module, shape: tuple[int, ...], words: list[str], suggestions: list[object]
) -> None:
    error = refusal(module, shape)
    for part in words:
        assert part in f"{error.message} {error.hint}"
    assert list(error.suggestions) == suggestions
