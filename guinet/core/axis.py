"""Along which axis a module works: PyTorch's ``dim``, or the class axis where none is named."""

from __future__ import annotations

from guinet.core.advice import Change
from guinet.core.errors import ShapeError
from guinet.core.fields import OptionalIntField
from guinet.core.spec import FieldSpec, class_axis, class_axis_of

__all__ = ["array_axis", "dim_field", "spec_axis"]


def dim_field(doc: str) -> OptionalIntField:
    """Declare the hyperparameter ``dim``: an axis, or none for the class axis."""
    return OptionalIntField(
        None,
        minimum=1,
        maximum=8,
        doc=f"{doc} The batch is axis 0; none: 1, and the last one of sequences.",
    )


def array_axis(dim: int | None, rank: int) -> int:
    """Return the axis that ``dim`` means for a batched array of that rank."""
    return class_axis_of(rank) if dim is None else dim


def spec_axis(owner: str, port: str, spec: FieldSpec, dim: int | None) -> int:
    """Return the axis of the batched array that ``dim`` means for what arrives at a port.

    Raises
    ------
    ShapeError
        If what arrives has no such axis.
    """
    axis = class_axis(spec) if dim is None else dim
    if axis <= len(spec.shape):
        return axis
    if not spec.shape:
        raise ShapeError(
            port,
            f"{owner} works along an axis beside the batch, and {port} gets {spec.text()}.",
            "Connect something with at least one feature.",
        )
    raise ShapeError(
        port,
        f"{owner} has dim {axis}, but {spec.text()} at {port} has only the axes 0 to "
        f"{len(spec.shape)}.",
        f"Use none or at most {len(spec.shape)}.",
        (Change("dim", None),),
    )
