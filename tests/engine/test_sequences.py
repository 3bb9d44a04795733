"""Sequences in whole networks: an encoder's states begin a decoder; an LSTM learns."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.graphs import batch_for, close, make

FIELDS = {"x": (7, 3), "z": (4, 2), "y": (4, 2)}
SETTINGS = {"hidden_size": 5, "num_layers": 2}


def encoder_decoder(kind: str) -> Graph:
    b = GraphBuilder()
    encoder = b.add(kind, b.add("Input", name="x"), name="encoder", **SETTINGS)
    states = {"h_0": encoder["h_n"]}
    if kind == "LSTM":
        states["c_0"] = encoder["c_n"]
    words = b.add("Input", field="z", name="z")
    decoder = b.add(
        kind, inputs={"x": words, **states}, initial_state=True, name="decoder", **SETTINGS
    )
    out = b.add("Linear", decoder, out_features=2, name="out")
    b.add("MSELoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_decoder_goes_on_where_the_encoder_ended(kind: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    network = make(encoder_decoder(kind), FIELDS)
    batch = batch_for(network)
    loss = network.forward(batch)
    gradients = network.backward()

    class Both(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            recurrent = getattr(torch.nn, kind)
            self.encoder = recurrent(3, 5, 2, batch_first=True)
            self.decoder = recurrent(2, 5, 2, batch_first=True)
            self.out = torch.nn.Linear(5, 2)

        def forward(self, x: object, z: object) -> object:
            _, states = self.encoder(x)
            return self.out(self.decoder(z, states)[0])

    both = Both().double()
    both.load_state_dict({name: torch.tensor(array) for name, array in network.weights.items()})
    tensors = {name: torch.tensor(array) for name, array in batch.items()}
    other = torch.nn.functional.mse_loss(both(tensors["x"], tensors["z"]), tensors["y"])
    other.backward()
    assert loss == pytest.approx(other.item(), rel=1e-12)
    theirs = {name: tensor.grad.numpy() for name, tensor in both.named_parameters()}
    assert gradients.keys() == theirs.keys()
    for name, gradient in gradients.items():
        assert close(gradient, theirs[name])


def test_the_last_state_of_an_lstm_learns_what_came_first() -> None:
    b = GraphBuilder()
    lstm = b.add("LSTM", b.add("Input", name="x"), hidden_size=8, name="lstm")
    out = b.add("Linear", lstm["last"], out_features=1, name="out")
    b.add("BCEWithLogitsLoss", out, b.add("Target", name="y"), name="loss")
    network = Network(b.build(), {"x": (5, 1), "y": (1,)}, batch_size=64, seed=1)
    trainer = network.trainer(optimizer="adam", learning_rate=0.02)
    rng = np.random.default_rng(0)

    def batch() -> dict[str, np.ndarray]:
        x = rng.uniform(-1, 1, (64, 5, 1))
        return {"x": x, "y": (x[:, 0] > 0).astype(float)}

    first = trainer.step(batch())
    for _ in range(250):
        trainer.step(batch())
    assert first > 0.6
    assert network.forward(batch()) < 0.2
