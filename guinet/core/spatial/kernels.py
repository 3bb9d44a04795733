"""The base of all convolutions: kernels that slide, in groups, with a bias."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Any

from guinet.core.advice import Advice, Change, Replace, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField, Field, IntField
from guinet.core.initializers import initializer_field
from guinet.core.spatial.layout import Spatial, sizes_code
from guinet.core.spec import FieldSpec, Specs
from guinet.core.tuple_fields import SizesField
from guinet.core.types import Array
from guinet.core.weight import WeightSpec

__all__ = ["Kernels"]


class Kernels(Spatial):
    """What convolutions and transposed ones have in common: kernels, groups and a bias.

    The fields are those for images; a module for sequences declares the sizes with one axis.
    """

    category = Category.CONVOLUTION
    width_field = "out_channels"

    out_channels = IntField(
        8, minimum=1, maximum=65536, unit="channels", doc="Number of channels of the output."
    )
    kernel_size = SizesField(3, count=2, minimum=1, doc="Size of the window.")
    stride = SizesField(1, count=2, minimum=1, doc="How far the window moves at each step.")
    # Of another type in each of the two; declared here for its place among the fields.
    padding: Field[Any] = SizesField(0, count=2, doc="Zeros around the input.")
    dilation = SizesField(1, count=2, minimum=1, doc="Distance between neighbours in the window.")
    groups = IntField(
        1,
        minimum=1,
        maximum=65536,
        doc="Parts into which the channels are divided; each sees its own part of the input.",
    )
    bias = BoolField(True, doc="Whether a learned constant is added to each output channel.")
    weight_init = initializer_field(doc="How the kernels begin.")
    bias_init = initializer_field(doc="How the bias begins.")

    def kernel_weights(self, first: int, second: int) -> dict[str, WeightSpec]:
        """Return the kernels (first, second, ...) and, if wanted, the bias (out_channels,).

        Fans are counted as in PyTorch: the second axis, and the first, times the kernel's size.
        """
        size = math.prod(self.kernel_size)
        fans = (second * size, first * size)
        shape = (first, second, *self.kernel_size)
        weights = {"weight": WeightSpec(shape, self.weight_init, *fans)}
        if self.bias:
            weights["bias"] = WeightSpec((self.out_channels,), self.bias_init, *fans)
        return weights

    def kernels_as_image(self, weight: Array) -> Array:
        """Return the kernels with two axes of the window."""
        return weight if self.axes == 2 else weight[:, :, None, :]

    @abstractmethod
    def filters(self, weight: Array) -> Array:
        """Return the kernels by what they make: (O, channels that each sees, ...).

        Parameters
        ----------
        weight
            As it is learned.
        """

    def for_features(self) -> tuple[str, tuple[Suggestion, ...]]:
        """Suggest Linear, which needs no neighbours."""
        hint, _ = super().for_features()
        linear = {"out_features": self.out_channels}
        return f"{hint[:-1]}, or use Linear.", (Replace("Linear", linear),)

    def require_groups(self, x: FieldSpec, channels: int) -> None:
        """Refuse channels that the groups do not divide.

        Raises
        ------
        ShapeError
            If the channels of the input, or of the output, are not divisible.
        """
        groups = self.groups
        common = math.gcd(channels, self.out_channels)
        fitting = max(n for n in range(1, min(common, groups) + 1) if common % n == 0)
        change = Change("groups", fitting)
        if channels % groups:
            more = -(-channels // groups) * groups
            raise ShapeError(
                "x",
                f"{self.type_name()} divides its channels into {groups} groups, and {x.text()} "
                f"has {channels}.",
                f"Use groups {fitting}, or give it {more} channels.",
                (change, Resize("x", more)),
            )
        if self.out_channels % groups:
            more = -(-self.out_channels // groups) * groups
            raise ShapeError(
                "x",
                f"{self.type_name()} divides its channels into {groups} groups, and out_channels "
                f"is {self.out_channels}.",
                f"Use out_channels {more}, or groups {fitting}.",
                (Change("out_channels", min(more, 65536)), change),
            )

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on images that seem to have their channels last."""
        (x,) = inputs
        if self.axes == 1 or not (x.shape[0] == x.shape[1] > 4 >= x.shape[2]):
            return ()
        height, width, channels = x.shape
        return (
            Advice(
                "x",
                f"{x.text()} is read as {height} channels of {width} × {channels} pixels, and "
                "looks like an image with its channels last.",
                f"Give the images with their channels first, as N × {channels} × {height} × "
                f"{width}.",
            ),
        )

    def torch_code(self, channels: int, others: str) -> str:
        """Return the call that constructs the module in PyTorch."""
        return (
            f"nn.{self.type_name()}({channels}, {self.out_channels}, "
            f"kernel_size={sizes_code(self.kernel_size)}, stride={sizes_code(self.stride)}, "
            f"{others}, dilation={sizes_code(self.dilation)}, groups={self.groups}, "
            f"bias={self.bias})"
        )
