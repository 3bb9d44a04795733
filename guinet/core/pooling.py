"""The base of poolings with a window of fixed size: MaxPool and AvgPool."""

from __future__ import annotations

from guinet.core.advice import Change
from guinet.core.category import Category
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField
from guinet.core.spatial import Spatial, sizes_text
from guinet.core.spec import FieldSpec
from guinet.core.tuple_fields import OptionalSizesField, SizesField
from guinet.core.windows import Slide

__all__ = ["Pooling"]


class Pooling(Spatial):
    """A window slides over each channel by itself and makes one value of what it sees.

    The fields are those for images; a module for sequences declares the sizes with one axis.
    """

    category = Category.DOWN_SAMPLING

    kernel_size = SizesField(2, count=2, minimum=1, doc="Size of the window.")
    stride = OptionalSizesField(
        count=2, minimum=1, doc="How far the window moves at each step; none: as its size."
    )
    padding = SizesField(
        0, count=2, doc="Places added around the input; at most half of kernel_size."
    )
    ceil_mode = BoolField(
        False, doc="Whether a last window that reaches beyond the end counts as well."
    )

    @property
    def dilations(self) -> tuple[int, ...]:
        """Distance between neighbours in the window, for each axis."""
        return (1,) * self.axes

    @property
    def strides(self) -> tuple[int, ...]:
        """How far the window moves at each step, for each axis."""
        return self.kernel_size if self.stride is None else self.stride

    def slides(self, sizes: tuple[int, ...]) -> list[Slide]:
        """Return how the window slides along each axis."""
        return [
            Slide.padded(*axis, ceil=self.ceil_mode)
            for axis in zip(
                sizes, self.kernel_size, self.strides, self.dilations, self.padding, strict=True
            )
        ]

    def fitting_slides(self, x: FieldSpec) -> tuple[int, list[Slide]]:
        """Return the channels and the slides over what arrives.

        Raises
        ------
        ShapeError
            If a window does not fit, or would see nothing but padding.
        """
        channels, sizes = self.read(x)
        name = self.type_name()
        half = tuple(kernel // 2 for kernel in self.kernel_size)
        if any(zeros > most for zeros, most in zip(self.padding, half, strict=True)):
            text = type(self).padding.text(tuple(map(min, self.padding, half)))
            raise ShapeError(
                "x",
                f"{name} has padding {sizes_text(self.padding)}, more than half of its "
                f"kernel_size {sizes_text(self.kernel_size)}.",
                f"Use padding {text} at most.",
                (Change("padding", text),),
            )
        slides = self.slides(sizes)
        if any(slide.count < 1 or not slide.inside().any(axis=1).all() for slide in slides):
            smaller = [
                min(slide.kernel, (slide.size - 1) // slide.dilation + 1) for slide in slides
            ]
            text = type(self).kernel_size.text(tuple(smaller))
            raise ShapeError(
                "x",
                f"The window of {name}, {sizes_text(slide.span for slide in slides)}, does not "
                f"fit into {x.text()} with padding {sizes_text(self.padding)}.",
                f"Use kernel_size {text} at most.",
                (Change("kernel_size", text),),
            )
        return channels, slides
