"""Expression: a formula typed by hand, in a network that learns."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest

import guinet
from guinet.core.context import Context
from guinet.core.errors import HyperparameterError, ShapeError
from guinet.core.gradient_law import TOLERANCE, check_module
from guinet.core.spec import FieldSpec
from guinet.graph.edits import set_module
from guinet.graph.shapes import infer_node
from guinet.modules.activation.expression import Expression

FIELDS = {"x": (2,), "y": (2,)}


def names(module: Expression) -> tuple[list[str], list[str], str]:
    inputs = [port.name for port in module.input_ports()]
    specs = (FieldSpec((3,)),) * len(inputs)
    return inputs, list(module.weights(specs)), module.output_ports()[0].name


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (["x"], ["beta"], "y")),
        ({"expression": "z1 * x + b * u_2 + v"}, (["z1", "x", "u_2", "v"], ["b"], "y")),
        ({"expression": "x * y"}, (["x", "y"], [], "f")),
        ({"expression": "f * x * y"}, (["x", "y"], ["f"], "f1")),
        ({"expression": "xs * x + xy"}, (["x"], ["xs", "xy"], "y")),
        ({"expression": "e * x + pi"}, (["x"], [], "y")),
        ({"expression": "m * a", "input_names": ["a", "m"]}, (["a", "m"], [], "y")),
        ({"expression": "x * t", "input_names": ["t"]}, (["t"], ["x"], "y")),
        ({"expression": "t^2", "input_names": ["s", "t"]}, (["t"], [], "y")),
    ],
)
def test_names_are_inputs_or_learned(settings, expected) -> None:
    assert names(Expression(**settings)) == expected


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"expression": "x * sigmoidd(x)"},
            (
                "Expression.expression has an unknown function sigmoidd at character 5 "
                "(did you mean sigmoid?)."
            ),
        ),
        (
            {"expression": "(x"},
            "Expression.expression has a bracket at character 1 that is never closed.",
        ),
        (
            {"expression": "a * t + b"},
            (
                "Expression.expression has no input: the names a, t, b would all be learned; use x "
                "in it, or list what is an input in input_names."
            ),
        ),
        (
            {"expression": "2 * pi"},
            (
                "Expression.expression has no input: it is always the same number; use x in it, or "
                "list what is an input in input_names."
            ),
        ),
        (
            {"input_names": ["t"]},
            "Expression.input_names has no name that the formula uses; the formula has x, beta.",
        ),
        ({"input_names": ["exp"]}, "Expression.input_names has 'exp', which is a function."),
        ({"expression": 3}, "Expression.expression must be text, not 3."),
    ],
)
def test_mistakes_are_told_with_the_setting_and_the_place(settings, sentence) -> None:
    with pytest.raises(HyperparameterError, match=f"^{re.escape(sentence)}$"):
        Expression(**settings)


def test_values_and_gradients_by_hand() -> None:
    module = Expression(expression="a * x^2 + x * z")
    x, z = np.array([[1.0, 2.0]]), np.array([[3.0, -1.0]])
    (y,), backward, _ = module.forward((x, z), {"a": np.asarray(0.5)}, {}, Context())
    np.testing.assert_allclose(y, [[3.5, 0.0]])
    (dx, dz), d_weights = backward((np.array([[1.0, 10.0]]),))
    np.testing.assert_allclose(dx, [[4.0, 10.0]])  # (2·a·x + z)·dy
    np.testing.assert_allclose(dz, [[1.0, 20.0]])
    np.testing.assert_allclose(d_weights["a"], 41.0)  # Σ x²·dy
    assert d_weights["a"].shape == ()


@pytest.mark.parametrize(
    "expression",
    [
        "x * sigmoid(beta * x)", "tanh(a * x + b)", "log(1 + exp(k * x))", "x / (1 + abs(x))",
        "a * sin(w * x + phi)", "exp(-(x - mu)^2 / (2 * sigma^2))", "max(slope * x, x)",
        "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))", "2^sin(x) * step(x - 0.1)",
        "min(max(x, -1), 1)", "sqrt(x^2 + eps^2)", "x * z * erf(u)", "-x^2 + c",
    ],
)  # fmt: skip
def test_what_people_type_obeys_the_gradient_law(expression: str) -> None:
    module = Expression(expression=expression)
    for shape in ((4,), (2, 3), (2, 2, 3)):
        specs = (FieldSpec(shape),) * len(module.input_ports())
        assert check_module(module, specs) < TOLERANCE


def test_single_numbers_join_what_has_a_shape() -> None:
    module = Expression(expression="x * z + u")
    number, rows = FieldSpec((), batched=False), FieldSpec((3,))
    assert module.infer((number, rows, rows)) == (rows,)
    assert module.infer((number, number, number)) == (number,)
    assert check_module(module, (rows, number, rows)) < TOLERANCE
    arrays = (np.ones((2, 3)), np.asarray(2.0), np.ones((2, 3)))
    (y,), backward, _ = module.forward(arrays, {}, {}, Context())
    (dx, dz, du), _ = backward((np.ones_like(y),))
    assert (dx.shape, dz.shape, du.shape) == ((2, 3), (), (2, 3))
    assert dz == 6.0


def test_other_shapes_are_refused_in_words() -> None:
    module = Expression(expression="x + z")
    with pytest.raises(ShapeError) as caught:
        infer_node(module, (FieldSpec((3,)), FieldSpec((4,))))
    assert caught.value.port == "z"
    assert caught.value.message == "Expression needs equal shapes: x is N × 3 and z is N × 4."
    assert (
        caught.value.hint
        == "Give z the shape N × 3 (an axis of length 1 would stretch), or join them with Concat."
    )
    assert [s.size for s in caught.value.suggestions] == [3]


def test_names_that_are_listed_in_vain_are_remarked_on() -> None:
    module = Expression(expression="s^2", input_names=["s", "t"])
    (remark,) = module.review((FieldSpec((2,)),))
    assert "t, which the formula does not use" in remark.message
    (change,) = remark.suggestions
    assert module.replace(**{change.field: change.value}).review((FieldSpec((2,)),)) == ()


def test_attributes_of_pytorch_are_no_obstacle() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    taken = [
        name for name in dir(torch.nn.ParameterDict())
        if name.isidentifier() and name[0] != "_" and len(name) <= 32
    ]  # fmt: skip
    assert {"update", "half"} <= set(taken)
    for start in range(0, len(taken), 10):
        some = taken[start : start + 10]
        form = Expression(expression=f"x * ({' + '.join(some)})").torch_form((FieldSpec((2,)),))
        made = eval(form.constructor, {"nn": torch.nn, "torch": torch})
        assert sorted(made.state_dict()) == sorted(form.parameters[name] for name in some)


def swish(**settings):
    b = guinet.GraphBuilder()
    node = b.add("Expression", b.add("Input"), name="swish", **settings)
    b.add("MSELoss", node, b.add("Target"), name="loss")
    return guinet.Network(b.build(), FIELDS, batch_size=64, seed=0)


def test_a_learned_number_is_found_by_training() -> None:
    network = swish()
    assert network.weights["swish.beta"].shape == ()
    assert network.weights["swish.beta"] == 1.0
    x = np.random.default_rng(0).normal(size=(64, 2)).astype(np.float32)
    y = x / (1 + np.exp(-2.5 * x))
    trainer = network.trainer(optimizer="adam", learning_rate=0.1)
    for _ in range(200):
        loss = trainer.step({"x": x, "y": y})
    assert loss < 1e-5
    assert network.weights["swish.beta"] == pytest.approx(2.5, abs=0.05)


def test_the_initializer_is_a_choice() -> None:
    network = swish(init={"type": "constant", "value": 3.0})
    assert network.weights["swish.beta"] == 3.0


def test_the_gradient_check_reads_it(capsys, tmp_path) -> None:
    from guinet.cli import main

    b = guinet.GraphBuilder()
    h = b.add("Linear", b.add("Input", name="x"), out_features=4)
    h = b.add("Expression", h, b.add("Tanh", h), name="gate", expression="x * sigmoid(k * z)")
    out = b.add("Linear", h, out_features=2)
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"))
    project = replace(guinet.load("example:two-moons"), graph=b.build(), layout={})
    guinet.save(project, tmp_path / "a.guinet")
    with pytest.raises(SystemExit) as end:
        main(["gradcheck", str(tmp_path / "a.guinet"), "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert not end.value.code
    assert {"", "k"} == {row["name"] for row in rows if row["path"] == "gate"}
    assert guinet.load(tmp_path / "a.guinet").graph == project.graph


def test_edges_follow_the_formula() -> None:
    b = guinet.GraphBuilder()
    a, c = b.add("Input", name="a"), b.add("Input", name="c")
    node = b.add("Expression", a, c, name="node", expression="x * z")
    b.add("Identity", node, name="end")
    graph = b.build()

    def ends(expression: str) -> set[tuple[str, str]]:
        changed = set_module(graph, node.id, Expression(expression=expression))
        return {
            (changed.nodes[e.source].name + ":" + e.source_port,
             changed.nodes[e.target].name + ":" + e.target_port)
            for e in changed.edges
        }  # fmt: skip

    out = ("node:y", "end:x")
    assert ends("x + z") == {("a:y", "node:x"), ("c:y", "node:z"), out}
    assert ends("x + beta") == {("a:y", "node:x"), out}
    # The output is called f where y is an input, and keeps its edge.
    assert ends("x * y") == {("a:y", "node:x"), ("node:f", "end:x")}


def test_a_number_beyond_32_bits_is_written_to_onnx_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        form = Expression(expression="x * 1e300").onnx_form((FieldSpec((2,)),))
    assert [float(value) for value in form.constants.values()] == [np.inf]
