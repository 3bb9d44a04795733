"""RNN, GRU and LSTM in a plan: layers, directions, states in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled import tensor
from guinet.engine.compiled.kernels import unrolled
from guinet.engine.compiled.kernels.gru import GRUKernel
from guinet.engine.compiled.kernels.lstm import LSTMKernel
from guinet.engine.compiled.kernels.rnn import RNNKernel
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.builder import GraphBuilder, Ref
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import kernel_of

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
# In float64: where sums cancel, float32 leaves more than its tolerance of them.
MANY = settings(max_examples=1500, deadline=None, database=None)


@dataclass(frozen=True)
class Case:
    """An encoder whose outputs are read in all ways, and perhaps a decoder that goes on."""

    kind: str
    reads: tuple[str, ...]
    steps: int
    hidden: int
    layers: int
    bidirectional: bool
    bias: bool
    dropout: float
    nonlinearity: str
    from_data: bool
    decodes: bool
    shares: bool

    @property
    def fields(self) -> dict[str, FieldSpec]:
        return {"x": FieldSpec((self.steps, 3)), "y": FieldSpec((2,))}

    @property
    def graph(self) -> Graph:
        b = GraphBuilder()
        x = b.add("Input")
        if not self.from_data:
            x = b.add("Tanh", b.add("Linear", x, out_features=3))
        settings: dict[str, Any] = {
            "hidden_size": self.hidden, "num_layers": self.layers, "dropout": self.dropout,
            "bidirectional": self.bidirectional, "bias": self.bias,
        }  # fmt: skip
        if self.kind == "RNN":
            settings["nonlinearity"] = self.nonlinearity
        share = "one" if self.shares else None
        encoder = b.add(self.kind, x, share=share, name="encoder", **settings)
        ends = [self._row(b, encoder[port]) for port in self._ports(self.reads)]
        if self.decodes:
            states = {"h_0": encoder["h_n"]}
            if self.kind == "LSTM":
                # Both from one output at times: two gradients of one node for one place.
                states["c_0"] = encoder["h_n"] if self.shares else encoder["c_n"]
            decoder = b.add(
                self.kind, inputs={"x": x, **states}, initial_state=True, share=share, **settings
            )
            ends += [self._row(b, decoder[port]) for port in self._ports(self.reads)]
        answers = [b.add("Linear", end, out_features=2) for end in ends]
        answer = b.add("Add", *answers) if len(answers) > 1 else answers[0]
        b.add("MSELoss", answer, b.add("Target"))
        return b.build()

    def _ports(self, names: tuple[str, ...]) -> list[str]:
        return [name for name in names if name != "c_n" or self.kind == "LSTM"]

    def _row(self, b: GraphBuilder, ref: Ref) -> Ref:
        return b.add("Flatten", ref)


PORTS = ("y", "last", "h_n", "c_n")
CASES = st.builds(
    Case,
    kind=st.sampled_from(("RNN", "GRU", "LSTM")),
    reads=st.lists(st.sampled_from(PORTS), unique=True, max_size=3).map(
        lambda some: (
            ("last", *(port for port in some if port != "last")) if "y" not in some else tuple(some)
        )
    ),
    steps=st.integers(1, 5),
    hidden=st.integers(1, 4),
    layers=st.integers(1, 3),
    bidirectional=st.booleans(),
    bias=st.booleans(),
    dropout=st.sampled_from((0.0, 0.4)),
    nonlinearity=st.sampled_from(("tanh", "relu")),
    from_data=st.booleans(),
    decodes=st.booleans(),
    shares=st.booleans(),
)


@FEW
@given(CASES, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_recurrent_modules_equal_the_reference(
    case: Case, count: int, training: bool, dtype: str
) -> None:
    assert_equal_passes(case.graph, case.fields, count=count, training=training, dtype=dtype)


@settings(FEW, max_examples=25)
@given(CASES, st.integers(1, 4))
def test_recurrent_modules_in_small_pieces_equal_the_reference(case: Case, count: int) -> None:
    with (
        mock.patch.object(unrolled, "_CACHE_BYTES", 1),
        mock.patch.object(tensor, "_CACHE_BYTES", 48),
    ):
        assert_equal_passes(case.graph, case.fields, count=count)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(CASES, st.integers(1, 4), st.booleans())
def test_many_recurrent_modules_equal_the_reference(case: Case, count: int, training: bool) -> None:
    assert_equal_passes(case.graph, case.fields, count=count, training=training)


PLAIN = Case("LSTM", ("last",), 4, 3, 2, True, True, 0.3, "tanh", False, True, False)


@pytest.mark.parametrize(
    ("kind", "kernel"), [("RNN", RNNKernel), ("GRU", GRUKernel), ("LSTM", LSTMKernel)]
)
def test_recurrent_modules_have_their_kernels(kind: str, kernel: type) -> None:
    case = Case(kind, ("last",), 4, 3, 1, False, True, 0.0, "tanh", False, False, False)
    assert kernel_of(case.graph, case.fields, "encoder") is kernel


@pytest.mark.parametrize("port", PORTS)
def test_outputs_that_nobody_reads_can_be_kept(port: str) -> None:
    name = f"encoder:{port}"
    reference, compiled = (
        Network(PLAIN.graph, PLAIN.fields, 3, keep=[name], engine=engine, dtype="float64")
        for engine in ("reference", "compiled")
    )
    batch = random_batch(reference.fields, 3, 0)
    for network in (reference, compiled):
        network.forward(batch, training=True)
    assert compiled.output(name) == pytest.approx(reference.output(name), abs=1e-12)
    assert compiled.output(name).any()


@pytest.mark.parametrize("counts", [(2, 1), (1, 3, 2)])
def test_parts_of_a_batch_drop_what_the_whole_drops(counts: tuple[int, ...]) -> None:
    assert_parts_equal_the_whole(PLAIN.graph, PLAIN.fields, counts)
