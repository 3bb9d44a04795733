"""Bilinear, Embedding and FeatureMap."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.advice import Change, Insert
from guinet.core.context import Context
from guinet.core.errors import DataError
from guinet.core.features.features import Polynomial
from guinet.core.features.monomials import monomial_count, words
from guinet.core.initializers import initialize
from guinet.core.spec import FieldSpec
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.graph.builder import GraphBuilder
from guinet.modules.linear.bilinear import Bilinear
from guinet.modules.linear.embedding import Embedding
from guinet.modules.linear.feature_map import FeatureMap
from guinet.modules.linear.linear import Linear
from tests.modules.refusals import refusal

WORDS = FieldSpec((3,), "index", low=0, high=4)


def mapped(x: Array, **settings: object) -> Array:
    (y,), _, _ = FeatureMap(**settings).forward((x,), {}, {}, Context())
    return y


def test_bilinear_by_hand() -> None:
    x1, x2 = np.array([[1.0, 2.0]]), np.array([[3.0, 5.0, 7.0]])
    weight = np.zeros((2, 2, 3))
    weight[0, 1, 2] = 10.0
    weight[1, 0, 0] = weight[1, 0, 1] = 1.0
    (y,), backward, _ = Bilinear(out_features=2, bias=False).forward(
        (x1, x2), {"weight": weight}, {}, Context()
    )
    np.testing.assert_array_equal(y, [[2.0 * 7.0 * 10.0, 3.0 + 5.0]])
    (dx1, dx2), d_weights = backward((np.array([[1.0, 0.0]]),))
    np.testing.assert_array_equal(dx1, [[0.0, 70.0]])
    np.testing.assert_array_equal(dx2, [[0.0, 0.0, 20.0]])
    np.testing.assert_array_equal(d_weights["weight"][0], np.outer(x1, x2))
    assert not d_weights["weight"][1].any()


def test_bilinear_begins_as_in_pytorch() -> None:
    spec = Bilinear(out_features=5).weights((FieldSpec((16,)), FieldSpec((9,))))["weight"]
    assert spec.shape == (5, 16, 9)
    start = initialize(spec, np.random.default_rng(0), "float64")
    assert 0.24 < np.abs(start).max() <= 1 / np.sqrt(16)


def test_bilinear_keeps_the_variance_under_an_initializer_that_promises_it() -> None:
    module = Bilinear(out_features=50, bias=False, weight_init="lecun_normal")
    rng = np.random.default_rng(0)
    specs = (FieldSpec((30,)), FieldSpec((20,)))
    weight = initialize(module.weights(specs)["weight"], rng, "float64")
    inputs = (rng.normal(size=(400, 30)), rng.normal(size=(400, 20)))
    (y,), _, _ = module.forward(inputs, {"weight": weight}, {}, Context())
    assert y.var() == pytest.approx(1.0, rel=0.1)


def test_bilinear_counts_fans_as_pytorch_does() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    specs = (FieldSpec((3,)), FieldSpec((4,)))
    spec = Bilinear(out_features=2, weight_init="he_normal").weights(specs)["weight"]
    fans = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(2, 3, 4))
    assert (spec.fan_in, spec.fan_out) == fans


def test_an_embedding_counts_its_rows_as_a_linear_on_one_hot_rows_does() -> None:
    table = Embedding(embedding_dim=7, weight_init="he_normal").weights((WORDS,))["weight"]
    linear = Linear(out_features=7).weights((FieldSpec((5,)),))["weight"]
    assert (table.fan_in, table.fan_out) == (linear.fan_in, linear.fan_out) == (5, 7)


def test_bilinear_names_both_shapes() -> None:
    error = refusal(Bilinear(), FieldSpec((3, 4)), FieldSpec((5, 4)))
    assert "x1 is N × 3 × 4 while x2 is N × 5 × 4" in error.message
    assert error.suggestions == ()
    error = refusal(Bilinear(), FieldSpec((4,)), FieldSpec((5, 4)))
    assert (error.port, error.suggestions) == ("x2", (Insert("x2", "Flatten"),))
    error = refusal(Bilinear(), FieldSpec((5, 4)), FieldSpec((4,)))
    assert (error.port, error.suggestions) == ("x1", (Insert("x1", "Flatten"),))
    error = refusal(Bilinear(), FieldSpec((4,)), FieldSpec((1, 8, 8)))
    assert "at x2 and gets N × 1 × 8 × 8" in error.message
    assert error.suggestions == (Insert("x2", "Flatten"),)


def test_embedding_takes_rows_and_adds_up_what_comes_back() -> None:
    weight = np.arange(10.0).reshape(5, 2)
    x = np.array([[3, 0, 3], [4, 3, 0]])
    (y,), backward, _ = Embedding(embedding_dim=2).forward((x,), {"weight": weight}, {}, Context())
    np.testing.assert_array_equal(y, [[[6, 7], [0, 1], [6, 7]], [[8, 9], [6, 7], [0, 1]]])
    errors = np.arange(1.0, 13.0).reshape(2, 3, 2)
    (dx,), d_weights = backward((errors,))
    assert dx is None
    expected = np.zeros((5, 2))
    np.add.at(expected, x, errors)
    np.testing.assert_array_equal(d_weights["weight"], expected)


def test_embedding_is_linear_on_one_hot_rows() -> None:
    rng = np.random.default_rng(0)
    weight, x, errors = rng.normal(size=(6, 3)), rng.integers(0, 6, 20), rng.normal(size=(20, 3))
    (y,), backward, _ = Embedding().forward((x,), {"weight": weight}, {}, Context())
    (other,), other_backward, _ = Linear(bias=False).forward(
        (np.eye(6)[x],), {"weight": weight.T}, {}, Context()
    )
    np.testing.assert_allclose(y, other)
    _, found = backward((errors,))
    _, expected = other_backward((errors,))
    np.testing.assert_allclose(found["weight"], expected["weight"].T)


def test_embedding_makes_a_row_per_index_of_the_data() -> None:
    assert Embedding().weights((WORDS,))["weight"].shape == (5, 8)
    assert Embedding(num_embeddings=9).weights((WORDS,))["weight"].shape == (9, 8)
    unknown = FieldSpec((3,), "index")
    assert Embedding(num_embeddings=9).weights((unknown,))["weight"].shape == (9, 8)
    assert Embedding().infer((WORDS,))[0].shape == (3, 8)
    assert Embedding().infer((FieldSpec((), "index", high=1),))[0].shape == (8,)


def test_embedding_begins_normal_with_zeros_for_the_padding() -> None:
    spec = Embedding(embedding_dim=500, padding_idx=2).weights((WORDS,))["weight"]
    start = initialize(spec, np.random.default_rng(0), "float64")
    assert not start[2].any()
    np.testing.assert_allclose(start[[0, 1, 3, 4]].std(axis=1), 1.0, atol=0.1)
    plain = Embedding(embedding_dim=500).weights((WORDS,))["weight"]
    np.testing.assert_array_equal(
        initialize(plain, np.random.default_rng(0), "float64")[3], start[3]
    )


def test_padding_is_zeros_and_never_learned() -> None:
    weight = np.ones((5, 2))
    module = Embedding(embedding_dim=2, padding_idx=1)
    (y,), backward, _ = module.forward((np.array([1, 4, 1]),), {"weight": weight}, {}, Context())
    np.testing.assert_array_equal(y, [[0, 0], [1, 1], [0, 0]])
    assert weight.all()
    _, d_weights = backward((np.ones((3, 2)),))
    np.testing.assert_array_equal(d_weights["weight"].sum(axis=1), [0, 0, 0, 0, 2])


def test_a_table_that_is_too_small_or_unknown() -> None:
    error = refusal(Embedding(num_embeddings=3), WORDS)
    assert "Embedding has the rows 0 to 2, and the indices at x reach 4." in error.message
    assert error.suggestions == (Change("num_embeddings", None),)
    error = refusal(Embedding(), FieldSpec((3,), "index"))
    assert "cannot tell how many rows" in error.message
    assert "num_embeddings" in error.hint
    for endless in (float("inf"), 1e12):
        assert refusal(Embedding(), FieldSpec((3,), "index", low=0, high=endless))
    error = refusal(Embedding(), FieldSpec((3,), "index", low=-1, high=4))
    assert "begin at -1" in error.message
    error = refusal(Embedding(padding_idx=5), WORDS)
    assert "pads with the index 5, and its table has the rows 0 to 4" in error.message
    assert error.suggestions == (Change("padding_idx", None),)


def test_embedding_refuses_numbers_and_grids() -> None:
    assert (
        "takes integer indices at x and gets numbers"
        in refusal(Embedding(), FieldSpec((3,))).message
    )
    grid = FieldSpec((3, 3), "index", low=0, high=4)
    assert "gets N × 3 × 3" in refusal(Embedding(), grid).message


@pytest.mark.parametrize(("wrong", "told"), [(-1, "index -1"), (7, "index 7")])
def test_an_index_that_only_the_data_know_is_answered_in_words(wrong: int, told: str) -> None:
    b = GraphBuilder()
    words = b.add("Embedding", b.add("Input"), num_embeddings=5, embedding_dim=2, name="words")
    b.add("MSELoss", b.add("Flatten", words), b.add("Target"))
    net = Network(b.build(), {"x": FieldSpec((2,), "index"), "y": FieldSpec((4,))}, batch_size=2)
    x = np.array([[0, 4], [1, 2]])
    net.forward({"x": x, "y": np.zeros((2, 4))})
    x[1, 0] = wrong
    with pytest.raises(DataError, match=told):
        net.forward({"x": x, "y": np.zeros((2, 4))})


def test_an_embedding_learns() -> None:
    b = GraphBuilder()
    words = b.add("Embedding", b.add("Input"), embedding_dim=2, name="words")
    b.add("MSELoss", words, b.add("Target"))
    fields = {"x": FieldSpec((), "index", low=0, high=3), "y": FieldSpec((2,))}
    net = Network(b.build(), fields, batch_size=4)
    trainer = net.trainer(optimizer="adam", learning_rate=0.1)
    target = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [-1.0, 0.5]])
    for _ in range(300):
        trainer.step({"x": np.arange(4), "y": target})
    np.testing.assert_allclose(net.weights["words.weight"], target, atol=1e-2)


def test_playground_features_in_order() -> None:
    y = mapped(np.array([[2.0, 3.0]]))
    np.testing.assert_allclose(y, [[2, 3, 4, 9, 6, np.sin(2.0), np.sin(3.0)]])
    y = mapped(np.array([[2.0, 3.0, 5.0]]))
    sines = np.sin([2.0, 3.0, 5.0])
    np.testing.assert_allclose(y, [[2, 3, 5, 4, 9, 25, 6, 10, 15, *sines]])
    np.testing.assert_allclose(mapped(np.array([[2.0]])), [[2, 4, np.sin(2.0)]])


def test_fourier_features_in_order() -> None:
    y = mapped(np.array([[0.3, 0.7]]), kind="fourier", frequencies=2)
    expected = [wave(k * x) for k in (1, 2) for wave in (np.sin, np.cos) for x in (0.3, 0.7)]
    np.testing.assert_allclose(y, [expected])


@pytest.mark.parametrize(("features", "degree"), [(1, 8), (2, 4), (3, 3), (5, 2), (4, 1)])
def test_polynomial_features_are_scikit_learn_s(features: int, degree: int) -> None:
    preprocessing = pytest.importorskip("sklearn.preprocessing", reason="no scikit-learn")
    x = np.random.default_rng(0).normal(size=(4, features))
    expected = preprocessing.PolynomialFeatures(degree, include_bias=False).fit_transform(x)
    np.testing.assert_allclose(mapped(x, kind="polynomial", degree=degree), expected)
    assert monomial_count(features, degree) == expected.shape[1]
    assert sum(len(words(features, d)) for d in range(1, degree + 1)) == expected.shape[1]


def test_the_way_back_through_monomials_leaves_the_errors_alone() -> None:
    x, dy = np.array([[2.0, 3.0]]), np.zeros((1, 9))
    _, back = Polynomial(3).compute(x)
    dy[0, 6] = 1.0  # x1² x2
    np.testing.assert_array_equal(back(dy), [[12.0, 4.0]])
    np.testing.assert_array_equal(back(dy), [[12.0, 4.0]])


def test_features_are_made_per_position() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 2))
    for kind in ("playground", "polynomial", "fourier"):
        y = mapped(x, kind=kind, degree=3, frequencies=2)
        np.testing.assert_array_equal(y[:, 1], mapped(x[:, 1], kind=kind, degree=3, frequencies=2))


def test_too_many_features_are_refused_with_what_would_do() -> None:
    error = refusal(FeatureMap(kind="polynomial", degree=8), FieldSpec((10,)))
    assert "would make 43757 features of N × 10, and at most 4096" in error.message
    assert error.suggestions == (Change("degree", 5),)
    error = refusal(FeatureMap(kind="fourier", frequencies=64), FieldSpec((100,)))
    assert error.suggestions == (Change("frequencies", 20),)
    assert refusal(FeatureMap(), FieldSpec((784,))).suggestions == ()
    error = refusal(FeatureMap(), FieldSpec((1, 8, 8)))
    assert error.suggestions == (Insert("x", "Flatten"),)


def test_the_formula_shown_is_that_of_the_kind() -> None:
    lines = {FeatureMap(kind=kind).formulas().forward for kind in FeatureMap.kind.choices}
    assert len(lines) == 3
    assert all(len(line) == 1 for line in lines)
    assert FeatureMap.formula == FeatureMap().formulas()


def test_the_largest_inputs_and_degree_stay_finite_in_float32() -> None:
    x = np.array([[1e4, -1e4]], np.float32)
    y = mapped(x, kind="polynomial", degree=8)
    assert y.dtype == np.float32
    assert np.isfinite(y).all()
