"""Attention in a plan: any wiring of its ports, any settings, both outputs."""

from __future__ import annotations

from dataclasses import dataclass
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.spec import FieldSpec
from guinet.engine.compiled import tensor
from guinet.engine.compiled.kernels import heads
from guinet.engine.compiled.kernels.multihead_attention import MultiheadAttentionKernel
from guinet.engine.network import Network
from guinet.engine.random_batch import random_batch
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import kernel_of

FEW = settings(max_examples=60, derandomize=True, deadline=None, database=None)
# In float64: where sums cancel, float32 leaves more than its tolerance of them.
MANY = settings(max_examples=1500, deadline=None, database=None)

WIRINGS = {
    "self": ("a", "a", "a"),
    "cross": ("a", "b", "b"),
    "query and key": ("a", "a", "b"),
    "query and value": ("a", "b", "a"),
    "apart": ("a", "b", "c"),
    "other widths": ("a", "narrow", "b"),
}


@dataclass(frozen=True)
class Case:
    """A network round one attention, or two that share weights."""

    wiring: str
    reads: str
    heads: int
    head_width: int
    steps: int
    seen: int
    causal: bool
    bias: bool
    dropout: float
    from_data: bool
    twice: bool

    @property
    def width(self) -> int:
        return self.heads * self.head_width

    @property
    def fields(self) -> dict[str, FieldSpec]:
        others = self.steps if self._is_one_sequence else self.seen
        return {
            "a": FieldSpec((self.steps, self.width)),
            **{name: FieldSpec((others, self.width)) for name in ("b", "c")},
            "narrow": FieldSpec((others, self.width + 1)),
            "y": FieldSpec((self.steps, 2)),
        }

    @property
    def used_fields(self) -> dict[str, FieldSpec]:
        used = ("y", *WIRINGS[self.wiring])
        return {name: spec for name, spec in self.fields.items() if name in used}

    @property
    def _is_one_sequence(self) -> bool:
        """Whether all ports must see as many positions."""
        return self.causal or self.wiring in ("self", "query and key", "query and value")

    @property
    def graph(self) -> Graph:
        b = GraphBuilder()
        used = dict.fromkeys(WIRINGS[self.wiring])
        inputs = {name: b.add("Input", field=name) for name in used}
        sources = dict(inputs)
        if not self.from_data:
            sources = {
                name: b.add("Linear", ref, out_features=self.fields[name].shape[1])
                for name, ref in inputs.items()
            }
        settings = {
            "num_heads": self.heads, "causal": self.causal, "bias": self.bias,
            "dropout": self.dropout,
        }  # fmt: skip
        query, key, value = (sources[name] for name in WIRINGS[self.wiring])
        share = "one" if self.twice else None
        ref = first = b.add(
            "MultiheadAttention",
            inputs={"query": query, "key": key, "value": value},
            share=share,
            name="attention",
            **settings,
        )
        if self.twice:
            ref = b.add(
                "MultiheadAttention",
                inputs={"query": first, "key": key, "value": value},
                share=share,
                **settings,
            )
        ends = [ref]
        if self.reads == "both":
            ends.append(ref["attention"])
        elif self.reads == "attention":
            ends = [ref["attention"]]
        if self.reads == "the query too":
            ends.append(query)
        answers = [b.add("Linear", end, out_features=2) for end in ends]
        answer = b.add("Add", *answers) if len(answers) > 1 else answers[0]
        b.add("MSELoss", answer, b.add("Target"))
        return b.build()


CASES = st.builds(
    Case,
    wiring=st.sampled_from(sorted(WIRINGS)),
    reads=st.sampled_from(("y", "both", "attention", "the query too")),
    heads=st.integers(1, 3),
    head_width=st.integers(1, 4),
    steps=st.integers(1, 6),
    seen=st.integers(1, 6),
    causal=st.booleans(),
    bias=st.booleans(),
    dropout=st.sampled_from((0.0, 0.4)),
    from_data=st.booleans(),
    twice=st.booleans(),
)


@FEW
@given(CASES, st.integers(1, 4), st.booleans(), st.sampled_from(("float64", "float32")))
def test_attention_equals_the_reference(case: Case, count: int, training: bool, dtype: str) -> None:
    _compare(case, count, training, dtype)


@settings(FEW, max_examples=25)
@given(CASES, st.integers(1, 4))
def test_attention_head_by_head_equals_the_reference(case: Case, count: int) -> None:
    with (
        mock.patch.object(heads, "_CACHE_BYTES", 1),
        mock.patch.object(tensor, "_CACHE_BYTES", 48),
    ):
        _compare(case, count, True, "float64")


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(CASES, st.integers(1, 4), st.booleans())
def test_many_attentions_equal_the_reference(case: Case, count: int, training: bool) -> None:
    _compare(case, count, training, "float64")


def _compare(case: Case, count: int, training: bool, dtype: str) -> None:
    assert_equal_passes(case.graph, case.used_fields, count=count, training=training, dtype=dtype)


SELF = Case("self", "y", 2, 3, 5, 5, False, True, 0.3, False, False)


def test_attention_has_its_kernel() -> None:
    assert kernel_of(SELF.graph, SELF.used_fields, "attention") is MultiheadAttentionKernel


def test_where_each_position_looked_can_be_kept() -> None:
    names = ["attention:attention"]
    reference, compiled = (
        Network(SELF.graph, SELF.used_fields, 3, keep=names, engine=engine, dtype="float64")
        for engine in ("reference", "compiled")
    )
    batch = random_batch(reference.fields, 3, 0)
    for network in (reference, compiled):
        network.forward(batch, training=True)
    shares = compiled.output(names[0])
    assert shares == pytest.approx(reference.output(names[0]), abs=1e-12)
    assert shares.any()


def test_large_scores_overflow_nowhere() -> None:
    """Softmax is the same for scores all of which are larger by one number."""
    network = Network(SELF.graph, SELF.used_fields, 2, dtype="float32")
    network.set_weights(
        {"attention.in_proj_weight": 100.0 * network.weights["attention.in_proj_weight"]}
    )
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss = network.forward(random_batch(network.fields, 2, 0), training=False)
        network.backward()
    assert np.isfinite(loss)


@pytest.mark.parametrize("counts", [(2, 1), (1, 3, 2)])
def test_parts_of_a_batch_drop_what_the_whole_drops(counts: tuple[int, ...]) -> None:
    assert_parts_equal_the_whole(SELF.graph, SELF.used_fields, counts)
