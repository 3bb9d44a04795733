"""Up-sampling: values worked out by hand, PyTorch's conventions, messages."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Resize
from guinet.core.context import Context
from guinet.core.module import Module
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.modules.up_sampling.pixel_shuffle import PixelShuffle
from guinet.modules.up_sampling.pixel_unshuffle import PixelUnshuffle
from guinet.modules.up_sampling.upsample import Upsample
from tests.modules.refusals import refusal


def run(module: Module, x: Array) -> Array:
    (y,), _, _ = module.forward((x,), {}, {}, Context())
    return y


def test_nearest_repeats_each_pixel() -> None:
    x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    y = run(Upsample(scale_factor=(1, 2)), x)
    np.testing.assert_array_equal(y[0, 0], [[1, 1, 2, 2], [3, 3, 4, 4]])


def test_the_gradient_of_a_repeated_pixel_is_that_of_its_copies_together() -> None:
    x = np.ones((1, 1, 1, 2))
    _, backward, _ = Upsample(scale_factor=(1, 2)).forward((x,), {}, {}, Context())
    ((dx,), _) = backward((np.array([[[[1.0, 2.0, 30.0, 40.0]]]]),))
    assert dx is not None
    np.testing.assert_array_equal(dx[0, 0], [[3, 70]])


def test_bilinear_with_and_without_aligned_corners() -> None:
    x = np.array([[[[0.0, 4.0]]]])
    settings = {"scale_factor": (1, 2), "mode": "bilinear"}
    edges = run(Upsample(**settings), x)
    np.testing.assert_allclose(edges[0, 0], [[0, 1, 3, 4]])
    corners = run(Upsample(align_corners=True, **settings), x)
    np.testing.assert_allclose(corners[0, 0], [[0, 4 / 3, 8 / 3, 4]])


@pytest.mark.parametrize("mode", ["nearest", "bilinear", "aligned"])
def test_any_size_is_pytorchs(mode: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    settings = {"mode": "bilinear", "align_corners": mode == "aligned"}
    if mode == "nearest":
        settings = {"mode": "nearest"}
    rng = np.random.default_rng(0)
    for old in range(1, 8):
        x = rng.normal(size=(1, 2, old, 8 - old))
        for new in range(1, 17):
            size = (new, 17 - new)
            expected = torch.nn.functional.interpolate(torch.tensor(x), size=size, **settings)
            y = run(Upsample(size=size, **settings), x)
            np.testing.assert_allclose(y, expected.numpy(), atol=1e-12)


def test_a_size_overrules_the_factor() -> None:
    x = (FieldSpec((3, 4, 4), low=0.0, high=1.0),)
    assert Upsample(scale_factor=3).infer(x)[0] == FieldSpec((3, 12, 12), low=0.0, high=1.0)
    assert Upsample(scale_factor=3, size=(5, 2)).infer(x)[0].shape == (3, 5, 2)


def test_pixel_shuffle_lays_channels_out_row_by_row() -> None:
    x = np.arange(8.0).reshape(1, 8, 1, 1)
    y = run(PixelShuffle(), x)
    np.testing.assert_array_equal(y[0], [[[0, 1], [2, 3]], [[4, 5], [6, 7]]])
    np.testing.assert_array_equal(run(PixelUnshuffle(), y), x)


@pytest.mark.parametrize(
    ("module", "shape", "words", "suggestions"),
    [
        (
            PixelShuffle(),
            (6, 4, 4),
            ["PixelShuffle with upscale_factor 2 makes one channel of 4, and N × 6 × 4 × 4 has 6"],
            [Resize("x", 8)],
        ),
        (
            PixelUnshuffle(downscale_factor=4),
            (1, 6, 8),
            ["PixelUnshuffle has downscale_factor 4", "gets N × 1 × 6 × 8", "downscale_factor 2"],
            [Change("downscale_factor", 2)],
        ),
        (Upsample(), (5, 3), ["Upsample reads images N × C × H × W at x and gets N × 5 × 3"], []),
        (Upsample(), (5,), ["gets N × 5", "connect an image from before it was flattened"], []),
    ],
)
def test_mistakes_are_answered_in_words(
    module: Module, shape: tuple[int, ...], words: list[str], suggestions: list[object]
) -> None:
    error = refusal(module, shape)
    for part in words:
        assert part in f"{error.message} {error.hint}"
    assert list(error.suggestions) == suggestions
