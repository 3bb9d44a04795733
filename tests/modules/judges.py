"""The independent judges of the arithmetic: PyTorch and onnxruntime, run on a module's forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from guinet.core.context import Context
from guinet.core.gradient_law import Case, port_names
from guinet.core.module import Module
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Gradients


def torch_pass(
    module: Module,
    specs: Specs,
    case: Case,
    training: bool,
    weighting: Gradients,
    dtype: str = "float64",
) -> tuple[list[Array], dict[str, Array], dict[str, Array]]:
    """Run the PyTorch form; return outputs, gradients by name, and the state afterwards."""
    case = cast(case, dtype)
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    form = module.torch_form(specs)
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "training": training}
    tensors: dict[str, Any] = {}
    for name, values in zip(port_names(module), case.inputs, strict=True):
        tensors[name] = torch.tensor(values, requires_grad=values.dtype.kind == "f")
    made = None
    if form.constructor is not None:
        made = names["module"] = eval(form.constructor, dict(names))
        made = made.to(getattr(torch, dtype))
        arrays = {**case.weights, **case.state}
        own = made.state_dict()
        own.update({form.parameters[name]: torch.tensor(a) for name, a in arrays.items()})
        made.load_state_dict(own)
        made.train(training)
    places = {name: name for name in (*tensors, "module", "training")}
    # What the form makes anew has PyTorch's default type, as in a program that uses it.
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        result = eval(form.call.format(**places), names | tensors)
    finally:
        torch.set_default_dtype(torch.float32)
    outputs = list(result) if isinstance(result, tuple) else [result]
    total = sum(
        (y * torch.tensor(factor.astype(dtype))).sum()
        for y, factor in zip(outputs, weighting, strict=True)
        if factor is not None
    )
    gradients = {}
    if total.requires_grad:
        total.backward()
    for name, tensor in tensors.items():
        if tensor.requires_grad:
            grad = torch.zeros_like(tensor) if tensor.grad is None else tensor.grad
            gradients[name] = grad.numpy()
    state = {}
    if made is not None:
        parameters = dict(made.named_parameters())
        for name in case.weights:
            gradients[name] = parameters[form.parameters[name]].grad.numpy()
        buffers = dict(made.named_buffers())
        state = {name: buffers[form.parameters[name]].numpy() for name in case.state}
    return [y.detach().numpy() for y in outputs], gradients, state


def onnx_outputs(
    module: Module, specs: Specs, case: Case, opset: int, shapes: list[tuple[int, ...]]
) -> list[Array]:
    """Run the ONNX form in onnxruntime, in float32, and hold it to the shapes."""
    onnx = pytest.importorskip("onnx", reason="onnx is not installed")
    runtime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    form = module.onnx_form(specs)
    nodes = [
        onnx.helper.make_node(node.op, node.inputs, node.outputs, **node.attributes)
        for node in form.nodes
    ]
    arrays = {**case.weights, **case.state, **form.constants}
    initial = [onnx.numpy_helper.from_array(_single(a), name) for name, a in arrays.items()]
    feeds = {
        name: _single(values) for name, values in zip(port_names(module), case.inputs, strict=True)
    }
    inputs = [
        onnx.helper.make_tensor_value_info(
            name, onnx.helper.np_dtype_to_tensor_dtype(values.dtype), values.shape
        )
        for name, values in feeds.items()
    ]
    kinds = {"index": onnx.TensorProto.INT64}
    outputs = [
        onnx.helper.make_tensor_value_info(
            port.name, kinds.get(rule.kind, onnx.TensorProto.FLOAT), shape
        )
        for port, rule, shape in zip(
            module.output_ports(), module.infer(specs), shapes, strict=True
        )
    ]
    graph = onnx.helper.make_graph(nodes, "law", inputs, outputs, initial)
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", opset)], ir_version=9
    )
    onnx.checker.check_model(model, full_check=True)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = runtime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    found: list[Array] = session.run(None, feeds)
    return found


def close(found: Array, expected: Array, tolerance: float, noise: float = 0.0) -> None:
    """Compare relative to the tensor's maximum; ``noise`` is allowed besides."""
    assert np.shape(found) == np.shape(expected)
    largest = max(float(np.max(np.abs(expected), initial=0.0)), 1e-30)
    assert float(np.max(np.abs(found - expected), initial=0.0)) <= tolerance * largest + noise


def cast(case: Case, dtype: str) -> Case:
    """Return the case in another floating-point type."""

    def one(array: Array) -> Array:
        return array.astype(dtype) if array.dtype.kind == "f" else array

    return Case(
        tuple(one(x) for x in case.inputs),
        {name: one(array) for name, array in case.weights.items()},
        {name: one(array) for name, array in case.state.items()},
    )


