"""The laws that every module obeys, found through the registry, plugins included.

A new module is tested by being there: the configurations are its own ``examples``.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from guinet.core.advice import Change, Insert, Replace, Resize, Suggestion
from guinet.core.context import Context, generator
from guinet.core.errors import ShapeError
from guinet.core.gradient_law import TOLERANCE, Case, check_module, draw_case
from guinet.core.initializers import InitializerField, initialize
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.graph.shapes import KindError, infer_node
from guinet.modules import modules
from tests.modules.cases import MODES, each_case, in_words
from tests.modules.judges import cast, compare_with_onnx, compare_with_pytorch, stays_finite

SHAPES = ((), (1,), (2,), (7,), (2, 3), (3, 7), (2, 3, 4), (5, 1, 1), (2, 3, 4, 5))
ODD = (
    *(FieldSpec(shape) for shape in SHAPES),
    FieldSpec((), batched=False),
    FieldSpec((4,), batched=False),
    FieldSpec((2,), "index", low=0, high=5),
    FieldSpec((4,), low=0.0, high=1.0),
    FieldSpec((3,), low=-100.0, high=100.0),
    FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0),
    FieldSpec((2,), "class", ("no", "yes"), 0.0, 1.0),
    FieldSpec((3,), "class", None, 0.0, 1.0),
)


def frozen(case: Case) -> Case:
    """Make every array refuse to be changed."""
    for array in (*case.inputs, *case.weights.values(), *case.state.values()):
        array.flags.writeable = False
    return case


@each_case
def test_shape_rule_is_what_forward_does(module: Module, specs: Specs) -> None:
    """Outputs, gradients and state have the shapes declared, and keep the dtype; pure."""
    for count in (1, 3):
        drawn = draw_case(module, specs, count)
        for dtype, training in product(("float32", "float64"), MODES):
            _keeps_its_word(module, specs, cast(drawn, dtype), count, dtype, training)


def _keeps_its_word(
    module: Module, specs: Specs, case: Case, count: int, dtype: str, training: bool
) -> None:
    frozen(case)
    ctx = Context(training, 1, "law", 2, dtype)
    outputs, backward, new_state = module.forward(case.inputs, case.weights, case.state, ctx)
    rules = module.infer(specs)
    assert len(outputs) == len(rules) == len(module.output_ports())
    for y, rule in zip(outputs, rules, strict=True):
        assert y.shape == ((count, *rule.shape) if rule.batched else rule.shape)
        assert y.dtype == (np.int64 if rule.kind == "index" else dtype)
    errors = tuple(np.ones_like(y) for y in outputs)
    for error in errors:
        error.flags.writeable = False
    d_inputs, d_weights = backward(errors)
    assert len(d_inputs) == len(case.inputs)
    for x, dx in zip(case.inputs, d_inputs, strict=True):
        assert (dx is None) == (x.dtype.kind == "i" or module.detaches)
        assert dx is None or (dx.shape, dx.dtype) == (x.shape, dtype)
    assert d_weights.keys() == case.weights.keys()
    for name, dw in d_weights.items():
        assert (dw.shape, dw.dtype) == (case.weights[name].shape, dtype)
    assert training or not new_state
    for name, values in new_state.items():
        assert (values.shape, values.dtype) == (case.state[name].shape, dtype)
    again, backward_again, _ = module.forward(case.inputs, case.weights, case.state, ctx)
    for first, second in zip(outputs, again, strict=True):
        np.testing.assert_array_equal(first, second)
    for first, second in zip(d_inputs, backward_again(errors)[0], strict=True):
        if first is not None:
            np.testing.assert_array_equal(first, second)


@each_case
def test_weights_begin_as_declared(module: Module, specs: Specs) -> None:
    """Every weight can be drawn as any of the initializers says; finite, and the same again."""
    chosen = [
        module.replace(**{name: initializer})
        for name, field in module.fields.items()
        if isinstance(field, InitializerField)
        for initializer in field.registry.names()
    ]
    for variant in (module, *chosen):
        for name, spec in variant.weights(specs).items():
            first, again = (initialize(spec, generator(1, name), "float32") for _ in range(2))
            assert (first.shape, first.dtype) == (spec.shape, np.float32)
            assert np.isfinite(first).all()
            np.testing.assert_array_equal(first, again)


@each_case
def test_unused_outputs_give_no_gradient(module: Module, specs: Specs) -> None:
    """Where nobody used an output there is nothing to send back."""
    case = draw_case(module, specs, 2)
    for ctx in map(Context, MODES):
        outputs, backward, _ = module.forward(case.inputs, case.weights, case.state, ctx)
        d_inputs, d_weights = backward((None,) * len(outputs))
        assert len(d_inputs) == len(case.inputs)
        assert all(dx is None or not dx.any() for dx in d_inputs)
        assert not any(dw.any() for dw in d_weights.values())


@each_case
def test_backward_is_the_derivative(module: Module, specs: Specs) -> None:
    """Backward equals the directional central difference in float64, in both modes."""
    assert check_module(module, specs, seed=0) < TOLERANCE
    assert check_module(module, specs, seed=1) < TOLERANCE


@each_case
def test_pytorch_agrees(module: Module, specs: Specs) -> None:
    """Outputs, gradients and state are PyTorch's."""
    case = draw_case(module, specs, 3)
    for training in MODES:
        compare_with_pytorch(module, specs, case, training, "float64", 1e-9)
        compare_with_pytorch(module, specs, case, training, "float32", 1e-5)


