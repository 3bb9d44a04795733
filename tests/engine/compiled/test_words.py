"""Embedding and PositionalEncoding in a plan: what stands before a transformer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guinet.core.errors import DataError
from guinet.core.spec import FieldSpec
from guinet.engine.compiled import tensor
from guinet.engine.compiled.kernels.embedding import EmbeddingKernel
from guinet.engine.compiled.kernels.positional_encoding import PositionalEncodingKernel
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from tests.engine.compiled.equivalence import assert_equal_passes
from tests.engine.compiled.parts import assert_parts_equal_the_whole
from tests.engine.compiled.surroundings import around, kernel_of, surroundings

FEW = settings(max_examples=50, derandomize=True, deadline=None, database=None)
# In float64: where sums cancel, float32 leaves more than its tolerance of them.
MANY = settings(max_examples=1000, deadline=None, database=None)


@dataclass(frozen=True)
class Words:
    """One or two looks into a table."""

    shape: tuple[int, ...]
    rows: int
    width: int
    padding: bool
    twice: bool

    @property
    def fields(self) -> dict[str, FieldSpec]:
        words = FieldSpec(self.shape, "index", low=0, high=self.rows - 1)
        return {"x": words, "z": words, "y": FieldSpec((2,))}

    @property
    def graph(self) -> Graph:
        b = GraphBuilder()
        settings: dict[str, Any] = {
            "embedding_dim": self.width, "padding_idx": self.rows - 1 if self.padding else None,
        }  # fmt: skip
        first = b.add("Input", field="x")
        second = b.add("Input", field="z") if self.twice else first
        h = b.add("Embedding", first, share="table", name="table", **settings)
        if self.twice:
            h = b.add("Multiply", h, b.add("Embedding", second, share="table", **settings))
        h = b.add("Linear", b.add("Flatten", b.add("Tanh", h)), out_features=2)
        b.add("MSELoss", h, b.add("Target", field="y"))
        return b.build()

    @property
    def used_fields(self) -> dict[str, FieldSpec]:
        return {name: spec for name, spec in self.fields.items() if name != "z" or self.twice}


WORDS = st.builds(
    Words,
    shape=st.sampled_from(((), (1,), (5,))),
    rows=st.integers(1, 7),
    width=st.integers(1, 4),
    padding=st.booleans(),
    twice=st.booleans(),
)
DTYPES = st.sampled_from(("float64", "float32"))


@FEW
@given(WORDS, st.integers(1, 6), st.booleans(), DTYPES)
def test_embeddings_equal_the_reference(
    words: Words, count: int, training: bool, dtype: str
) -> None:
    assert_equal_passes(words.graph, words.used_fields, count=count, training=training, dtype=dtype)


@pytest.mark.many
@pytest.mark.timeout(3600)
@MANY
@given(WORDS, st.integers(1, 40))
def test_many_embeddings_equal_the_reference(words: Words, count: int) -> None:
    assert_equal_passes(words.graph, words.used_fields, count=count)


def test_an_index_beyond_the_table_is_said_in_words() -> None:
    words = Words((3,), 4, 2, False, False)
    network = Network(words.graph, words.used_fields, 1)
    executor = network.executor
    samples = {
        path: array.copy()
        for path, array in network.read({"x": [[0, 1, 3]], "y": [[0.0, 0.0]]})[0].items()
    }
    index = next(array for array in samples.values() if array.dtype.kind == "i")
    index[0, 1] = 4
    with pytest.raises(DataError, match=r"rows 0 to 3, and the data hold the index 4"):
        executor.forward(samples, True)


@FEW
@given(
    surroundings, st.sampled_from(("sinusoidal", "learned")), st.integers(1, 5), st.integers(1, 4),
    st.integers(1, 4), st.integers(1, 2), DTYPES,
)  # fmt: skip
def test_positional_encodings_equal_the_reference(
    place: tuple[str, str], kind: str, steps: int, width: int, count: int, uses: int, dtype: str
) -> None:
    graph, fields = around("PositionalEncoding", {"kind": kind}, (steps, width), place, uses, "p")
    assert_equal_passes(graph, fields, count=count, dtype=dtype)


@settings(FEW, max_examples=25)
@given(surroundings, st.sampled_from(("sinusoidal", "learned")))
def test_positional_encodings_in_small_pieces_equal_the_reference(
    place: tuple[str, str], kind: str
) -> None:
    with mock.patch.object(tensor, "_CACHE_BYTES", 48):
        graph, fields = around("PositionalEncoding", {"kind": kind}, (3, 4), place)
        assert_equal_passes(graph, fields)


def test_words_have_their_kernels() -> None:
    words = Words((3,), 4, 2, False, False)
    assert kernel_of(words.graph, words.used_fields, "table") is EmbeddingKernel
    graph, fields = around("PositionalEncoding", {}, (3, 4))
    assert kernel_of(graph, fields) is PositionalEncodingKernel


def test_parts_of_a_batch_learn_one_table() -> None:
    words = Words((4,), 3, 2, True, True)
    assert_parts_equal_the_whole(words.graph, words.used_fields, (2, 3))
    graph, fields = around("PositionalEncoding", {"kind": "learned"}, (3, 4))
    assert_parts_equal_the_whole(graph, fields, (2, 3))


def test_padding_stands_for_zeros_whatever_the_table_holds() -> None:
    words = Words((4,), 3, 2, True, False)
    network = Network(words.graph, words.used_fields, 2, keep=["table"], dtype="float64")
    table = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    network.set_weights({"table.weight": table})
    x = np.array([[0, 2, 1, 2], [2, 2, 0, 1]])
    network.forward({"x": x, "y": np.zeros((2, 2))}, training=True)
    expected = np.where(x[..., np.newaxis] == 2, 0.0, table[x])
    assert np.array_equal(network.output("table"), expected)


def test_rows_as_long_as_a_way_of_the_cache_are_turned_like_others() -> None:
    """They go eight at a time: here two times eight and a rest."""
    words = Words((64,), 9, 19, False, False)
    assert_equal_passes(words.graph, words.used_fields, count=16, dtype="float32")
    assert_equal_passes(words.graph, words.used_fields, count=8)
