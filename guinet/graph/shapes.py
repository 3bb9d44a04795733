"""Shape inference: what flows along every edge, as far as it can be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guinet.core.errors import GuinetError, ShapeError
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs, as_spec
from guinet.graph.flat import FlatGraph
from guinet.graph.order import topology
from guinet.graph.placeholder import Placeholder
from guinet.graph.remembered import Remembered

__all__ = ["Inference", "KindError", "infer_node", "infer_shapes"]


class KindError(ShapeError):
    """What arrives at a port is of a kind that it does not take."""


@dataclass(frozen=True)
class Inference:
    """Specs by path.

    Attributes
    ----------
    outputs
        One spec per output port; a path is absent where nothing could be inferred.
    inputs
        One spec per input port, None where unknown. A `Source` has its field as single input.
    errors
        What a node said that could not read its inputs. Nodes behind it are silent.
    """

    outputs: Mapping[str, Specs] = field(default_factory=dict)
    inputs: Mapping[str, tuple[FieldSpec | None, ...]] = field(default_factory=dict)
    errors: Mapping[str, ShapeError] = field(default_factory=dict)


def infer_shapes(
    flat: FlatGraph,
    fields: Mapping[str, FieldSpec | tuple[int, ...]] | None = None,
    order: Sequence[str] | None = None,
) -> Inference:
    """Infer as far as the graph allows; errors are collected, not raised.

    Parameters
    ----------
    flat
        The executed graph; it may be broken.
    fields
        What the data offer, by name.
    order
        The topological order of what can be ordered, if it is known already.
    """
    specs = {name: as_spec(spec) for name, spec in (fields or {}).items()}
    order = topology(flat).order if order is None else order
    feeds: dict[tuple[str, str], tuple[str, str]] = {
        (edge.target, edge.target_port): (edge.source, edge.source_port) for edge in flat.edges
    }
    outputs: dict[str, Specs] = {}
    by_port: dict[tuple[str, str], FieldSpec] = {}
    inputs: dict[str, tuple[FieldSpec | None, ...]] = {}
    errors: dict[str, ShapeError] = {}

    def arriving(path: str, module: Module) -> tuple[FieldSpec | None, ...]:
        names = _input_names(module)
        if not names and isinstance(module, Source):
            return (specs.get(module.field),)
        return tuple([by_port.get(feeds.get((path, name), ("", ""))) for name in names])

    for path in order:
        module = flat.nodes[path].module
        inputs[path] = found = arriving(path, module)
        try:
            inferred = _infer(module, *found)
        except ShapeError as error:
            errors[path] = error
            continue
        if inferred is not None:
            outputs[path] = inferred
            for name, spec in zip(_output_names(module), inferred, strict=True):
                by_port[path, name] = spec
    if len(order) < len(flat.nodes):
        for path, node in flat.nodes.items():
            if path not in inputs:
                inputs[path] = arriving(path, node.module)
    return Inference(outputs, inputs, errors)


@Remembered
def _infer(module: Module, *inputs: FieldSpec | None) -> Specs | None:
    return infer_node(module, inputs)


@Remembered
def _input_names(module: Module) -> tuple[str, ...]:
    return tuple(port.name for port in module.input_ports())


@Remembered
def _output_names(module: Module) -> tuple[str, ...]:
    return tuple(port.name for port in module.output_ports())


def infer_node(module: Module, inputs: tuple[FieldSpec | None, ...]) -> Specs | None:
    """Return the specs of a node's outputs, or None where an input is unknown.

    Raises
    ------
    ShapeError
        If the module cannot read an input; `KindError` if it is the kind that does not fit.
    """
    if type(module) is Placeholder:
        return None
    _require_kinds(module, inputs)
    _require_samples(module, inputs)
    known = tuple([spec for spec in inputs if spec is not None])
    if len(known) < len(inputs):
        return None
    try:
        inferred = module.infer(known)
    except ShapeError:
        raise
    except GuinetError as error:
        raise ShapeError("", str(error)) from error
    except Exception as error:  # a plugin's own defect must not stop the window
        raise ShapeError(
            "", f"{module.type_name()} failed to tell its output's shape: {error}."
        ) from error
    if len(inferred) != len(module.output_ports()):
        raise ShapeError(
            "",
            f"{module.type_name()} has {len(module.output_ports())} outputs and tells the "
            f"shapes of {len(inferred)}.",
        )
    return inferred


def _require_kinds(module: Module, inputs: tuple[FieldSpec | None, ...]) -> None:
    # A Source has no ports: whatever its field is, it encodes it.
    for spec, port in zip(inputs, module.input_ports(), strict=False):
        if spec is not None and spec.kind not in port.kinds:
            raise KindError(
                port.name,
                f"{module.type_name()} takes {_kinds_text(port.kinds)} at {port.name} and gets "
                f"{_KIND_WORDS[spec.kind]}.",
                "Join it with a node that gives the right kind of value.",
            )


def _require_samples(module: Module, inputs: tuple[FieldSpec | None, ...]) -> None:
    for spec, port in zip(inputs, module.input_ports(), strict=False):
        if spec is not None and not spec.batched and not port.constant:
            raise ShapeError(
                port.name,
                f"{module.type_name()} reads one value per sample at {port.name} and gets one "
                "for the whole batch.",
                "Connect the output of a module that works on samples, not a loss or a Constant.",
            )


_KIND_WORDS = {"float": "numbers", "index": "integer indices", "class": "class labels"}


def _kinds_text(kinds: Sequence[str]) -> str:
    return " or ".join(_KIND_WORDS[kind] for kind in kinds)
