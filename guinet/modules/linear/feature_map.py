"""FeatureMap: fixed functions of the inputs that a Linear can weigh."""

from __future__ import annotations

from guinet.core.advice import Change, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.features.features import Features, Fourier, Playground, Polynomial
from guinet.core.features.rows import require_rows
from guinet.core.fields import ChoiceField, IntField
from guinet.core.forms import Formula, OnnxForm, TorchForm
from guinet.core.module import Example, Module
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result

__all__ = ["FeatureMap"]

_MOST = 4096


class FeatureMap(Module):
    """Adds squares, products or waves of the inputs, which a Linear then weighs.

    What no straight line separates may well be separable in these features: a circle is a
    straight line in x1² and x2². Nothing is learned here; choosing the features is what people
    did before networks found their own. ``playground`` are the features of TensorFlow
    Playground, ``polynomial`` all products up to a degree, ``fourier`` sines and cosines, which
    draw fine patterns from few coordinates. High powers of large inputs are huge: scale to
    about ±1 first.

    Shapes: x (N, F) or (N, T, F), per position, to (N, M) or (N, T, M), at most 4096 features.
    Order: ``playground`` all x, all x², the products x1·x2, x1·x3, x2·x3 ..., all sin x;
    ``polynomial`` as scikit-learn's PolynomialFeatures without the constant: x1, x2, x1²,
    x1·x2, x2², x1³ ...; ``fourier`` for k = 1, 2 ... all sin kx, then all cos kx.
    Source: Smilkov et al. (2017), Direct-Manipulation Visualization of Deep Networks
    (playground); Tancik et al. (2020), Fourier Features Let Networks Learn High Frequency
    Functions.
    """

    category = Category.LINEAR
    formula = Formula(
        forward=(
            r"\when{kind=playground}{\varphi(x) = (x_i, \; x_i^2, \; x_i x_j, \; \sin x_i)}",
            r"\when{kind=polynomial}{\varphi(x) = (x_i, \; x_i x_j, \; x_i x_j x_k, \ldots)}",
            (
                r"\when{kind=fourier}{\varphi(x) ="
                r" (\sin x_i, \; \cos x_i, \; \sin 2 x_i, \; \cos 2 x_i, \ldots)}"
            ),
        ),
        backward=(
            (
                r"\frac{\partial L}{\partial x_i} = \sum_m \frac{\partial L}{\partial y_m}"
                r" \frac{\partial \varphi_m}{\partial x_i}"
            ),
        ),
    )
    examples = (
        Example((FieldSpec((2,)),)),
        Example((FieldSpec((3, 2)),)),
        Example((FieldSpec((3,)),), {"kind": "polynomial", "degree": 3}),
        Example((FieldSpec((2, 2)),), {"kind": "polynomial", "degree": 4}),
        Example((FieldSpec((2,)),), {"kind": "fourier", "frequencies": 3}),
    )

    kind = ChoiceField(
        "playground",
        ("playground", "polynomial", "fourier"),
        doc="Which features: squares, products and sines; all products; or sines and cosines.",
    )
    degree = IntField(
        2, minimum=1, maximum=8, doc="Largest number of factors of a product (polynomial only)."
    )
    frequencies = IntField(
        4, minimum=1, maximum=64, doc="Number of multiples k in sin kx and cos kx (fourier only)."
    )

    def infer(self, inputs: Specs) -> Specs:
        """Replace the last axis by the features; sines and cosines lie within ±1."""
        (x,) = inputs
        require_rows(self.type_name(), x)
        count = self.features().count(x.shape[-1])
        if count > _MOST:
            raise ShapeError(
                "x",
                f"FeatureMap would make {count} features of {x.text()}, and at most {_MOST} are "
                "allowed.",
                "Choose fewer or simpler features, or let a Linear make x narrower before.",
                self._suggestions(x.shape[-1]),
            )
        low, high = (-1.0, 1.0) if self.kind == "fourier" else (None, None)
        return (FieldSpec((*x.shape[:-1], count), low=low, high=high),)

    def _suggestions(self, features: int) -> tuple[Suggestion, ...]:
        name = {"polynomial": "degree", "fourier": "frequencies"}.get(self.kind)
        if name is None:
            return ()
        for value in range(getattr(self, name) - 1, 0, -1):
            if self.replace(**{name: value}).features().count(features) <= _MOST:
                return (Change(name, value),)
        return ()

    def features(self) -> Features:
        """Return the functions chosen."""
        if self.kind == "polynomial":
            return Polynomial(self.degree)
        return Fourier(self.frequencies) if self.kind == "fourier" else Playground()

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Compute the features along the last axis."""
        y, way_back = self.features().compute(inputs[0])

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            return (None if dy is None else way_back(dy),), {}

        return (y,), backward, {}

    def multiply_adds(self, inputs: Specs) -> int:
        """Return one multiplication per feature and position."""
        return self.infer(inputs)[0].size

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return the features, joined with ``torch.cat``."""
        return TorchForm(self.features().torch(inputs[0].shape[-1]))

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the features, joined with Concat."""
        return self.features().onnx(inputs[0].shape[-1])
