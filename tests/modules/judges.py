"""The independent judges of the arithmetic: PyTorch and onnxruntime, run on a module's forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.gradient_law import Case, port_names
from guinet.core.module import Module
from guinet.core.spec import Specs
from guinet.core.types import Array, Gradients


def torch_pass(
    module: Module, specs: Specs, case: Case, training: bool, weighting: Gradients
) -> tuple[list[Array], dict[str, Array], dict[str, Array]]:
    """Run the PyTorch form; return outputs, gradients by name, and the state afterwards."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    form = module.torch_form(specs)
    names = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "training": training}
    tensors: dict[str, Any] = {}
    for name, values in zip(port_names(module), case.inputs, strict=True):
        tensors[name] = torch.tensor(values, requires_grad=values.dtype.kind == "f")
    made = None
    if form.constructor is not None:
        made = names["module"] = eval(form.constructor, dict(names)).double()
        arrays = {**case.weights, **case.state}
        own = made.state_dict()
        own.update({form.parameters[name]: torch.tensor(a) for name, a in arrays.items()})
        made.load_state_dict(own)
        made.train(training)
    places = {name: name for name in (*tensors, "module", "training")}
    result = eval(form.call.format(**places), names | tensors)
    outputs = list(result) if isinstance(result, tuple) else [result]
    total = sum(
        (y * torch.tensor(factor)).sum()
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
    kind = onnx.TensorProto.INT64 if _is_whole(case) else onnx.TensorProto.FLOAT
    outputs = [
        onnx.helper.make_tensor_value_info(port.name, kind, shape)
        for port, shape in zip(module.output_ports(), shapes, strict=True)
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


def _single(values: Array) -> Array:
    return np.asarray(values, np.float32 if values.dtype.kind == "f" else np.int64)


def _is_whole(case: Case) -> bool:
    return all(values.dtype.kind == "i" for values in case.inputs)
