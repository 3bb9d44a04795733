"""Networks of every module there is, in surroundings that nobody would draw.

Where `tests.engine.random_graphs` joins what fits, here a module is drawn with settings of its
own first, and what it reads is then made to fit. So every type stands behind kernels, row
kernels, fusions and modules without a kernel, with readers beside it, shared or frozen weights,
noise, losses that others read, and inputs without a batch axis.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from hypothesis import HealthCheck, Phase, given, settings

from guinet.core.category import Category
from guinet.core.errors import GuinetError, ShapeError
from guinet.core.loss import Loss
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from guinet.graph.shapes import infer_node
from guinet.modules import modules
from tests.modules.drawing import configurations

__all__ = ["Wide", "wide_network"]

_LARGEST = 400
_OUTSIDE = {Category.DATA, Category.COMPOSITE}
TYPES = [
    t for t in modules.types().values() if t.category not in _OUTSIDE and not issubclass(t, Loss)
]
LOSSES = [t for t in modules.types().values() if issubclass(t, Loss)]
# The elementwise and the often used stand between the others more often.
COMMON = (
    "ReLU", "Tanh", "Add", "Conv2d", "MaxPool2d", "Linear", "Dropout", "BatchNorm", "Concat",
    "Constant", "Multiply",
)  # fmt: skip
SHAPES = ((3,), (1,), (6,), (4, 3), (1, 2), (2, 4, 4), (3, 6, 5), (1, 8, 8), (2, 2, 3, 2), ())
ELEMENTWISE = ("Tanh", "Sigmoid", "Softplus", "SiLU", "Identity", "GaussianNoise", "LeakyReLU")


@dataclass(frozen=True)
class Wide:
    """A graph and the fields that it reads."""

    graph: Graph
    fields: Mapping[str, FieldSpec]


@dataclass
class _Output:
    ref: Ref
    spec: FieldSpec
    readers: int = 0


def wide_network(seed: int, steps: int = 9) -> Wide:
    """Return the network of a number; larger ones for more steps."""
    return _Growth(random.Random(seed), steps).grow()


@dataclass
class _Growth:
    chance: random.Random
    steps: int
    builder: GraphBuilder = field(default_factory=GraphBuilder)
    fields: dict[str, FieldSpec] = field(default_factory=dict)
    outputs: list[_Output] = field(default_factory=list)
    tags: dict[tuple[object, ...], str] = field(default_factory=dict)
    late: list[_Output] = field(default_factory=list)

    def grow(self) -> Wide:
        """Add nodes, then losses for what nobody reads."""
        for _ in range(self.chance.randint(1, 2)):
            self._field(FieldSpec(self.chance.choice(SHAPES)))
        for _ in range(self.chance.randint(2, self.steps)):
            self._step()
        self._finish()
        return Wide(self.builder.build(), self.fields)

    def _step(self) -> None:
        kind = self.chance.choice(TYPES)
        if self.chance.random() < 0.4:
            kind = modules.types()[self.chance.choice(COMMON)]
        module, specs = self.chance.choice(_configured(kind))
        if self.chance.random() < 0.12:
            self._compose()
        elif not (self.chance.random() < 0.7 and self._place_anywhere(module)):
            self._place(module, specs)

    def _place_anywhere(self, module: Module) -> bool:
        """Let a module read whatever is there and accepted."""
        for _ in range(5):
            sources = [self.chance.choice(self.outputs[-6:]) for _ in module.input_ports()]
            found = _accepted(module, tuple(source.spec for source in sources))
            if sources and found is not None:
                self._add(module, sources, found)
                return True
        return False

    def _compose(self) -> None:
        """Add a use of a composite with two outputs, at times with the weights of another."""
        real = [o for o in self.outputs if o.spec.kind != "index" and len(o.spec.shape) in (1, 2)]
        real = [o for o in real if o.spec.batched]
        if not real:
            return
        if not self.builder.build().composites:
            inner = GraphBuilder()
            into = inner.add("Inlet", name="x")
            gate = inner.add("Sigmoid", inner.add("Linear", into, name="gate", out_features=3))
            inner.add("Outlet", gate, name="gate_out")
            noisy = inner.add("Dropout", gate, p=0.3)
            inner.add("Outlet", inner.add("Multiply", gate, noisy), name="y")
            self.builder.define("Both", inner.build())
        source = self.chance.choice(real)
        source.readers += 1
        tag = f"both{source.spec.shape[-1]}" if self.chance.random() < 0.5 else None
        ref = self.builder.add("Both", source.ref, share=tag)
        spec = FieldSpec((*source.spec.shape[:-1], 3))
        self.outputs += [_Output(ref[port], spec) for port in ref.outputs]

    def _place(self, module: Module, specs: Specs) -> None:
        sources = []
        same = None
        for spec in specs:
            # One output at several ports, now and then.
            if same is not None and same.spec.shape == spec.shape and self.chance.random() < 0.3:
                sources.append(same)
            else:
                same = self._such(spec)
                sources.append(same)
        found = _accepted(module, tuple(source.spec for source in sources))
        if found is None:
            return
        self._add(module, sources, found)

    def _add(self, module: Module, sources: list[_Output], found: Specs) -> None:
        specs = tuple(source.spec for source in sources)
        share = None
        if module.weights(specs) and self.chance.random() < 0.4:
            alike = (module.type_name(), repr(module.settings), *(spec.shape for spec in specs))
            share = self.tags.setdefault(alike, f"tag{len(self.tags)}")
        self._join(module, sources, found, share)
        if share is None or self.chance.random() < 0.4:
            return
        # The same weights once more, right behind where that fits, else beside.
        again = self.outputs[-1]
        behind = len(sources) == 1 and again.spec.shape == specs[0].shape
        sources = [again] if behind else sources
        once_more = _accepted(module, tuple(source.spec for source in sources))
        if once_more is not None:
            self._join(module, sources, once_more, share)

    def _join(
        self, module: Module, sources: list[_Output], found: Specs, share: str | None
    ) -> None:
        factor = 1.0 if share else self.chance.choice((1.0, 1.0, 1.0, 0.0))
        ports = module.input_ports()
        ref = self.builder.add(
            module.type_name(),
            inputs={port.name: s.ref for port, s in zip(ports, sources, strict=True)},
            share=share,
            learning_rate_factor=factor,
            **module.settings,
        )
        for source in sources:
            source.readers += 1
        self.outputs += [_Output(ref[p], s) for p, s in zip(ref.outputs, found, strict=True)]

    def _such(self, spec: FieldSpec) -> _Output:
        """Return an output like a spec: one that is there, or one that is made to be like it."""
        if spec.kind == "index":
            return self._field(spec)
        there = [o for o in self.outputs if _fits(o.spec, spec)]
        recent = [o for o in there if o.readers == 0] or there
        draw = self.chance.random()
        if recent and draw < 0.75:
            return self.chance.choice(recent[-3:])
        if not spec.batched:
            return self._constant(spec)
        if not spec.shape or draw > 0.97:  # only the data have numbers without an axis
            return self._field(replace(spec, kind="float", classes=None))
        return self._made(spec)

    def _made(self, spec: FieldSpec) -> _Output:
        """Lead something there to the shape, and into the range."""
        real = [o for o in self.outputs if o.spec.kind != "index" and o.spec.batched]
        if not real:
            real = [self._field(FieldSpec((3,)))]
        start = self.chance.choice(real[-4:])
        start.readers += 1
        ref = self._row(start)
        ref = self.builder.add("Linear", ref, out_features=math.prod(spec.shape))
        if self.chance.random() < 0.5:
            ref = self.builder.add(self.chance.choice(ELEMENTWISE), ref)
        if spec.low is not None or spec.high is not None:
            ref = self._ranged(ref, spec)
        if len(spec.shape) != 1:
            ref = self.builder.add("Reshape", ref, shape=list(spec.shape))
        output = _Output(ref, FieldSpec(spec.shape, low=spec.low, high=spec.high))
        self.outputs.append(output)
        return output

    def _ranged(self, ref: Ref, spec: FieldSpec) -> Ref:
        if spec.low is not None and spec.high is not None:
            unit = self.builder.add("Sigmoid", ref)
            formula = f"{spec.low} + {spec.high - spec.low} * x"
            return self.builder.add("Expression", unit, expression=formula)
        low = self.builder.add("Softplus", ref)
        if spec.low is not None:
            return self.builder.add("Expression", low, expression=f"x + {spec.low}")
        return self.builder.add("Expression", low, expression=f"{spec.high} - x")

    def _field(self, spec: FieldSpec) -> _Output:
        name = f"x{len(self.fields)}"
        self.fields[name] = spec
        output = _Output(self.builder.add("Input", field=name), spec.one_hot())
        self.outputs.append(output)
        return output

    def _constant(self, spec: FieldSpec) -> _Output:
        value = 0.5 if spec.low is None else spec.low
        ref = self.builder.add("Constant", value=value, shape=list(spec.shape))
        output = _Output(ref, replace(spec, low=value, high=value))
        self.outputs.append(output)
        return output

    def _finish(self) -> None:
        ends = [o for o in self.outputs if o.spec.kind != "index"]
        batched = [o for o in ends if o.spec.batched]
        if not batched:
            batched = [self._made(FieldSpec((2,)))]
        idle = [o for o in batched if o.readers == 0] or batched
        for _ in range(self.chance.randint(1, 2)):
            kind = self.chance.choice(LOSSES)
            module, specs = self.chance.choice(_configured(kind))
            sources = [self._such(specs[0]), *map(self._target, specs[1:])]
            found = _accepted(module, tuple(source.spec for source in sources))
            if found is not None:
                weight = self.chance.choice((1.0, 0.3))
                self._add(module.replace(loss_weight=weight), sources, found)
                if self.chance.random() < 0.2:
                    self._read_loss(self.outputs[-1], self.chance.choice(batched))
        # All that is idle, bounded, into one sum of squares.
        rows = [self._row(output) for output in (*idle[-6:], *self.late)]
        joined = self.builder.add("Concat", *rows) if len(rows) > 1 else rows[0]
        joined = self.builder.add("Tanh", joined)
        self.fields["y"] = FieldSpec((2,))
        answer = self.builder.add("Linear", joined, out_features=2)
        self.builder.add("MSELoss", answer, self.builder.add("Target", field="y"))

    def _row(self, output: _Output) -> Ref:
        """Lead an output to one row of numbers for each sample."""
        if not output.spec.shape:
            return self.builder.add("Reshape", output.ref, shape=[1])
        flat = len(output.spec.shape) == 1
        return output.ref if flat else self.builder.add("Flatten", output.ref)

    def _read_loss(self, loss: _Output, other: _Output) -> None:
        """Compute something from a loss."""
        module = modules.types()[self.chance.choice(("Add", "Multiply"))]()
        sources = [other, loss]
        found = _accepted(module, (other.spec, loss.spec))
        if found is not None:
            self._add(module, sources, found)
            self.late.append(self.outputs[-1])

    def _target(self, spec: FieldSpec) -> _Output:
        name = f"y{len(self.fields)}"
        if self.chance.random() < 0.15 and spec.kind == "float" and spec.batched:
            return self._such(spec)
        if not spec.batched:
            return self._constant(spec)
        may_be_label = spec.kind == "class" and len(spec.shape) == 1 and spec.shape[0] > 1
        as_label = may_be_label and self.chance.random() < 0.5
        self.fields[name] = FieldSpec((), "class", spec.classes) if as_label else spec
        return _Output(self.builder.add("Target", field=name), spec)


def _fits(found: FieldSpec, wanted: FieldSpec) -> bool:
    if found.kind == "index" or found.shape != wanted.shape or found.batched != wanted.batched:
        return False
    low = wanted.low is None or (found.low is not None and found.low >= wanted.low)
    high = wanted.high is None or (found.high is not None and found.high <= wanted.high)
    return low and high


def _accepted(module: Module, specs: Specs) -> Specs | None:
    try:
        found = infer_node(module, specs)
    except (ShapeError, GuinetError):
        return None
    if found is None or any(spec.size > _LARGEST for spec in found):
        return None
    return found if module.weight_count(specs) <= 4 * _LARGEST else None


@cache
def _configured(kind: type[Module]) -> list[tuple[Module, Specs]]:
    """Return some configurations of a type, always the same."""
    found: list[tuple[Module, Specs]] = []

    @settings(
        max_examples=30, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(configurations(kind))
    def collect(configuration: tuple[Module, Specs]) -> None:
        found.append(configuration)

    collect()
    return found
