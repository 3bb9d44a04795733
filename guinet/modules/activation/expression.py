"""Expression: a formula typed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from guinet.core.advice import Advice, Change
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import HyperparameterError
from guinet.core.expression import names_in, parse
from guinet.core.expression.evaluation import evaluate, evaluate_all, pull_back
from guinet.core.expression.fields import ExpressionField, InputNamesField
from guinet.core.expression.formulas import formulas
from guinet.core.expression.functions import FUNCTIONS
from guinet.core.expression.letters import GREEK
from guinet.core.expression.onnx import onnx_form
from guinet.core.expression.pytorch import pytorch_text
from guinet.core.expression.roles import Roles, roles
from guinet.core.expression.tree import Call, postorder
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.merging.merge import joined
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Expression"]

_DEFAULT = "x * sigmoid(beta * x)"


class Expression(Module):
    """Computes a formula that you type, for each number by itself; names in it can be learned.

    Write + - * / ^ and brackets, the numbers pi and e, and the functions exp, log, log1p, sqrt,
    abs, sign, step, heaviside, sin, cos, tan, atan, tanh, sigmoid, softplus, relu, erf, min and
    max. The names x, y, z, u and v, also with digits, are inputs; every other name is one number
    that is learned. ``input_names`` says otherwise. The derivative is found from the formula,
    exactly, and shown below it; H there is heaviside, 0 below 0, 1 above it and a half at 0.

    The formula is computed as it stands: log(1 + exp(x)) is infinite for a large x where
    softplus(x) is not, and the root or logarithm of a negative number is none (NaN).

    Shapes: as Add: inputs alike, where an axis of length 1 stretches and what exists once per
    batch joins all samples; the output has their common shape. Each learned name is a single
    number of shape (). Kinks are PyTorch's: at 0 the derivatives of relu, abs, sign, step and
    heaviside are 0, equal arguments of min and max get half of the error each. The output is
    called y, or f where the formula has a y of its own.
    Source: the chain rule; Linnainmaa (1976), Taylor expansion of the accumulated rounding error.
    """

    category = Category.ACTIVATION
    formula = formulas(parse(_DEFAULT), ("x",), ("beta",), "y")
    examples = (
        Example((FieldSpec((5,)),)),
        Example((FieldSpec((2, 3)), FieldSpec((2, 3))), {"expression": "relu(x) - a * tanh(y)^2"}),
        Example(
            (FieldSpec((2, 3, 3)),),
            {"expression": "min(max(slope * s, s), 6) + cos(pi * s)", "input_names": ["s"]},
        ),
        Example(
            (FieldSpec((4,)), FieldSpec((), batched=False)),
            {"expression": "x / (1 + abs(x)) + exp(-z^2) - c / 2"},
        ),
        Example((FieldSpec((2, 3, 3)), FieldSpec((2, 1, 1))), {"expression": "y * sigmoid(a * x)"}),
        Example((FieldSpec((3,)),), {"expression": "2^-log1p(x^2) * sign(x) + k"}),
    )

    expression = ExpressionField(
        _DEFAULT, doc="The formula, such as a * tanh(x) or x * sigmoid(z)."
    )
    input_names = InputNamesField(
        (), doc="Which names are inputs; none: those that begin with x, y, z, u or v."
    )
    init = initializer_field("ones", doc="How the learned numbers begin.")

    def __init__(self, /, **settings: Any) -> None:
        super().__init__(**settings)
        if self._roles.inputs:
            return
        has = ", ".join(names_in(self._roles.tree))
        if self.input_names:
            raise HyperparameterError(
                self.type_name(),
                "input_names",
                f"has no name that the formula uses; the formula has {has or 'no names'}.",
            )
        found = f"the names {has} would all be learned" if has else "it is always the same number"
        raise HyperparameterError(
            self.type_name(),
            "expression",
            f"has no input: {found}; use x in it, or list what is an input in input_names.",
        )

    @property
    def _roles(self) -> Roles:
        return roles(self.expression, self.input_names)

    def input_ports(self) -> tuple[Port, ...]:
        """Return one port per input of the formula, in order of first appearance."""
        return tuple(Port(name, constant=True) for name in self._roles.inputs)

    def output_ports(self) -> tuple[Port, ...]:
        """Return the result."""
        return (Port(self._roles.output),)

    def kink_values(self) -> tuple[float, ...]:
        """Return 0 where a function with a kink reads the input itself."""
        kinked = any(
            isinstance(node, Call) and FUNCTIONS[node.function].has_kink
            for node in postorder(self._roles.tree)
        )
        return (0.0,) if kinked else ()

    def formulas(self) -> Formula:
        """Return the formula as mathematics, with its derivatives."""
        return formulas(*self._roles)

    def infer(self, inputs: Specs) -> Specs:
        """Demand shapes that fit each other, as the modules of arithmetic do."""
        return (joined(self.type_name(), self._roles.inputs, inputs),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on names that are listed as inputs and do not occur."""
        used = self._roles.inputs
        unused = [name for name in self.input_names if name not in used]
        if not unused:
            return ()
        return (
            Advice(
                used[0],
                f"The input names list {', '.join(unused)}, which the formula does not use.",
                "Remove what is not used, or use it in the formula.",
                (Change("input_names", [name for name in self.input_names if name in used]),),
            ),
        )

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return one number per learned name."""
        return {name: WeightSpec((), self.init) for name in self._roles.learned}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the formula from the inside out; on the way back go from the outside in."""
        tree, names, learned, _ = self._roles
        found = evaluate_all(tree, dict(zip(names, inputs, strict=True)) | dict(weights))

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,) * len(inputs), {}
            errors = pull_back(tree, found, dy)
            d_weights = {name: np.asarray(errors[name]) for name in learned}
            return tuple(np.asarray(errors[name]) for name in names), d_weights

        return (np.asarray(found[tree]),), backward, {}

    def curve(self, x: Array, weights: Named) -> Array | None:
        """Return the values along x where there is a single input; unknown weights count as 1."""
        tree, names, learned, _ = self._roles
        if len(names) > 1:
            return None
        numbers = {name: weights.get(name, np.ones(())) for name in learned}
        return evaluate(tree, {names[0]: x} | numbers)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the formula itself; what is learned stands in an ``nn.ParameterDict``."""
        tree, names, learned, _ = self._roles
        keys = {name: _torch_key(name) for name in learned}

        def written(name: str) -> str:
            return f'{{module}}["{keys[name]}"]' if name in keys else f"{{{name}}}"

        call = pytorch_text(tree, written, f"{{{names[0]}}}")
        if not keys:
            return TorchForm(call)
        parts = (f'"{key}": nn.Parameter(torch.ones(()))' for key in keys.values())
        return TorchForm(call, f"nn.ParameterDict({{{', '.join(parts)}}})", keys)

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return one operator per operation of the formula."""
        return onnx_form(self._roles.tree, self._roles.output)


def _torch_key(name: str) -> str:
    """Return a key that no attribute of PyTorch's ParameterDict has, as `update` or `half`."""
    stem = name.rstrip("_0123456789")
    return name if stem in GREEK or len(stem) == 1 else f"{name}_weight"
