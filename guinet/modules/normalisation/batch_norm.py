"""BatchNorm: mean 0 and deviation 1 for each feature, measured on the batch."""

from __future__ import annotations

import numpy as np

from guinet.core.forms import OnnxForm, OnnxNode
from guinet.core.module import Example
from guinet.core.normalising.channel_norm import ChannelNorm
from guinet.core.normalising.normalise import require_known_axes
from guinet.core.spec import FieldSpec, Specs, channels, class_axis, class_axis_of

__all__ = ["BatchNorm"]


class BatchNorm(ChannelNorm):
    """Brings each feature to mean 0 and deviation 1, then scales and shifts it as learned.

    While training, mean and variance are those of the batch, so what follows always sees
    values of the same size, saturates less and bears a higher learning rate. On the side it
    keeps running averages of both (its state), and uses those in evaluation, where the answer
    to a sample must not depend on its neighbours. Measured, mean and variance depend on x too,
    so the gradient loses its own mean and its part along x; running averages only divide it.

    Shapes: (N, F) and images (N, C, H, W) as PyTorch's BatchNorm1d and BatchNorm2d, sequences
    (N, T, D) per feature D; unchanged. Weight and bias, running_mean and running_var: (F,).
    A batch that holds a single value per feature has no variance: it is normalised by the
    running averages and leaves them as they are; without them its answer is the shift alone
    (PyTorch refuses such a batch).
    Source: Ioffe and Szegedy (2015), Batch Normalization. The running variance is the
    unbiased one, as in PyTorch.
    """

    examples = (
        Example((FieldSpec((3,)),)),
        Example((FieldSpec((4, 3)),), {"momentum": 0.3}),
        Example((FieldSpec((2, 3, 3)),), {"eps": 1e-3}),
        Example((FieldSpec((4,)),), {"affine": False}),
        Example((FieldSpec((2, 3, 3)),), {"track_running_stats": False}),
    )

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape of features, sequences and images."""
        require_known_axes(self.type_name(), inputs[0])
        return super().infer(inputs)

    @property
    def couples_samples(self) -> bool:
        """All are standardised together."""
        return True

    def measured_axes(self, rank: int) -> tuple[int, ...]:
        """Return every axis but that of the features."""
        return tuple(axis for axis in range(rank) if axis != class_axis_of(rank))

    def measured_onnx(self, x: FieldSpec) -> OnnxForm:
        """Return InstanceNormalization of the whole batch as one sample."""
        axis = class_axis(x)
        others = self.measured_axes(len(x.shape) + 1)
        forth = [axis, *others]
        back = sorted(range(len(forth)), key=forth.__getitem__)
        nodes = (
            OnnxNode("Transpose", ("x",), ("turned",), {"perm": forth}),
            OnnxNode("Shape", ("turned",), ("turned_shape",)),
            OnnxNode("Reshape", ("turned", "one_sample"), ("rows",)),
            OnnxNode(
                "InstanceNormalization",
                ("rows", "weight", "bias"),
                ("normalised",),
                {"epsilon": self.eps},
            ),
            OnnxNode("Reshape", ("normalised", "turned_shape"), ("turned_back",)),
            OnnxNode("Transpose", ("turned_back",), ("y",), {"perm": back}),
        )
        return OnnxForm(nodes, {"one_sample": np.asarray([1, channels(x), -1], np.int64)})