@each_case
def test_onnx_agrees(module: Module, specs: Specs) -> None:
    """The ONNX form gives the same outputs in evaluation, in float32."""
    case = draw_case(module, specs, 3)
    for opset in (17, 21):
        compare_with_onnx(module, specs, case, opset)


@each_case
def test_extreme_values_stay_finite(module: Module, specs: Specs) -> None:
    """Inputs of ±1e4, or at the ends of their range, give finite numbers, there and back."""
    case = draw_case(module, specs, 4)
    for training, pattern in product(MODES, ("both signs", "all high", "all low")):
        stays_finite(module, specs, case, training, pattern)


@each_case
def test_the_range_told_is_kept(module: Module, specs: Specs) -> None:
    """Outputs lie within the range that the shape rule tells, whatever is known of the inputs."""
    told = dict.fromkeys(
        tuple(
            _ranged(spec, *RANGES[(shift + step * place) % len(RANGES)])
            for place, spec in enumerate(specs)
        )
        for shift, step in product(range(len(RANGES)), (1, 2))
    )
    for inputs in told:
        if refused(module, inputs) is None:
            case = draw_case(module, inputs, 4)
            for ctx in map(Context, MODES):
                _keeps_its_range(module, inputs, case, ctx)


RANGES = ((-1.75, 2.25), (0.5, None), (None, -0.5), (1.25, 3.5), (-4.0, -1.25))


def _ranged(spec: FieldSpec, low: float | None, high: float | None) -> FieldSpec:
    if spec.kind != "float" or spec.low is not None or spec.high is not None:
        return spec
    return replace(spec, low=low, high=high)


def _keeps_its_range(module: Module, specs: Specs, case: Case, ctx: Context) -> None:
    rng = np.random.default_rng(0)
    inputs = list(case.inputs)
    for place, (spec, x) in enumerate(zip(specs, case.inputs, strict=True)):
        if spec.kind == "float" and x.dtype.kind == "f":
            # Mistakes in a range show at the ends of another: half of all values lie there.
            ends = [x if end is None else end for end in (spec.low, spec.high)]
            inputs[place] = np.choose(rng.choice((0, 0, 1, 2), x.shape), (x, *ends))
    outputs, _, _ = module.forward(tuple(inputs), case.weights, case.state, ctx)
    for y, rule in zip(outputs, module.infer(specs), strict=True):
        assert rule.low is None or np.min(y) >= rule.low - 1e-9 * max(1.0, abs(rule.low))
        assert rule.high is None or np.max(y) <= rule.high + 1e-9 * max(1.0, abs(rule.high))


@each_case
def test_odd_inputs_are_answered_in_words(module: Module, specs: Specs) -> None:
    """Any shape at any port is either read as the shape rule says or refused in words."""
    tried = [
        (*specs[:place], odd, *specs[place + 1 :]) for odd in ODD for place in range(len(specs))
    ]
    tried += [(odd,) * len(specs) for odd in ODD]
    for inputs in tried:
        refusal = refused(module, inputs)
        if refusal is not None:
            _is_helpful(refusal, module, inputs)
            continue
        rules = module.infer(inputs)
        for advice in module.review(inputs):
            in_words(advice.message)
            in_words(advice.hint)
            for suggestion in advice.suggestions:
                _is_possible(suggestion, module)
        assert module.weight_count(inputs) >= 0
        assert module.multiply_adds(inputs) >= 0
        assert module.torch_form(inputs).call
        assert module.onnx_form(inputs).nodes
        case = draw_case(module, inputs, 2)
        outputs, backward, _ = module.forward(case.inputs, case.weights, case.state, Context(True))
        for y, rule in zip(outputs, rules, strict=True):
            assert y.shape == ((2, *rule.shape) if rule.batched else rule.shape)
        backward(tuple(np.ones_like(y) for y in outputs))


def refused(module: Module, inputs: Specs) -> ShapeError | None:
    """Return the refusal of the shape rule, or None."""
    try:
        infer_node(module, inputs)
    except ShapeError as error:
        return error
    return None


def _is_helpful(refusal: ShapeError, module: Module, inputs: Specs) -> None:
    in_words(refusal.message)
    in_words(refusal.hint)
    assert module.type_name() in refusal.message
    read = [port.name for port in module.input_ports()]
    assert refusal.port in (*read, *(port.name for port in module.output_ports()))
    if refusal.port in read:
        assert len(read) == 1 or refusal.port in refusal.message
        found = inputs[read.index(refusal.port)]
        told = found.batched and not isinstance(refusal, KindError)
        assert not told or found.text() in refusal.message or str(found.size) in refusal.message
    for suggestion in refusal.suggestions:
        _is_possible(suggestion, module)
        if isinstance(suggestion, Change):
            after = refused(module.replace(**{suggestion.field: suggestion.value}), inputs)
            assert after is None or after.message != refusal.message


def _is_possible(suggestion: Suggestion, module: Module) -> None:
    ports = {port.name for port in module.input_ports()}
    match suggestion:
        case Insert(port, type_name, values):
            assert port in ports
            inserted = modules.get(type_name)
            assert inserted is not None
            inserted(**values)
        case Replace(type_name, values):
            other = modules.get(type_name)
            assert other is not None
            assert {p.name for p in other(**values).input_ports()} == ports
        case Resize(port, size):
            assert port in ports
            assert size >= 1
        case Change(field, _):
            assert field in module.fields
