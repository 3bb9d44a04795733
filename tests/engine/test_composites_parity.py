"""The library's composites equal PyTorch's in float64: outputs, all gradients, state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.project.library import composite
from tests.engine.graphs import close

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
nn = torch.nn

Arrays = Mapping[str, np.ndarray]


def graph_of(name: str, ports: Mapping[str, str], **settings: Any) -> Graph:
    """Return one use of a composite with an Input per port, and a squared error."""
    b = GraphBuilder()
    b.define(composite(name))
    inputs = {port: b.add("Input", field=field, name=field) for port, field in ports.items()}
    use = b.add(name, inputs=inputs, name="use", **settings)
    b.add("MSELoss", use, b.add("Target", field="t", name="t"), name="loss")
    return b.build()


def compare(graph: Graph, shapes: Mapping[str, tuple[int, ...]], judge: Any, names: Any) -> Network:
    """Hold output, loss and gradients of a network to those of a torch module.

    Parameters
    ----------
    shapes
        Shapes of the fields without the batch; ``t`` is the target, the others go to the
        judge in their order.
    judge
        The torch module.
    names
        From a parameter's name in torch to that of the weight.
    """
    net = Network(graph, shapes, batch_size=5, dtype="float64", engine="reference")
    rng = np.random.default_rng(3)
    batch = {name: rng.normal(size=(5, *shape)) for name, shape in shapes.items()}
    # Biases and scales begin with one value, and would hide a mistake.
    drawn = {name: rng.normal(0, 0.5, array.shape) for name, array in net.weights.items()}
    net.set_weights(drawn)
    judge = judge.double().train()
    parameters = dict(judge.named_parameters())
    assert {names(name) for name in parameters} == drawn.keys()
    with torch.no_grad():
        for name, parameter in parameters.items():
            parameter.copy_(torch.from_numpy(drawn[names(name)]))
    inputs = {
        name: torch.from_numpy(batch[name]).requires_grad_() for name in shapes if name != "t"
    }
    y = judge(*inputs.values())
    loss = nn.functional.mse_loss(y, torch.from_numpy(batch["t"]))
    loss.backward()
    assert net.forward(batch, training=True) == pytest.approx(loss.item(), rel=1e-12)
    gradients = net.backward()
    close(net.output("use.y"), y.detach().numpy())
    for name, parameter in parameters.items():
        close(gradients[names(name)], parameter.grad.numpy())
    for name, array in inputs.items():
        close(net.gradient(name), array.grad.numpy())
    return net


def transformer_name(name: str) -> str:
    return f"use.{name.replace('out_proj.', 'out_proj_')}"


@pytest.mark.parametrize("causal", [False, True])
def test_the_encoder_layer_is_that_of_pytorch(causal: bool) -> None:
    class Judge(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.TransformerEncoderLayer(6, 3, 10, dropout=0.0, batch_first=True)

        def forward(self, x: Any) -> Any:
            mask = torch.triu(torch.full((4, 4), -torch.inf, dtype=x.dtype), 1) if causal else None
            return self.layer(x, src_mask=mask)

    settings = {"num_heads": 3, "dim_feedforward": 10, "d_model": 6, "dropout": 0.0}
    graph = graph_of("TransformerEncoderLayer", {"x": "x"}, causal=causal, **settings)
    compare(
        graph,
        {"x": (4, 6), "t": (4, 6)},
        Judge(),
        lambda name: transformer_name(name.removeprefix("layer.")),
    )


@pytest.mark.parametrize("causal", [False, True])
def test_the_decoder_layer_is_that_of_pytorch(causal: bool) -> None:
    class Judge(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.TransformerDecoderLayer(6, 2, 10, dropout=0.0, batch_first=True)

        def forward(self, x: Any, memory: Any) -> Any:
            mask = torch.triu(torch.full((4, 4), -torch.inf, dtype=x.dtype), 1) if causal else None
            return self.layer(x, memory, tgt_mask=mask)

    settings = {"num_heads": 2, "dim_feedforward": 10, "d_model": 6, "dropout": 0.0}
    ports = {"x": "x", "memory": "m"}
    graph = graph_of("TransformerDecoderLayer", ports, causal=causal, **settings)
    compare(
        graph,
        {"x": (4, 6), "m": (7, 6), "t": (4, 6)},
        Judge(),
        lambda name: transformer_name(name.removeprefix("layer.")),
    )


def test_a_position_of_the_decoder_layer_does_not_see_those_behind_it() -> None:
    graph = graph_of("TransformerDecoderLayer", {"x": "x", "memory": "m"}, d_model=8)
    net = Network(graph, {"x": (4, 8), "m": (3, 8), "t": (4, 8)}, batch_size=2, dtype="float64")
    rng = np.random.default_rng(0)
    batch = {"x": rng.normal(size=(2, 4, 8)), "m": rng.normal(size=(2, 3, 8))}
    batch["t"] = np.zeros_like(batch["x"])
    net.forward(batch)
    before = net.output("use.y").copy()
    batch["x"][:, 2] *= -1.0
    net.forward(batch)
    after = net.output("use.y")
    np.testing.assert_array_equal(before[:, :2], after[:, :2])
    assert not np.isclose(before[:, 2:], after[:, 2:]).all(axis=-1).any()


class Residual(nn.Module):
    """He et al. (2016), figure 2, with normalisation as in their section 3.4."""

    def __init__(self, channels: int, size: int) -> None:
        super().__init__()
        for number in (1, 2):
            conv = nn.Conv2d(channels, channels, size, padding="same", bias=False)
            setattr(self, f"conv{number}", conv)
            setattr(self, f"norm{number}", nn.BatchNorm2d(channels))

    def forward(self, x: Any) -> Any:
        h = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(x + self.norm2(self.conv2(h)))


@pytest.mark.parametrize("size", [1, 3, 5])
def test_the_residual_block_is_that_of_the_paper(size: int) -> None:
    judge = Residual(4, size)
    graph = graph_of("ResidualBlock", {"x": "x"}, channels=4, kernel_size=size)
    net = compare(graph, {"x": (4, 6, 5), "t": (4, 6, 5)}, judge, lambda name: f"use.{name}")
    for number in (1, 2):
        norm = getattr(judge, f"norm{number}")
        close(net.state[f"use.norm{number}.running_mean"], norm.running_mean.numpy())
        close(net.state[f"use.norm{number}.running_var"], norm.running_var.numpy())


class Inception(nn.Module):
    """Szegedy et al. (2015), figure 2b, each convolution followed by ReLU."""

    def __init__(self, channels: int, widths: Mapping[str, int]) -> None:
        super().__init__()
        self.conv_1x1 = nn.Conv2d(channels, widths["1x1"], 1)
        self.conv_3x3_reduce = nn.Conv2d(channels, widths["3x3_reduce"], 1)
        self.conv_3x3 = nn.Conv2d(widths["3x3_reduce"], widths["3x3"], 3, padding=1)
        self.conv_5x5_reduce = nn.Conv2d(channels, widths["5x5_reduce"], 1)
        self.conv_5x5 = nn.Conv2d(widths["5x5_reduce"], widths["5x5"], 5, padding=2)
        self.conv_pool = nn.Conv2d(channels, widths["pool"], 1)
        self.pool = nn.MaxPool2d(3, stride=1, padding=1)

    def forward(self, x: Any) -> Any:
        branches = [
            self.conv_1x1(x),
            self.conv_3x3(torch.relu(self.conv_3x3_reduce(x))),
            self.conv_5x5(torch.relu(self.conv_5x5_reduce(x))),
            self.conv_pool(self.pool(x)),
        ]
        return torch.cat([torch.relu(branch) for branch in branches], 1)


def test_the_inception_block_is_that_of_the_paper() -> None:
    widths = {"1x1": 2, "3x3_reduce": 3, "3x3": 4, "5x5_reduce": 1, "5x5": 2, "pool": 3}
    settings = {f"width_{name}": width for name, width in widths.items()}
    graph = graph_of("InceptionBlock", {"x": "x"}, **settings)
    shapes = {"x": (3, 6, 7), "t": (11, 6, 7)}
    compare(graph, shapes, Inception(3, widths), lambda name: f"use.{name}")


@pytest.mark.parametrize(("stride", "padding"), [(1, 1), (2, 1), (2, 0)])
def test_convolution_normalisation_activation(stride: int, padding: int) -> None:
    judge = nn.Sequential()
    judge.add_module("conv", nn.Conv2d(2, 4, 3, stride, padding, bias=False))
    judge.add_module("norm", nn.BatchNorm2d(4))
    judge.add_module("relu", nn.ReLU())
    graph = graph_of(
        "ConvNormActivation", {"x": "x"}, out_channels=4, stride=stride, padding=padding
    )
    with torch.no_grad():
        shape = judge(torch.zeros(1, 2, 6, 6)).shape[1:]
    judge.norm.reset_running_stats()
    compare(graph, {"x": (2, 6, 6), "t": tuple(shape)}, judge, lambda name: f"use.{name}")
