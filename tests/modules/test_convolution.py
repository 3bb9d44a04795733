"""Convolutions: values worked out by hand, PyTorch's conventions, messages."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Replace, Resize
from guinet.core.context import Context
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.convolution.conv1d import Conv1d
from guinet.modules.convolution.conv2d import Conv2d
from guinet.modules.convolution.conv_transpose1d import ConvTranspose1d
from guinet.modules.convolution.conv_transpose2d import ConvTranspose2d
from tests.modules.refusals import refusal

IMAGE = np.arange(9.0).reshape(1, 1, 3, 3)


def run(module: Module, x: Array, weight: object) -> Array:
    (y,), _, _ = module.forward((x,), {"weight": np.array(weight, float)}, {}, Context())
    return y


def test_a_kernel_looks_for_its_own_pattern_and_is_not_turned_around() -> None:
    module = Conv2d(out_channels=1, kernel_size=2, bias=False)
    np.testing.assert_array_equal(
        run(module, IMAGE, [[[[1, 2], [0, -1]]]])[0, 0], [[-2, 0], [4, 6]]
    )


def test_gradients_are_errors_times_what_the_windows_saw() -> None:
    module = Conv2d(out_channels=1, kernel_size=2)
    weights = {"weight": np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), "bias": np.array([5.0])}
    (y,), backward, _ = module.forward((IMAGE,), weights, {}, Context())
    assert y[0, 0, 0, 0] == 0 + 2 + 9 + 16 + 5
    dy = np.array([[[[1.0, 0.0], [0.0, 10.0]]]])
    (dx,), gradients = backward((dy,))
    np.testing.assert_array_equal(gradients["weight"][0, 0], [[40, 51], [73, 84]])
    np.testing.assert_array_equal(gradients["bias"], [11])
    assert dx is not None
    np.testing.assert_array_equal(dx[0, 0], [[1, 2, 0], [3, 14, 20], [0, 30, 40]])


def test_conv1d_slides_along_time_with_the_features_last() -> None:
    x = np.array([[[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]])
    module = Conv1d(out_channels=1, kernel_size=2, bias=False)
    # The kernel takes the first feature now and the second one a step later.
    np.testing.assert_array_equal(run(module, x, [[[1, 0], [0, 1]]])[0], [[21], [32]])


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
@pytest.mark.parametrize("dilation", [1, 2])
def test_same_keeps_the_size_as_in_pytorch(kernel: int, dilation: int) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    rng = np.random.default_rng(kernel)
    x, weight = rng.normal(size=(2, 2, 5, 6)), rng.normal(size=(3, 2, kernel, kernel))
    module = Conv2d(
        out_channels=3, kernel_size=kernel, dilation=dilation, padding="same", bias=False
    )
    expected = torch.nn.functional.conv2d(
        torch.tensor(x), torch.tensor(weight), padding="same", dilation=dilation
    )
    assert expected.shape[2:] == (5, 6)
    np.testing.assert_allclose(run(module, x, weight), expected.numpy(), atol=1e-12)


def test_an_even_same_kernel_has_its_odd_zero_at_the_end() -> None:
    module = Conv1d(out_channels=1, kernel_size=2, padding="same", bias=False)
    x = np.array([[[1.0], [2.0], [4.0]]])
    np.testing.assert_array_equal(run(module, x, [[[1, 1]]])[0, :, 0], [3, 6, 4])


def test_valid_is_no_padding() -> None:
    inputs = (FieldSpec((2, 6, 5)),)
    assert Conv2d(padding="valid").infer(inputs) == Conv2d(padding=0).infer(inputs)


def test_depthwise_channels_do_not_see_each_other() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 4))
    weight = np.random.default_rng(1).normal(size=(6, 1, 3, 3))
    together = run(Conv2d(out_channels=6, groups=3, bias=False), x, weight)
    for channel in range(3):
        own = slice(2 * channel, 2 * channel + 2)
        alone = run(Conv2d(out_channels=2, bias=False), x[:, channel : channel + 1], weight[own])
        np.testing.assert_allclose(together[:, own], alone, atol=1e-12)


def test_a_transposed_convolution_paints_its_kernel_around_each_pixel() -> None:
    module = ConvTranspose2d(out_channels=1, kernel_size=2, stride=1, bias=False)
    y = run(module, np.array([[[[1.0, 10.0]]]]), [[[[1, 2], [3, 4]]]])
    np.testing.assert_array_equal(y[0, 0], [[1, 12, 20], [3, 34, 40]])


def test_output_padding_chooses_between_the_sizes_that_a_stride_brings_together() -> None:
    for size in (7, 8):
        conv = Conv1d(out_channels=1, kernel_size=3, stride=2, padding=1)
        assert conv.infer((FieldSpec((size, 1)),))[0].shape == (4, 1)
        back = ConvTranspose1d(
            out_channels=1, kernel_size=3, stride=2, padding=1, output_padding=size - 7
        )
        assert back.infer((FieldSpec((4, 1)),))[0].shape == (size, 1)


@pytest.mark.parametrize("kind", [Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d])
@pytest.mark.parametrize("groups", [1, 2])
def test_each_filter_is_what_leads_from_a_channel_to_an_output(kind: type, groups: int) -> None:
    module = kind(out_channels=6, kernel_size=3, padding=2, groups=groups, bias=False)
    rng, window = np.random.default_rng(0), (3,) * module.axes
    transposed = "Transpose" in module.type_name()
    shape = (4, 6 // groups) if transposed else (6, 4 // groups)
    weight = rng.normal(size=(*shape, *window))
    filters = module.filters(weight)
    assert filters.shape == (6, 4 // groups, *window)
    for channel in range(4):
        # A single bright place becomes the kernel itself, turned around by what is not transposed.
        image = np.zeros((1, 4, *(1 + 4 * transposed,) * module.axes))
        image[(0, channel, *(2 * transposed,) * module.axes)] = 1.0
        x = image if module.axes == 2 else image.swapaxes(1, 2)
        y = run(module, x, weight)
        made = y[0] if module.axes == 2 else y[0].T
        for output in range(6):
            group, place = divmod(channel, 4 // groups)
            own = output // (6 // groups) == group
            expected = filters[output, place] if own else np.zeros(window)
            seen = made[output] if transposed else np.flip(made[output])
            np.testing.assert_allclose(seen, expected, atol=1e-12)


@pytest.mark.parametrize("groups", [1, 2])
def test_transposed_is_the_adjoint_of_a_convolution(groups: int) -> None:
    rng = np.random.default_rng(0)
    x, z = rng.normal(size=(2, 4, 7, 5)), rng.normal(size=(2, 6, 4, 2))
    settings = {"stride": 2, "padding": (1, 0), "groups": groups, "bias": False}
    weight = rng.normal(size=(6, 4 // groups, 3, 3))
    y = run(Conv2d(out_channels=6, **settings), x, weight)
    back = run(ConvTranspose2d(out_channels=4, **settings), z, weight)
    assert y.shape == z.shape
    assert np.vdot(y, z) == pytest.approx(np.vdot(x, back), rel=1e-12)


@pytest.mark.parametrize(
    ("module", "shape", "weight", "fans", "products"),
    [
        (Conv2d(out_channels=8), (3, 5, 5), (8, 3, 3, 3), (27, 72), 8 * 9 * 27),
        (Conv2d(out_channels=6, groups=3), (3, 5, 5), (6, 1, 3, 3), (9, 54), 6 * 9 * 9),
        (Conv1d(out_channels=4, padding="same"), (5, 2), (4, 2, 3), (6, 12), 4 * 5 * 6),
        (ConvTranspose2d(out_channels=2), (6, 4, 4), (6, 2, 3, 3), (18, 54), 6 * 16 * 18),
        (ConvTranspose1d(out_channels=4, groups=2), (5, 2), (2, 2, 3), (6, 6), 2 * 5 * 6),
    ],
    ids=lambda value: value.type_name() if isinstance(value, Module) else "",
)
def test_weights_and_cost(
    module: Module,
    shape: tuple[int, ...],
    weight: tuple[int, ...],
    fans: tuple[int, int],
    products: int,
) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    inputs = (FieldSpec(shape),)
    specs = module.weights(inputs)
    assert specs["weight"].shape == weight
    assert (specs["weight"].fan_in, specs["weight"].fan_out) == fans
    assert fans == torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(weight))
    assert specs["bias"].fan_in == fans[0]
    assert module.multiply_adds(inputs) == products


@pytest.mark.parametrize(
    ("module", "shape", "words", "suggestions"),
    [
        (
            Conv2d(out_channels=4),
            (28, 28),
            ["Conv2d reads images N × C × H × W at x and gets N × 28 × 28", "N × 1 × 28 × 28"],
            [Replace("Conv1d", {"kernel_size": 3, "stride": 1, "dilation": 1, "padding": 0})],
        ),
        (
            Conv1d(padding="same"),
            (3, 8, 8),
            ["Conv1d reads sequences N × T × D at x and gets N × 3 × 8 × 8", "Conv2d reads"],
            [Replace("Conv2d", {"kernel_size": 3, "stride": 1, "dilation": 1})],
        ),
        (
            Conv2d(out_channels=4),
            (784,),
            ["Conv2d reads images N × C × H × W at x and gets N × 784", "use Linear"],
            [Replace("Linear", {"out_features": 4})],
        ),
        (ConvTranspose1d(), (2, 3, 4, 5), ["gets N × 2 × 3 × 4 × 5", "Connect seq"], []),
        (
            Conv2d(kernel_size=(5, 3)),
            (3, 4, 4),
            ["The kernel of Conv2d, 5 × 3, is larger than N × 3 × 4 × 4", "kernel_size 4, 3"],
            [Change("kernel_size", "4, 3"), Change("padding", "1, 0")],
        ),
        (
            Conv1d(kernel_size=3, dilation=4, padding=1),
            (6, 3),
            ["The kernel of Conv1d, 9 (spread by its dilation), is larger", "padding is 8"],
            [Change("kernel_size", "2"), Change("padding", "2")],
        ),
        (
            Conv2d(padding="same", stride=(2, 1)),
            (3, 4, 4),
            ["keeps the size with padding same, which needs stride 1", "its stride is 2 × 1"],
            [Change("stride", 1), Change("padding", "1")],
        ),
        (
            Conv2d(out_channels=8, groups=4),
            (6, 8, 8),
            ["divides its channels into 4 groups, and N × 6 × 8 × 8 has 6", "8 channels"],
            [Change("groups", 2), Resize("x", 8)],
        ),
        (
            ConvTranspose2d(out_channels=3, groups=2),
            (4, 8, 8),
            ["into 2 groups, and out_channels is 3", "out_channels 4"],
            [Change("out_channels", 4), Change("groups", 1)],
        ),
        (
            ConvTranspose2d(stride=(2, 1), output_padding=1),
            (4, 8, 8),
            ["output_padding 1 × 1, which must be below its stride, 2 × 1"],
            [Change("output_padding", "1, 0")],
        ),
        (
            ConvTranspose1d(padding=4),
            (4, 3),
            ["cuts off 4 at each end, and nothing would remain of what it makes of N × 4 × 3"],
            [Change("padding", "2")],
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
    for suggestion in error.suggestions:
        if isinstance(suggestion, Change):
            module.replace(**{suggestion.field: suggestion.value}).infer((FieldSpec(shape),))


def test_a_stride_beyond_the_kernel_and_channels_that_come_last_are_remarked() -> None:
    (leap,) = Conv2d(kernel_size=2, stride=(3, 1)).review((FieldSpec((3, 8, 8)),))
    assert "are never seen" in leap.message
    assert leap.suggestions == (Change("stride", "2, 1"),)
    (last,) = Conv2d(padding="same").review((FieldSpec((32, 32, 3)),))
    assert "32 channels of 32 × 3 pixels" in last.message
    assert "N × 3 × 32 × 32" in last.hint
    assert Conv2d().review((FieldSpec((3, 32, 32)),)) == ()


def test_a_stride_that_does_not_divide_the_kernel_is_remarked() -> None:
    (advice,) = ConvTranspose2d(kernel_size=3, stride=2).review((FieldSpec((3, 8, 8)),))
    assert "checkerboard" in advice.message
    assert advice.suggestions == (Change("kernel_size", "4"),)
    assert ConvTranspose2d(kernel_size=4, stride=2).review((FieldSpec((3, 8, 8)),)) == ()
