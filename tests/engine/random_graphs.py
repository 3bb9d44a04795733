"""Whole networks that nobody drew: branches, merges, composites, shared weights, several losses.

A graph grows node by node from its inputs. Every step draws a module and outputs that it
accepts, so every graph is valid; what is left dangling in the end goes into losses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from guinet.core.category import Category
from guinet.core.errors import ShapeError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from guinet.graph.shapes import infer_node
from guinet.modules import modules
from tests.modules.drawing import configurations

__all__ = ["Drawn", "networks"]

_ROOM = 19
"""Nodes at which a graph stops growing; a step adds up to three, the losses 19."""

_LARGEST = 200
"""Most numbers per sample at one place."""

_UNFIT = {Category.DATA, Category.LOSS, Category.NOISE, Category.COMPOSITE}
# Noise has no twin in PyTorch; sources and losses stand at the ends.
TYPES = [t for t in modules.types().values() if t.category not in _UNFIT]

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec((3,)),
    FieldSpec((1,)),
    FieldSpec((6,)),
    FieldSpec((4, 3)),
    FieldSpec((2, 4, 4)),
    FieldSpec((5,), "index", low=0, high=3),
)
TARGETS: tuple[FieldSpec, ...] = (
    FieldSpec((2,)),
    FieldSpec((), "class", ("a", "b", "c")),
)

REGRESSION = ("MSELoss", "L1Loss", "HalfSquaredError", "HuberLoss", "SmoothL1Loss")
CLASSIFICATION = (
    "CrossEntropyLoss", "MSELoss", "BCEWithLogitsLoss", "MultiMarginLoss", "NLLLoss", "HingeLoss",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A graph, the fields it reads, and the seed of its batch and weights."""

    graph: Graph
    fields: Mapping[str, FieldSpec]
    seed: int


@dataclass
class _Output:
    ref: Ref
    spec: FieldSpec
    used: bool = False


@st.composite
def networks(draw: st.DrawFn) -> Drawn:
    """Draw a network of 3 to 40 nodes."""
    grown = _Growth(draw)
    for _ in range(draw(st.integers(0, 22))):
        if len(grown.builder.build().nodes) < _ROOM:
            step = draw(st.sampled_from(("module", "module", "module", "twin", "composite")))
            getattr(grown, step)()
    grown.finish()
    return Drawn(grown.builder.build(), grown.fields, draw(st.integers(0, 2**16)))