def compare_with_pytorch(
    module: Module, specs: Specs, case: Case, training: bool, dtype: str, tolerance: float
) -> None:
    """Hold outputs, gradients and state against PyTorch's; random ones cannot be."""
    case = cast(case, dtype)
    drawn: list[int] = []

    class Watched(Context):
        @property
        def rng(self) -> np.random.Generator:
            drawn.append(1)
            return super().rng

    ctx = Watched(training, dtype=dtype)
    outputs, backward, new_state = module.forward(case.inputs, case.weights, case.state, ctx)
    if drawn:
        assert training  # random numbers differ from PyTorch's; evaluation draws none
        return
    rng = np.random.default_rng(0)
    weighting = tuple(rng.standard_normal(y.shape).astype(dtype) for y in outputs)
    d_inputs, d_weights = backward(weighting)
    found = dict(zip(port_names(module), d_inputs, strict=True)) | dict(d_weights)
    try:
        expected, gradients, state = torch_pass(module, specs, case, training, weighting, dtype)
    except ValueError as error:
        # PyTorch's normalisations refuse to train on a single value, which has no variance.
        if re.match(r"Expected more than 1 (value per channel|spatial element)", str(error)):
            return
        raise
    theirs = _named(expected, gradients, state)
    ours = _named(
        outputs,
        {n: np.zeros_like(g) if found[n] is None else found[n] for n, g in gradients.items()},
        {n: new_state.get(n, case.state[n]) for n in state},
    )
    assert ours.keys() == theirs.keys()
    try:
        for name, values in theirs.items():
            close(ours[name], values, tolerance)
    except AssertionError:
        if dtype != "float32":
            raise
        noise = _noise(module, specs, case, training, weighting)
        for name, values in theirs.items():
            close(ours[name], values, tolerance, 4 * noise[name])


def _named(
    outputs: Sequence[Array], gradients: Mapping[str, Array], state: Mapping[str, Array]
) -> dict[str, Array]:
    named = {f"output {place}": y for place, y in enumerate(outputs)}
    named |= {f"gradient of {name}": gradient for name, gradient in gradients.items()}
    return named | {f"state {name}": values for name, values in state.items()}


def _noise(
    module: Module, specs: Specs, case: Case, training: bool, weighting: Gradients
) -> dict[str, float]:
    """Return how far PyTorch in float32 is from itself in float64, at most, around a case.

    Where large terms cancel, as in the gradient of two numbers that are normalised together,
    or in a saturated cell, single precision leaves about this: right answers differ by some of it.
    """
    noise: dict[str, float] = {}
    for step in range(8):
        inputs = tuple(x * (1 + step / 4096) if x.dtype.kind == "f" else x for x in case.inputs)
        near = cast(Case(inputs, case.weights, case.state), "float32")
        single = _named(*torch_pass(module, specs, near, training, weighting, "float32"))
        exact = _named(*torch_pass(module, specs, near, training, weighting, "float64"))
        for name, values in exact.items():
            error = float(np.max(np.abs(single[name] - values), initial=0.0))
            noise[name] = max(noise.get(name, 0.0), error)
    return noise


def compare_with_onnx(module: Module, specs: Specs, case: Case, opset: int) -> None:
    """Hold the outputs in evaluation against onnxruntime's, in float32."""
    outputs, _, _ = module.forward(case.inputs, case.weights, case.state, Context())
    found = onnx_outputs(module, specs, case, opset, [y.shape for y in outputs])
    # What single precision cannot know of a result, onnxruntime's cannot either.
    own = cast(case, "float32")
    singles, _, _ = module.forward(own.inputs, own.weights, own.state, Context())
    for y, single, other in zip(outputs, singles, found, strict=True):
        close(other, y, 1e-5, 4 * float(np.max(np.abs(single - y), initial=0.0)))


def stays_finite(module: Module, specs: Specs, case: Case, training: bool, pattern: str) -> None:
    """Give inputs of ±1e4, or the ends of their range, in float32 and demand finite numbers."""
    case = cast(case, "float32")
    read = module.infer(specs) if isinstance(module, Source) else specs
    inputs = tuple(
        _extreme(x, spec, pattern) if spec.kind == "float" else x
        for x, spec in zip(case.inputs, read, strict=True)
    )
    # An intermediate infinity is no mistake where the result is right: x / (1 + e⁻ˣ) at -1e4.
    with np.errstate(over="ignore", invalid="raise", divide="raise"):
        outputs, backward, new_state = module.forward(
            inputs, case.weights, case.state, Context(training)
        )
        d_inputs, d_weights = backward(tuple(np.ones_like(y) for y in outputs))
    arrays = (*outputs, *d_inputs, *d_weights.values(), *new_state.values())
    assert all(np.isfinite(array).all() for array in arrays if array is not None)


def _extreme(x: Array, spec: FieldSpec, pattern: str) -> Array:
    low = -1e4 if spec.low is None else spec.low
    high = 1e4 if spec.high is None else spec.high
    chosen = {"both signs": x > np.median(x), "all high": True, "all low": False}[pattern]
    return np.broadcast_to(np.where(chosen, high, low), x.shape).astype(x.dtype)


def _single(values: Array) -> Array:
    return np.asarray(values, np.float32 if values.dtype.kind == "f" else np.int64)
