"""The base of modules that work on places: positions of a sequence, pixels of an image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from guinet.core.advice import Replace, Suggestion
from guinet.core.channels import onnx_channels_first, torch_channels_first
from guinet.core.errors import ShapeError
from guinet.core.forms import OnnxNode, TorchForm
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, shape_text
from guinet.core.types import Array

__all__ = ["Spatial", "sizes_code", "sizes_text"]


class Spatial(Module):
    """A module on images (N, C, H, W), or on sequences (N, T, D) with the features last.

    Inside, the arithmetic sees images alone: a sequence is turned into an image of one row,
    whose channels are its features.

    Attributes
    ----------
    axes
        2 for images, 1 for sequences.
    counterpart
        Name of the type that does the same on the other of the two, where there is one.
    """

    axes: ClassVar[int] = 2
    counterpart: ClassVar[str | None] = None

    def read(self, x: FieldSpec) -> tuple[int, tuple[int, ...]]:
        """Return the number of channels, and the size of each axis along which this works.

        Raises
        ------
        ShapeError
            If it is not an image, or a sequence, whichever this module reads.
        """
        if len(x.shape) != self.axes + 1:
            raise self._refusal(x)
        if self.axes == 1:
            return x.shape[1], x.shape[:1]
        return x.shape[0], x.shape[1:]

    def _refusal(self, x: FieldSpec) -> ShapeError:
        wanted = "images N × C × H × W" if self.axes == 2 else "sequences N × T × D"
        message = f"{self.type_name()} reads {wanted} at x and gets {x.text()}."
        rank = len(x.shape)
        if rank == 1:
            hint, suggestions = self.for_features()
            return ShapeError("x", message, hint, suggestions)
        if self.counterpart is not None and rank == 4 - self.axes:
            hint = f"{self.counterpart} reads {x.text()}."
            if rank == 2:
                grey = shape_text((1, *x.shape))
                hint = (
                    f"{self.counterpart} reads {x.text()}, a sequence; images of one channel are "
                    f"{grey}."
                )
            # One number stands for all axes, so that the settings fit the other type as well.
            values = {name: getattr(self, name) for name in self.fields}
            settings = {k: v[-1] for k, v in values.items() if isinstance(v, tuple)}
            return ShapeError("x", message, hint, (Replace(self.counterpart, settings),))
        return ShapeError("x", message, f"Connect {wanted}.")

    def for_features(self) -> tuple[str, tuple[Suggestion, ...]]:
        """Return what would help where features (N, F) arrive, which have no neighbours."""
        what = "an image" if self.axes == 2 else "a sequence"
        return f"Features have no neighbours; connect {what} from before it was flattened.", ()

    def shaped(self, channels: int, sizes: Sequence[int]) -> tuple[int, ...]:
        """Return the shape of a sample of so many channels."""
        return (*sizes, channels) if self.axes == 1 else (channels, *sizes)

    def as_image(self, x: Array) -> Array:
        """Return a batch as (N, C, H, W)."""
        return x if self.axes == 2 else x.swapaxes(1, 2)[:, :, None, :]

    def from_image(self, y: Array) -> Array:
        """Return a batch (N, C, H, W) in the layout of this module."""
        return y if self.axes == 2 else y[:, :, 0, :].swapaxes(1, 2)

    def torch_module(self, constructor: str, parameters: Iterable[str] = ()) -> TorchForm:
        """Return the form of a module of PyTorch, which has the features of sequences in axis 1."""
        call = torch_channels_first(sequence=self.axes == 1)
        return TorchForm(call, constructor, {name: name for name in parameters})

    def onnx_nodes(self, nodes: Sequence[OnnxNode]) -> tuple[OnnxNode, ...]:
        """Return nodes from x to y that have channels in axis 1, with sequences turned around."""
        return onnx_channels_first(nodes, sequence=self.axes == 1)


def sizes_text(sizes: Iterable[int]) -> str:
    """Write sizes as people read them: ``3 × 5``."""
    return " × ".join(str(size) for size in sizes)


def sizes_code(sizes: Any) -> str:
    """Write sizes as Python code: one number where all are equal, else a tuple; words quoted."""
    return repr(sizes[0] if isinstance(sizes, tuple) and len(set(sizes)) == 1 else sizes)