class _Growth:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.builder = GraphBuilder()
        self.fields: dict[str, FieldSpec] = {}
        self.open: list[_Output] = []
        self.defined = False
        for number in range(draw(st.integers(1, 3))):
            name = f"x{number}"
            self.fields[name] = draw(st.sampled_from(FIELDS))
            self._take(self.builder.add("Input", field=name), (self.fields[name],), Module)

    def module(self) -> None:
        """Add a module of any type that accepts something that is there."""
        source = self.draw(st.sampled_from(self.open))
        fitting = _fitting(source.spec)
        if fitting and self.draw(st.booleans()):
            module = self.draw(st.sampled_from(fitting))
            sources = [source] * len(module.input_ports())
            specs = _accepted(module, tuple(source.spec for source in sources))
            if specs is not None:
                self._add(module, sources, specs)
            return
        module, _ = self.draw(configurations(self.draw(st.sampled_from(TYPES))))
        module = _without_noise(module)
        ports = module.input_ports()
        for _ in range(4):
            sources = [self.draw(st.sampled_from(self.open)) for _ in ports]
            specs = _accepted(module, tuple(source.spec for source in sources))
            if specs is not None:
                self._add(module, sources, specs)
                return

    def twin(self) -> None:
        """Add a type two or three times that shares weights and state, in a row or side by side."""
        source = self._like(lambda spec: spec.kind == "float" and len(spec.shape) in (1, 2))
        if source is None:
            return
        width, tag = source.spec.shape[-1], f"tag{len(self.open)}"
        settings = {"Linear": {"out_features": width}, "BatchNorm": {}}
        name = self.draw(st.sampled_from(sorted(settings)))
        before = source
        for _ in range(self.draw(st.integers(2, 3))):
            ref = self.builder.add(name, before.ref, share=tag, **settings[name])
            before.used = True
            self._take(ref, (FieldSpec(source.spec.shape),), Module)
            if self.draw(st.booleans()):
                before = self.open[-1]

    def composite(self) -> None:
        """Add a use of a composite that keeps the width; nested in another one at times."""
        source = self._like(lambda spec: spec.kind == "float" and len(spec.shape) in (1, 2))
        if source is None:
            return
        name = self.draw(st.sampled_from(("Gate", "Pair")))
        width = source.spec.shape[-1]
        if not self.defined:
            self._define()
        share = self.draw(st.sampled_from((None, f"composite{width}{len(source.spec.shape)}")))
        widths = {"width": width} if name == "Gate" else {"width": width, "width2": width}
        ref = self.builder.add(name, source.ref, share=share, **widths)
        source.used = True
        self._take(ref, (FieldSpec(source.spec.shape),), Module)

    def finish(self) -> None:
        """Lead what dangles into one or two losses, with penalties at times."""
        numbers = [o for o in self.open if o.spec.kind == "float" and o.spec.batched]
        dangling = [output for output in numbers if not output.used] or numbers
        if not dangling:
            index = self.open[0]
            self._add(modules.types()["Embedding"](embedding_dim=2), [index], None)
            dangling = self.open[-1:]
        # The last ones, so that what was drawn first is deep inside.
        dangling = dangling[-5:]
        groups = [dangling[start::2] for start in range(min(2, len(dangling)))]
        for number, group in enumerate(groups):
            rows = [self._row(output) for output in group]
            joined = self.builder.add("Concat", *rows) if len(rows) > 1 else rows[0]
            # Bounded, so that a chain of products does not drown what the other losses say.
            joined = self.builder.add("Tanh", joined)
            field = f"y{number}"
            self.fields[field] = self.draw(st.sampled_from(TARGETS))
            target = self.builder.add("Target", field=field)
            encoded = self.fields[field].one_hot()
            answer = self.builder.add("Linear", joined, out_features=encoded.shape[0])
            names = REGRESSION if encoded.kind == "float" else CLASSIFICATION
            name = self.draw(st.sampled_from(names))
            weight = self.draw(st.sampled_from((1.0, 0.3)))
            if name == "NLLLoss":
                answer = self.builder.add("LogSoftmax", answer)
            self.builder.add(name, answer, target, loss_weight=weight)
            if self.draw(st.booleans()):
                penalty = self.draw(st.sampled_from(("L1Penalty", "L2Penalty")))
                self.builder.add(penalty, joined, loss_weight=0.1)

    def _row(self, output: _Output) -> Ref:
        flat = len(output.spec.shape) == 1
        return output.ref if flat else self.builder.add("Flatten", output.ref)

    def _add(self, module: Module, sources: list[_Output], specs: Specs | None) -> None:
        refs = {
            port.name: source.ref
            for port, source in zip(module.input_ports(), sources, strict=True)
        }
        found = specs or infer_node(module, tuple(source.spec for source in sources)) or ()
        ref = self.builder.add(module.type_name(), inputs=refs, **module.settings)
        for source in sources:
            source.used = True
        self._take(ref, found, type(module))

    def _take(self, ref: Ref, specs: Specs, module_type: type[Module]) -> None:
        for port, spec in zip(ref.outputs, specs, strict=True):
            self.open.append(_Output(ref[port], spec))

    def _like(self, fits: Any) -> _Output | None:
        found = [output for output in self.open if output.spec.batched and fits(output.spec)]
        return self.draw(st.sampled_from(found)) if found else None

    def _define(self) -> None:
        inner = GraphBuilder()
        into = inner.add("Inlet", name="x")
        gate = inner.add("Sigmoid", inner.add("Linear", into, name="gate"))
        inner.add("Outlet", inner.add("Add", gate, into), name="y")
        self.builder.define("Gate", inner.build(), {"width": ("gate", "out_features")})
        outer = GraphBuilder()
        outer.define("Gate", inner.build(), {"width": ("gate", "out_features")})
        into = outer.add("Inlet", name="x")
        first = outer.add("Gate", into, name="first", share="both")
        second = outer.add("Gate", outer.add("Tanh", first), name="second", share="both")
        outer.add("Outlet", second, name="y")
        exposed = {"width": ("first", "width"), "width2": ("second", "width")}
        self.builder.define("Pair", outer.build(), exposed)
        self.defined = True


@cache
def _fitting(spec: FieldSpec) -> list[Module]:
    """Return the examples of all types that read nothing but such an output, at every port."""
    found = []
    for module_type in TYPES:
        for example in module_type.examples:
            module = _without_noise(module_type(**example.settings))
            ports = module.input_ports()
            if module_type.type_name() in ("Divide", "Subtract"):
                continue  # of a number and itself they make a constant
            if ports and _accepted(module, (spec,) * len(ports)) is not None:
                found.append(module)
    return found


def _without_noise(module: Module) -> Module:
    return module.replace(dropout=0.0) if "dropout" in module.fields else module


def _accepted(module: Module, specs: Specs) -> Specs | None:
    try:
        found = infer_node(module, specs)
    except ShapeError:
        return None
    if found is None or any(spec.size > _LARGEST for spec in found):
        return None
    # What is remarked upon (the softmax of one class) is a constant, and normalised it is rounding
    # of either sign around a kink.
    if module.review(specs):
        return None
    return found if module.weight_count(specs) <= 10 * _LARGEST else None
