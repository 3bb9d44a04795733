"""The gradient law passes what is right and catches what is wrong."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import pytest

from guinet.core.category import Category
from guinet.core.context import Context, generator
from guinet.core.elementwise import Elementwise
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.gradient_law import TOLERANCE, check_module, draw, draw_case, gradient_errors
from guinet.core.module import Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import StateSpec, WeightSpec

X = (FieldSpec((4,)),)


class Square(Elementwise):
    """The square, with a slope that a subclass may get wrong."""

    formula = Formula((r"y = x^2",), (r"2x",))

    def value(self, x: Array) -> Array:
        return x * x

    def derivative(self, x: Array, y: Array) -> Array:
        return 2 * x

    def torch_form(self, inputs: Specs) -> TorchForm:
        return TorchForm("{x} ** 2")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        return OnnxForm(())


class HalfSlope(Square):
    """Forgets the 2."""

    def derivative(self, x: Array, y: Array) -> Array:
        return x


class SlightlyOff(Square):
    """Is wrong in one element, by little."""

    def derivative(self, x: Array, y: Array) -> Array:
        slope = 2 * x
        slope.flat[-1] += 1e-4
        return slope


class NotANumber(Square):
    """Gives NaN."""

    def derivative(self, x: Array, y: Array) -> Array:
        return np.full_like(x, np.nan)


class Kinked(Square):
    """The absolute value, whose kink is declared; close to it the difference is meaningless."""

    kinks = (0.0,)

    def value(self, x: Array) -> Array:
        return np.abs(x)

    def derivative(self, x: Array, y: Array) -> Array:
        return np.sign(x)


class OnlyWhileTraining(Square):
    """Is wrong in training only."""

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        outputs, backward, new_state = super().forward(inputs, weights, state, ctx)

        def wrong(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dx,), _ = backward(gradients)
            return (None if dx is None else 1.1 * dx,), {}

        return outputs, (wrong if ctx.training else backward), new_state


class Scale(Module):
    """Two outputs, y1 = w x and y2 = x + s; what comes back is chosen by the class."""

    category = Category.LINEAR
    formula = Formula((r"y = w x",))
    outputs = (Port("y1"), Port("y2"))
    mistake: ClassVar[str] = ""

    def infer(self, inputs: Specs) -> Specs:
        return inputs * 2

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        return {"weight": WeightSpec(inputs[0].shape, "ones")}

    def state(self, inputs: Specs) -> dict[str, StateSpec]:
        return {"shift": StateSpec(inputs[0].shape, 5.0)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        (x,) = inputs

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            d1, d2 = (np.zeros_like(x) if g is None else g for g in gradients)
            dx: Any = d1 * weights["weight"] + d2
            dw: Any = {"weight": (d1 * x).sum(axis=0)}
            match self.mistake:
                case "forgets the second output":
                    dx = d1 * weights["weight"]
                case "forgets the weight":
                    dw = {}
                case "not summed over the batch":
                    dw = {"weight": d1 * x}
                case "an unknown weight":
                    dw = {"wieght": dw["weight"]}
                case "too many gradients":
                    return (dx, dx), dw
            return (dx,), dw

        outputs = (x * weights["weight"], x + state["shift"])
        return outputs[: 1 if self.mistake == "an output too few" else 2], backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        return TorchForm("")

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        return OnnxForm(())


@pytest.mark.parametrize("module", [Square(), Kinked(), Scale()], ids=repr)
def test_right_gradients_pass(module: Module) -> None:
    assert check_module(module, X) < TOLERANCE


@pytest.mark.parametrize("seed", range(5))
def test_a_wrong_slope_is_caught(seed: int) -> None:
    assert check_module(HalfSlope(), X, seed) > 0.1
    assert check_module(SlightlyOff(), X, seed) > TOLERANCE
    assert check_module(NotANumber(), X, seed) == math.inf


def test_both_modes_are_checked() -> None:
    module = OnlyWhileTraining()
    assert gradient_errors(module, X, training=False)["x"] < TOLERANCE
    assert gradient_errors(module, X, training=True)["x"] > 0.01
    assert check_module(module, X) > 0.01


@pytest.mark.parametrize(
    ("mistake", "least", "where"),
    [
        ("forgets the second output", 0.01, "x"),
        ("forgets the weight", 0.9, "weight"),
        ("not summed over the batch", math.inf, "weight"),
        ("an unknown weight", math.inf, "gradients"),
        ("too many gradients", math.inf, "gradients"),
        ("an output too few", math.inf, "outputs"),
    ],
)
def test_a_wrong_structure_is_caught(
    mistake: str, least: float, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scale, "mistake", mistake)
    errors = gradient_errors(Scale(), X)
    assert errors[where] >= least
    assert check_module(Scale(), X) >= least


def test_drawn_inputs_keep_away_from_kinks() -> None:
    (x,) = draw_case(Kinked(), (FieldSpec((5000,)),), 4).inputs
    assert np.abs(x).min() > 1e-3


def test_drawn_state_is_near_its_beginning() -> None:
    shift = draw_case(Scale(), X, 2).state["shift"]
    assert ((shift >= 5.0) & (shift <= 5.5)).all()


def test_drawn_values_agree_with_their_spec() -> None:
    rng = generator(0, "test")
    bounded = draw(FieldSpec((50,), low=2.0, high=3.0), 20, rng)
    assert bounded.shape == (20, 50)
    assert bounded.min() > 2.0
    assert bounded.max() < 3.0
    assert draw(FieldSpec((50,), low=2.0), 20, rng).min() >= 2.0
    assert draw(FieldSpec((50,), high=2.0), 20, rng).max() <= 2.0
    index = draw(FieldSpec((50,), "index", low=3, high=5), 20, rng)
    assert set(index.flat) == {3, 4, 5}
    np.testing.assert_allclose(draw(FieldSpec((3,), "class"), 20, rng).sum(axis=1), 1.0)
    assert draw(FieldSpec((), batched=False), 20, rng).shape == ()
