"""Configurations of a module that nobody wrote down: settings, shapes and ranges, drawn.

Each begins as one of the module's examples and takes one change after the other, keeping
those with which the module still accepts its inputs. So every draw is valid, and it shrinks
towards the example.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from guinet.core import fields as f
from guinet.core.errors import HyperparameterError, ShapeError
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs, class_axis
from guinet.core.tuple_fields import (
    IntegersField,
    NumbersField,
    OptionalSizesField,
    PaddingField,
    SizesField,
)
from guinet.graph.shapes import infer_node

__all__ = ["configurations"]

_LARGEST = 3000
_SMALL = 5
_FAR = 100
"""A bound beyond this is there for the sake of the number format, not of the arithmetic."""


@st.composite
def configurations(draw: st.DrawFn, module_type: type[Module]) -> tuple[Module, Specs]:
    """Draw a module of a type together with specs that it accepts."""
    example = draw(st.sampled_from(list(module_type.examples)))
    module, specs = module_type(**example.settings), example.inputs
    sizes_first = draw(st.booleans())
    if sizes_first:
        specs = draw(_resized(module, specs))
    for name, field in module_type.fields.items():
        if draw(st.booleans()):
            module, specs = draw(_changed(module, specs, name, field))
    if not sizes_first:
        specs = draw(_resized(module, specs))
    if draw(st.booleans()):
        specs = draw(_ranged(module, specs))
    return module, specs


@st.composite
def _changed(
    draw: st.DrawFn, module: Module, specs: Specs, name: str, field: f.Field[Any]
) -> tuple[Module, Specs]:
    try:
        changed = module.replace(**{name: draw(_values(field, getattr(module, name), specs))})
    except HyperparameterError:
        return module, specs
    wanted = specs
    if not isinstance(module, Source):
        count = len(changed.input_ports())
        wanted = (*specs, *specs[-1:] * count)[:count]
    return (changed, wanted) if _accepts(changed, wanted) else (module, specs)


@st.composite
def _resized(draw: st.DrawFn, module: Module, specs: Specs) -> Specs:
    """Draw other sizes; axes of one length stay of one length where nothing else is accepted."""
    places = {(axis, size) for spec in specs for axis, size in enumerate(spec.shape)}
    drawn = {place: draw(st.integers(1, 8)) for place in sorted(places)}
    by_size = {size: drawn[axis, size] for axis, size in sorted(places)}
    for separate in (True, False):
        changed = tuple(
            _with_shape(
                spec,
                tuple(
                    drawn[axis, size] if separate else by_size[size]
                    for axis, size in enumerate(spec.shape)
                ),
            )
            for spec in specs
        )
        if _accepts(module, changed):
            return changed
    return specs


@st.composite
def _ranged(draw: st.DrawFn, module: Module, specs: Specs) -> Specs:
    """Draw what is known of the range of numbers; never more than the example allows."""
    changed = tuple(draw(_narrowed(spec)) for spec in specs)
    return changed if _accepts(module, changed) else specs


@st.composite
def _narrowed(draw: st.DrawFn, spec: FieldSpec) -> FieldSpec:
    # What has a single value, as a Constant, or a narrow range needs it.
    known = spec.low is not None and spec.high is not None
    if spec.kind != "float" or (known and spec.high - spec.low < 1.0):
        return spec
    # Quarters of what is known or likely; its ends are no module's kinks.
    low = spec.low if spec.low is not None else (2.125 if spec.high is None else spec.high) - 4.0
    step = ((low + 4.0 if spec.high is None else spec.high) - low) / 4
    begin = draw(st.integers(0, 3))
    end = draw(st.integers(begin + 1, 4))
    has_low = spec.low is not None or draw(st.booleans())
    has_high = spec.high is not None or draw(st.booleans())
    return replace(
        spec,
        low=low + begin * step if has_low else None,
        high=low + end * step if has_high else None,
    )


def _with_shape(spec: FieldSpec, shape: tuple[int, ...]) -> FieldSpec:
    classes: Any = spec.classes
    if spec.kind == "class" and shape:
        classes = shape[class_axis(spec) - 1]
    return FieldSpec(shape, spec.kind, classes, spec.low, spec.high, spec.batched)


def _accepts(module: Module, specs: Specs) -> bool:
    try:
        outputs = infer_node(module, specs)
    except ShapeError:
        return False
    weights = module.weight_count(specs)
    return outputs is not None and weights + sum(spec.size for spec in outputs) <= _LARGEST


def _values(field: f.Field[Any], current: object, specs: Specs) -> st.SearchStrategy[Any]:
    match field:
        case f.IntField() | f.OptionalIntField():
            whole = _whole(field.minimum, field.maximum)
            return whole | st.none() if isinstance(field, f.OptionalIntField) else whole
        case f.FloatField():
            return _real(field)
        case f.ChoiceField():
            return st.sampled_from(field.choices)
        case f.BoolField():
            return st.booleans()
        case SizesField():
            return st.tuples(*[_whole(field.minimum, field.maximum, 3)] * field.count)
        case OptionalSizesField():
            numbers = st.tuples(*[_whole(field.minimum, field.maximum, 3)] * field.count)
            return st.none() | numbers
        case PaddingField():
            numbers = st.tuples(*[_whole(0, field.maximum, 2)] * field.count)
            return st.sampled_from(field.choices) | numbers
        case IntegersField():
            lists = st.lists(
                _whole(field.minimum, field.maximum), min_size=field.least,
                max_size=min(field.most, 4), unique=field.distinct,
            )  # fmt: skip
            if field.distinct:
                return lists | st.permutations(range(1, 1 + max(len(s.shape) for s in specs)))
            return lists | lists.map(lambda some: [-1, *some[1:]]) if field.wildcard else lists
        case NumbersField():
            number = _between(field.minimum, field.maximum)
            lengths = st.sampled_from(sorted({0, *(n for spec in specs for n in spec.shape)}))
            return lengths.flatmap(lambda n: st.lists(number, min_size=n, max_size=n))
    return st.just(current)


def _whole(minimum: int | None, maximum: int | None, more: int = _SMALL) -> st.SearchStrategy[int]:
    low = -2 if minimum is None or minimum < -_FAR else minimum
    return st.integers(low, low + more if maximum is None else min(maximum, low + more))


def _real(field: f.FloatField) -> st.SearchStrategy[float]:
    if field.logarithmic:
        low, high = field.minimum or 0.0, field.maximum or 1.0
        return st.sampled_from([v for v in (1e-6, 1e-4, 1e-2, 0.5) if low < v < high])
    numbers = _between(field.minimum, field.maximum)
    if field.open_minimum:
        numbers = numbers.filter(lambda number: number != field.minimum)
    if field.open_maximum:
        numbers = numbers.filter(lambda number: number != field.maximum)
    return numbers


def _between(minimum: float | None, maximum: float | None) -> st.SearchStrategy[float]:
    low = -2.0 if minimum is None else minimum
    high = low + 4.0 if maximum is None else min(maximum, low + 4.0)
    # Hundredths: a setting of 1e-300 says nothing about the arithmetic.
    return st.integers(0, 100).map(lambda part: round(low + (high - low) * part / 100, 4))
