"""Recurrent modules, attention and positions: values by hand, PyTorch over long ways, words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from guinet.core.advice import Change, Replace, Resize
from guinet.core.context import Context, generator
from guinet.core.gradient_law import Case, draw_case
from guinet.core.initializers import initialize
from guinet.core.module import Module
from guinet.core.sequences.recurrent import Recurrent
from guinet.core.spec import FieldSpec
from guinet.core.types import Array, Arrays
from guinet.modules.sequence.gru import GRU
from guinet.modules.sequence.lstm import LSTM
from guinet.modules.sequence.multihead_attention import MultiheadAttention
from guinet.modules.sequence.positional_encoding import PositionalEncoding
from guinet.modules.sequence.rnn import RNN
from tests.modules.judges import close, torch_pass
from tests.modules.refusals import refusal

each_recurrent = pytest.mark.parametrize("kind", [RNN, LSTM, GRU], ids=lambda t: t.__name__)
LONG = FieldSpec((50, 3))


def run(module: Module, inputs: Arrays, weights: dict[str, Array], training: bool = False) -> Any:
    outputs, backward, _ = module.forward(inputs, weights, {}, Context(training, 1, "here", 1))
    return outputs, backward


def small_weights(module: Module, specs: tuple[FieldSpec, ...]) -> dict[str, Array]:
    """Return weights as training would begin with."""
    rng = generator(3, "weights")
    return {n: initialize(spec, rng, "float64") for n, spec in module.weights(specs).items()}


def test_two_steps_of_an_rnn_by_hand() -> None:
    """h1 = 2·1 + 0.5 = 2.5; h2 = 2·3 − 1·2.5 + 0.5 = 4; backwards δ2 = 1, δ1 = −1."""
    module = RNN(hidden_size=1, nonlinearity="relu")
    weights = {
        "weight_ih_l0": np.array([[2.0]]),
        "weight_hh_l0": np.array([[-1.0]]),
        "bias_ih_l0": np.array([0.25]),
        "bias_hh_l0": np.array([0.25]),
    }
    x = np.array([[[1.0], [3.0]]])
    (y, last, h_n), backward = run(module, (x,), weights)
    np.testing.assert_array_equal(y, [[[2.5], [4.0]]])
    np.testing.assert_array_equal(last, [[4.0]])
    np.testing.assert_array_equal(h_n, [[[4.0]]])
    (dx,), d_weights = backward((None, np.array([[1.0]]), None))
    np.testing.assert_array_equal(dx, [[[-2.0], [2.0]]])
    # Errors times inputs: −1·1 + 1·3; errors times states before: −1·0 + 1·2.5; sum of errors.
    np.testing.assert_array_equal(d_weights["weight_ih_l0"], [[2.0]])
    np.testing.assert_array_equal(d_weights["weight_hh_l0"], [[2.5]])
    np.testing.assert_array_equal(d_weights["bias_ih_l0"], [0.0])
    np.testing.assert_array_equal(d_weights["bias_hh_l0"], [0.0])


def test_the_relu_of_an_rnn_has_no_derivative_at_zero() -> None:
    module = RNN(hidden_size=1, nonlinearity="relu", bias=False)
    weights = {"weight_ih_l0": np.ones((1, 1)), "weight_hh_l0": np.ones((1, 1))}
    (y, _, _), backward = run(module, (np.zeros((1, 2, 1)),), weights)
    (dx,), _ = backward((np.ones_like(y), None, None))
    assert not dx.any()


def test_an_lstm_with_open_gates_adds_up() -> None:
    """Input, forget and output gates at 1: the cell is the sum of the proposals so far."""
    module = LSTM(hidden_size=1)
    weights = {
        "weight_ih_l0": np.array([[0.0], [0.0], [1.0], [0.0]]),
        "weight_hh_l0": np.zeros((4, 1)),
        "bias_ih_l0": np.array([50.0, 50.0, 0.0, 50.0]),
        "bias_hh_l0": np.zeros(4),
    }
    x = np.array([[[0.5], [-1.0], [2.0]]])
    (y, _, h_n, c_n), _ = run(module, (x,), weights)
    cells = np.cumsum(np.tanh(x), axis=1)
    np.testing.assert_allclose(y, np.tanh(cells), rtol=1e-12)
    np.testing.assert_allclose(c_n, cells[:, 2:], rtol=1e-12)
    np.testing.assert_allclose(h_n, y[:, 2:], rtol=1e-12)


def test_a_gru_with_a_closed_update_gate_keeps_its_state() -> None:
    module = GRU(hidden_size=1, initial_state=True)
    weights = {
        "weight_ih_l0": np.ones((3, 1)),
        "weight_hh_l0": np.ones((3, 1)),
        "bias_ih_l0": np.array([0.0, 100.0, 0.0]),
        "bias_hh_l0": np.zeros(3),
    }
    (y, _, _), _ = run(module, (np.ones((1, 4, 1)), np.full((1, 1, 1), 0.3)), weights)
    np.testing.assert_allclose(y, np.full((1, 4, 1), 0.3), rtol=1e-12)


@each_recurrent
def test_last_of_both_directions_is_where_each_of_them_ends(kind: type[Recurrent]) -> None:
    module = kind(hidden_size=3, num_layers=2, bidirectional=True)
    specs = (FieldSpec((5, 2)),)
    case = draw_case(module, specs, 4)
    (y, last, h_n, *_), _ = run(module, case.inputs, dict(case.weights))
    np.testing.assert_array_equal(last[:, :3], y[:, -1, :3])
    np.testing.assert_array_equal(last[:, 3:], y[:, 0, 3:])
    np.testing.assert_array_equal(last, h_n[:, 2:].reshape(4, 6))


EACH_OUTPUT = [
    pytest.param(kind, alone, id=f"{kind.__name__}-{'all' if alone is None else alone}")
    for kind in (RNN, LSTM, GRU)
    for alone in (None, *(port.name for port in kind.outputs))
]


@pytest.mark.parametrize(("kind", "alone"), EACH_OUTPUT)
@pytest.mark.parametrize("initial", [False, True], ids=["from zero", "from states"])
def test_fifty_steps_back_are_pytorchs(
    kind: type[Recurrent], alone: str | None, initial: bool
) -> None:
    module = kind(hidden_size=4, num_layers=2, bidirectional=True, initial_state=initial)
    states = (FieldSpec((4, 4)),) * (len(module.input_ports()) - 1)
    specs = (LONG, *states)
    inputs = draw_case(module, specs, 3).inputs
    weights = small_weights(module, specs)
    case = Case(inputs, weights, {})
    outputs, backward = run(module, inputs, weights)
    rng = np.random.default_rng(5)
    weighting = tuple(
        rng.standard_normal(y.shape) if alone in (None, port.name) else None
        for port, y in zip(module.output_ports(), outputs, strict=True)
    )
    # PyTorch keeps no gradient where there is none; a factor of 0 makes it zeros.
    full = tuple(
        np.zeros_like(y) if w is None else w for y, w in zip(outputs, weighting, strict=True)
    )
    expected, gradients, _ = torch_pass(module, specs, case, True, full)
    for ours, theirs in zip(outputs, expected, strict=True):
        close(ours, theirs, 1e-12)
    d_inputs, d_weights = backward(weighting)
    found = dict(zip([p.name for p in module.input_ports()], d_inputs, strict=True)) | d_weights
    assert found.keys() == gradients.keys()
    for name, theirs in gradients.items():
        assert found[name] is not None
        close(found[name], theirs, 1e-11)


@each_recurrent
def test_a_sequence_read_in_two_parts_ends_like_one(kind: type[Recurrent]) -> None:
    """What h_n and c_n say is all that has to be handed on."""
    plain = kind(hidden_size=3, num_layers=2)
    case = draw_case(plain, (FieldSpec((6, 2)),), 4)
    weights, (x,) = dict(case.weights), case.inputs
    whole, _ = run(plain, (x,), weights)
    first, _ = run(plain, (x[:, :4],), weights)
    second, _ = run(plain.replace(initial_state=True), (x[:, 4:], *first[2:]), weights)
    np.testing.assert_allclose(second[0], whole[0][:, 4:], rtol=1e-12)
    for one, other in zip(second[1:], whole[1:], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


@each_recurrent
def test_dropout_acts_between_layers_while_training(kind: type[Recurrent]) -> None:
    dropping = kind(hidden_size=4, num_layers=3, dropout=0.5)
    specs = (FieldSpec((5, 2)),)
    case = draw_case(dropping, specs, 3)
    weights = dict(case.weights)
    plain, _ = run(dropping.replace(dropout=0.0), case.inputs, weights, training=True)
    calm, _ = run(dropping, case.inputs, weights, training=False)
    wild, _ = run(dropping, case.inputs, weights, training=True)
    np.testing.assert_array_equal(calm[0], plain[0])
    assert np.abs(wild[0] - plain[0]).max() > 1e-3
    # The bottom layer stands before any dropout.
    np.testing.assert_array_equal(wild[2][:, 0], plain[2][:, 0])
    # The first sample sees the same numbers whatever comes after it in the batch.
    alone, _ = run(dropping, (case.inputs[0][:1],), weights, training=True)
    np.testing.assert_allclose(alone[0], wild[0][:1], rtol=1e-12)


@each_recurrent
def test_dropout_of_everything_but_a_little_silences_the_top_layers_input(
    kind: type[Recurrent],
) -> None:
    module = kind(hidden_size=2, num_layers=2, dropout=0.999, bias=False)
    case = draw_case(module, (FieldSpec((3, 2)),), 1)
    (y, *_), backward = run(module, case.inputs, dict(case.weights), training=True)
    assert not y.any()
    (dx,), d_weights = backward((np.ones_like(y), None, None, None)[: len(module.output_ports())])
    assert not dx.any()
    assert not d_weights["weight_ih_l0"].any()


@each_recurrent
def test_arrays_begin_within_one_over_root_hidden(kind: type[Recurrent]) -> None:
    module = kind(hidden_size=16, num_layers=2)
    weights = small_weights(module, (FieldSpec((3, 200)),))
    for array in weights.values():
        assert 0.2 < np.abs(array).max() <= 0.25
    glorot = module.replace(weight_ih_init="glorot_uniform", bias_init="zeros")
    weights = small_weights(glorot, (FieldSpec((3, 200)),))
    bound = np.sqrt(6 / (200 + 16))
    assert 0.98 * bound < np.abs(weights["weight_ih_l0"]).max() <= bound
    assert not weights["bias_hh_l1"].any()


def test_known_ranges() -> None:
    x = FieldSpec((3, 2))
    assert [(s.low, s.high) for s in LSTM().infer((x,))] == [(-1.0, 1.0)] * 3 + [(None, None)]
    assert {(s.low, s.high) for s in RNN(nonlinearity="relu").infer((x,))} == {(0.0, None)}
    gru = GRU(hidden_size=2, initial_state=True)
    assert gru.infer((x, FieldSpec((1, 2), low=-3.0, high=0.5)))[0].low == -3.0
    assert gru.infer((x, FieldSpec((1, 2), low=-3.0, high=0.5)))[0].high == 1.0
    assert gru.infer((x, FieldSpec((1, 2))))[0].high is None


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU, PositionalEncoding])
def test_what_is_no_sequence_is_refused(kind: type[Module]) -> None:
    for shape, text in (((4,), "N × 4"), ((3, 8, 8), "N × 3 × 8 × 8")):
        error = refusal(kind(), shape)
        assert error.port == "x"
        assert error.message == (
            f"{kind.__name__} reads a sequence N × T × D at x and gets {text}."
        )
        assert "axis of positions" in error.hint


def test_states_that_do_not_fit_name_what_would() -> None:
    error = refusal(LSTM(hidden_size=4, num_layers=2, initial_state=True), (5, 3), (2, 4), (2, 6))
    assert error.port == "c_0"
    assert error.message == (
        "LSTM begins with N × 2 × 4 (layers and directions, units) at c_0 and gets N × 2 × 6."
    )
    assert error.suggestions == (Change("hidden_size", 6),)
    error = refusal(GRU(hidden_size=4, bidirectional=True, initial_state=True), (5, 3), (4, 4))
    assert error.suggestions == (Change("num_layers", 2),)
    assert refusal(RNN(hidden_size=4, initial_state=True), (5, 3), (4,)).suggestions == ()


def test_remarks_on_settings_without_effect() -> None:
    (remark,) = LSTM(dropout=0.2).review((FieldSpec((4, 2)),))
    assert Change("num_layers", 2) in remark.suggestions
    assert LSTM(dropout=0.2, num_layers=2).review((FieldSpec((4, 2)),)) == ()
    (remark,) = GRU().review((FieldSpec((1, 2)),))
    assert "single position" in remark.message
    assert GRU(initial_state=True).review((FieldSpec((1, 2)), FieldSpec((1, 32)))) == ()


def test_a_long_way_for_an_rnn_is_remarked() -> None:
    module = RNN(hidden_size=4, nonlinearity="relu", initial_state=True)
    assert module.review((FieldSpec((49, 2)), FieldSpec((1, 4)))) == ()
    (remark,) = module.review((FieldSpec((50, 2)), FieldSpec((1, 4))))
    (suggestion,) = remark.suggestions
    assert isinstance(suggestion, Replace)
    assert GRU(**suggestion.settings) == GRU(hidden_size=4, initial_state=True)


def self_attention(
    module: MultiheadAttention, count: int = 3, training: bool = False
) -> tuple[Array, Any, Array, Array]:
    spec = FieldSpec((5, 4))
    case = draw_case(module, (spec,) * 3, count)
    x = case.inputs[0]
    (y, attention), backward = run(module, (x, x, x), dict(case.weights), training)
    return x, backward, y, attention


@pytest.mark.parametrize("causal", [False, True])
def test_shares_add_up_to_one(causal: bool) -> None:
    _, _, _, attention = self_attention(MultiheadAttention(num_heads=2, causal=causal))
    np.testing.assert_allclose(attention.sum(axis=2), 1.0, rtol=1e-12)
    assert bool((attention[:, *np.triu_indices(5, 1)] == 0).all()) == causal


def test_causal_attention_does_not_see_the_future() -> None:
    module = MultiheadAttention(num_heads=2, causal=True)
    case = draw_case(module, (FieldSpec((5, 4)),) * 3, 2)
    x, weights = case.inputs[0], dict(case.weights)
    (y, attention), backward = run(module, (x, x, x), weights)
    changed = x.copy()
    changed[:, 3:] = 100.0
    (other, other_attention), _ = run(module, (changed,) * 3, weights)
    np.testing.assert_array_equal(other[:, :3], y[:, :3])
    np.testing.assert_array_equal(other_attention[:, :3], attention[:, :3])
    assert np.abs(other[:, 3:] - y[:, 3:]).min() > 1e-6
    dy = np.zeros_like(y)
    dy[:, :3] = 1.0
    for gradient in backward((dy, None))[0]:
        assert not gradient[:, 3:].any()
        assert gradient[:, 1].any()


def test_attention_with_the_same_keys_everywhere_is_the_mean_of_the_values() -> None:
    module = MultiheadAttention(bias=False)
    eye = np.eye(2)
    weights = {"in_proj_weight": np.concatenate((eye, eye, eye)), "out_proj_weight": eye}
    values = np.array([[[1.0, 0.0], [3.0, 4.0], [5.0, 2.0]]])
    inputs = (np.array([[[7.0, -1.0]]]), np.ones((1, 3, 2)), values)
    (y, attention), _ = run(module, inputs, weights)
    np.testing.assert_allclose(attention, np.full((1, 1, 3), 1 / 3), rtol=1e-12)
    np.testing.assert_allclose(y, [[[3.0, 2.0]]], rtol=1e-12)


def test_attention_by_hand() -> None:
    """One feature, so √d = 1: scores ln 3 and 0, shares 3/4 and 1/4."""
    module = MultiheadAttention(bias=False)
    weights = {"in_proj_weight": np.ones((3, 1)), "out_proj_weight": np.full((1, 1), 2.0)}
    inputs = (
        np.ones((1, 1, 1)), np.array([[[np.log(3.0)], [0.0]]]), np.array([[[4.0], [8.0]]])
    )  # fmt: skip
    (y, attention), backward = run(module, inputs, weights)
    np.testing.assert_allclose(attention, [[[0.75, 0.25]]], rtol=1e-12)
    np.testing.assert_allclose(y, [[[10.0]]], rtol=1e-12)
    (_, d_key, d_value), _ = backward((np.ones((1, 1, 1)), None))
    np.testing.assert_allclose(d_value, [[[1.5], [0.5]]], rtol=1e-12)
    # 2 · 3/4 · 1/4 · (4 − 8), and its opposite.
    np.testing.assert_allclose(d_key, [[[-1.5], [1.5]]], rtol=1e-12)


def test_dropout_acts_on_the_shares_while_training() -> None:
    module = MultiheadAttention(num_heads=2, dropout=0.5)
    _, _, calm, _ = self_attention(module)
    _, _, plain, _ = self_attention(module.replace(dropout=0.0), training=True)
    _, _, wild, shares = self_attention(module, training=True)
    np.testing.assert_array_equal(calm, plain)
    assert np.abs(wild - plain).max() > 1e-3
    assert np.abs(shares.sum(axis=2) - 1.0).max() > 1e-3


def test_attention_begins_as_pytorchs() -> None:
    spec = FieldSpec((3, 32))
    weights = small_weights(MultiheadAttention(num_heads=4), (spec,) * 3)
    bound = np.sqrt(6 / (32 + 96))
    assert 0.98 * bound < np.abs(weights["in_proj_weight"]).max() <= bound
    assert 0.98 / np.sqrt(32) < np.abs(weights["out_proj_weight"]).max() <= 1 / np.sqrt(32)
    assert not weights["in_proj_bias"].any()
    assert not weights["out_proj_bias"].any()
    other = MultiheadAttention().weights((spec, FieldSpec((3, 8)), spec))
    assert {name: w.shape for name, w in other.items() if "_proj_weight" in name} == {
        "q_proj_weight": (32, 32),
        "k_proj_weight": (32, 8),
        "v_proj_weight": (32, 32),
        "out_proj_weight": (32, 32),
    }


def test_attention_says_what_does_not_fit() -> None:
    error = refusal(MultiheadAttention(num_heads=4), (5, 6), (5, 6), (5, 6))
    assert error.port == "query"
    assert "6 features of N × 5 × 6" in error.message
    assert "4 equal heads" in error.message
    assert error.suggestions == (Change("num_heads", 3), Resize("query", 8))
    error = refusal(MultiheadAttention(), (5, 6), (4, 6), (3, 6))
    assert error.port == "value"
    assert "key is N × 4 × 6 and value N × 3 × 6" in error.message
    error = refusal(MultiheadAttention(causal=True), (5, 6), (4, 6), (4, 6))
    assert error.port == "key"
    assert "query is N × 5 × 6 and key N × 4 × 6" in error.message
    assert error.suggestions == (Change("causal", False),)
    error = refusal(MultiheadAttention(), (5, 6), (6,), (5, 6))
    assert error.message == ("MultiheadAttention reads a sequence N × T × D at key and gets N × 6.")


def test_sinusoidal_positions_by_hand() -> None:
    (y,), _ = run(PositionalEncoding(), (np.zeros((1, 3, 3)),), {})
    for t in range(3):
        slow = t / 10000 ** (2 / 3)
        np.testing.assert_allclose(y[0, t], [np.sin(t), np.cos(t), np.sin(slow)], atol=1e-15)


def test_learned_positions_are_added_and_learned() -> None:
    module = PositionalEncoding(kind="learned")
    x, weight = np.ones((2, 3, 4)), np.arange(12.0).reshape(3, 4)
    (y,), backward = run(module, (x,), {"weight": weight})
    np.testing.assert_array_equal(y, np.stack((weight + 1, weight + 1)))
    (dx,), d_weights = backward((np.ones_like(y),))
    np.testing.assert_array_equal(dx, np.ones_like(x))
    np.testing.assert_array_equal(d_weights["weight"], np.full((3, 4), 2.0))
    begun = small_weights(module, (FieldSpec((50, 40)),))["weight"]
    assert begun.std() == pytest.approx(0.02, rel=0.1)


def test_each_kind_of_positions_has_its_formulas() -> None:
    fixed, learned = PositionalEncoding().formulas(), PositionalEncoding(kind="learned").formulas()
    assert (len(fixed.forward), len(fixed.backward)) == (3, 1)
    assert (len(learned.forward), len(learned.backward)) == (1, 2)
