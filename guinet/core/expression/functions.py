"""The functions of formulas: all that is known about each stands in one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from guinet.core.expression.algebra import (
    ONE,
    ZERO,
    add,
    divide,
    multiply,
    negate,
    power,
    subtract,
    unscaled,
)
from guinet.core.expression.onnx_writer import OnnxWriter
from guinet.core.expression.tree import Node, call, name, number
from guinet.core.stable import sigmoid
from guinet.core.types import Array, Arrays

__all__ = ["FUNCTIONS", "Function"]

_TWO = number(2.0)
Slopes = Callable[..., tuple[Node, ...]]
Pull = Callable[..., Arrays]
Onnx = Callable[[OnnxWriter, tuple[str, ...]], str]


@dataclass(frozen=True)
class Function:
    """What a function is, in every form.

    Attributes
    ----------
    usage
        How it is written.
    value
        Its values for arrays.
    slopes
        The derivative by each argument, as trees, for trees as arguments.
    latex
        Its notation; ``{0}`` and ``{1}`` are the arguments.
    torch
        The same for PyTorch.
    onnx
        Writes its operators and returns the name of the result.
    pull
        From the error, the arguments and the value to the errors of the arguments, where
        "error times slope" is not all: it would make 0 · ∞ where PyTorch selects, or forget
        a tie.
    arity
        Number of arguments.
    has_kink
        Whether the derivative jumps where the argument (or the difference of both) is 0.
    """

    usage: str
    value: Callable[..., Array]
    slopes: Slopes
    latex: str
    torch: str
    onnx: Onnx
    pull: Pull | None = None
    arity: int = 1
    has_kink: bool = False


def _op(operator: str) -> Onnx:
    return lambda writer, inputs: writer.apply(operator, *inputs)


def _named(word: str) -> str:
    """Return the notation of a function that is written as a word."""
    return rf"{word}\left( {{0}} \right)"


def _step(x: Array) -> Array:
    result: Array = (x > 0).astype(x.dtype)
    return result


def _erf(x: Array) -> Array:
    from scipy.special import erf  # comes with scikit-learn; too slow to load at the top

    result: Array = erf(x)
    return result


def _pull_relu(dy: Array, x: Array, y: Array) -> Arrays:
    return (np.where(x > 0, dy, dy.dtype.type(0)),)


def _pull_larger(dy: Array, a: Array, b: Array, y: Array) -> Arrays:
    """Give the error to the larger argument; a tie shares it."""
    zero, half = dy.dtype.type(0), dy * dy.dtype.type(0.5)
    shared = np.where(a == b, half, zero)
    return np.where(a > b, dy, shared), np.where(b > a, dy, shared)


def _pull_smaller(dy: Array, a: Array, b: Array, y: Array) -> Arrays:
    """Give the error to the smaller argument: to a where b is larger."""
    return _pull_larger(dy, b, a, y)


def _above(a: Node, b: Node) -> Node:
    """Return 1 where a is larger, 0 where b is, and a half at a tie."""
    return call("heaviside", unscaled(subtract(a, b)))


def _square(x: Node) -> Node:
    return power(x, _TWO)


FUNCTIONS: dict[str, Function] = {
    "exp": Function(
        "exp(x)", np.exp, lambda x: (call("exp", x),), "e^{{{0}}}", "torch.exp({0})", _op("Exp")
    ),
    "log": Function(
        "log(x)", np.log, lambda x: (divide(ONE, x),), _named(r"\log"), "torch.log({0})", _op("Log")
    ),
    "log1p": Function(
        "log1p(x)",
        np.log1p,
        lambda x: (divide(ONE, add(ONE, x)),),
        r"\log\left( 1 + {0} \right)",
        "torch.log1p({0})",
        lambda writer, x: writer.apply("Log", writer.apply("Add", *x, writer.number(1.0))),
    ),
    "sqrt": Function(
        "sqrt(x)",
        np.sqrt,
        lambda x: (divide(ONE, multiply(_TWO, call("sqrt", x))),),
        r"\sqrt{{{0}}}",
        "torch.sqrt({0})",
        _op("Sqrt"),
    ),
    "abs": Function(
        "abs(x)",
        np.abs,
        lambda x: (call("sign", x),),
        r"\left| {0} \right|",
        "torch.abs({0})",
        _op("Abs"),
        has_kink=True,
    ),
    "sign": Function(
        "sign(x)",
        np.sign,
        lambda x: (ZERO,),
        _named(r"\mathrm{{sign}}"),
        "torch.sign({0})",
        _op("Sign"),
        has_kink=True,
    ),
    "step": Function(
        "step(x)",
        _step,
        lambda x: (ZERO,),
        r"\left[ {0} > 0 \right]",
        "torch.relu(torch.sign({0}))",
        lambda writer, x: writer.apply("Relu", writer.apply("Sign", *x)),
        has_kink=True,
    ),
    "heaviside": Function(
        "heaviside(x)",
        lambda x: np.heaviside(x, x.dtype.type(0.5)),
        lambda x: (ZERO,),
        _named(r"\mathrm{{H}}"),
        "(0.5 + 0.5 * torch.sign({0}))",
        lambda writer, x: writer.apply(
            "Mul",
            writer.apply("Add", writer.apply("Sign", *x), writer.number(1.0)),
            writer.number(0.5),
        ),
        has_kink=True,
    ),
    "sin": Function(
        "sin(x)",
        np.sin,
        lambda x: (call("cos", x),),
        _named(r"\sin"),
        "torch.sin({0})",
        _op("Sin"),
    ),
    "cos": Function(
        "cos(x)",
        np.cos,
        lambda x: (negate(call("sin", x)),),
        _named(r"\cos"),
        "torch.cos({0})",
        _op("Cos"),
    ),
    "tan": Function(
        "tan(x)",
        np.tan,
        lambda x: (add(ONE, _square(call("tan", x))),),
        _named(r"\tan"),
        "torch.tan({0})",
        _op("Tan"),
    ),
    "atan": Function(
        "atan(x)",
        np.arctan,
        lambda x: (divide(ONE, add(ONE, _square(x))),),
        _named(r"\arctan"),
        "torch.atan({0})",
        _op("Atan"),
    ),
    "tanh": Function(
        "tanh(x)",
        np.tanh,
        lambda x: (subtract(ONE, _square(call("tanh", x))),),
        _named(r"\tanh"),
        "torch.tanh({0})",
        _op("Tanh"),
    ),
    "sigmoid": Function(
        "sigmoid(x)",
        sigmoid,
        lambda x: (multiply(call("sigmoid", x), subtract(ONE, call("sigmoid", x))),),
        _named(r"\sigma"),
        "torch.sigmoid({0})",
        _op("Sigmoid"),
    ),
    "softplus": Function(
        "softplus(x)",
        lambda x: np.logaddexp(x, x.dtype.type(0)),
        lambda x: (call("sigmoid", x),),
        _named(r"\mathrm{{softplus}}"),
        # PyTorch's own threshold, 20, would cut off what float64 can tell.
        "F.softplus({0}, threshold=40)",
        _op("Softplus"),
    ),
    "relu": Function(
        "relu(x)",
        lambda x: np.maximum(x, x.dtype.type(0)),
        lambda x: (call("step", x),),
        _named(r"\mathrm{{relu}}"),
        "torch.relu({0})",
        _op("Relu"),
        _pull_relu,
        has_kink=True,
    ),
    "erf": Function(
        "erf(x)",
        _erf,
        lambda x: (
            divide(
                multiply(_TWO, call("exp", negate(_square(x)))),
                call("sqrt", name("pi")),
            ),
        ),
        _named(r"\mathrm{{erf}}"),
        "torch.erf({0})",
        _op("Erf"),
    ),
    "min": Function(
        "min(a, b)",
        np.minimum,
        lambda a, b: (_above(b, a), _above(a, b)),
        r"\min\left( {0},\, {1} \right)",
        "torch.minimum({0}, {1})",
        _op("Min"),
        _pull_smaller,
        arity=2,
        has_kink=True,
    ),
    "max": Function(
        "max(a, b)",
        np.maximum,
        lambda a, b: (_above(a, b), _above(b, a)),
        r"\max\left( {0},\, {1} \right)",
        "torch.maximum({0}, {1})",
        _op("Max"),
        _pull_larger,
        arity=2,
        has_kink=True,
    ),
}
"""All functions by name."""
