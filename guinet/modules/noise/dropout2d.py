"""Dropout2d: silences whole channels of images at random while training."""

from __future__ import annotations

from guinet.core.advice import Advice, Replace
from guinet.core.errors import ShapeError
from guinet.core.forms import Formula, TorchForm
from guinet.core.module import Example
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array
from guinet.modules.noise.dropout import Dropout

__all__ = ["Dropout2d"]


class Dropout2d(Dropout):
    """Sets whole channels of an image to 0 with probability p while training.

    Neighbouring pixels of a channel say nearly the same, so dropping single ones, as Dropout
    does, hides hardly anything behind a convolution. Each sample loses channels of its own;
    what survives is divided by 1 − p. In evaluation everything passes unchanged.

    Shapes: images (N, C, H, W), unchanged. The mask (N, C) is drawn from the seed, the node and
    the step, and is the same in float32 and float64.
    Source: Tompson et al. (2015), Efficient Object Localization Using Convolutional Networks;
    as ``torch.nn.Dropout2d``.
    """

    formula = Formula(
        forward=(
            r"y_{nchw} = \frac{m_{nc}\, x_{nchw}}{1 - p}",
            r"m_{nc} \sim \mathrm{Bernoulli}(1 - p)",
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_{nchw}} ="
                r" \frac{m_{nc}}{1 - p} \frac{\partial L}{\partial y_{nchw}}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((8, 2, 3)),)),
        Example((FieldSpec((3, 4, 4), low=0.0, high=1.0),), {"p": 0.2}),
        Example((FieldSpec((2, 3, 3), low=-1.0),), {"p": 0.0}),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape; images only."""
        (x,) = inputs
        if len(x.shape) != 3:
            raise ShapeError(
                "x",
                f"Dropout2d drops channels of images N × C × H × W and gets {x.text()} at x.",
                "Dropout drops single numbers of any shape.",
                (Replace("Dropout", {"p": self.p}),),
            )
        return super().infer(inputs)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on images of one channel, which are dropped altogether."""
        if inputs[0].shape[0] > 1 or self.is_silent:
            return ()
        return (
            Advice(
                "x",
                "The image has a single channel, so Dropout2d keeps all of a sample or nothing.",
                "Use it behind a convolution with several channels, or Dropout here.",
                (Replace("Dropout", {"p": self.p}),),
            ),
        )

    def mask_shape(self, x: Array) -> tuple[int, ...]:
        """Return how the decisions are laid out: one for each channel of each sample."""
        return (*x.shape[:2], 1, 1)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Dropout2d``."""
        return TorchForm("{module}({x})", f"nn.Dropout2d({self.p!r})")
