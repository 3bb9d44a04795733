"""CosineEmbeddingLoss: what belongs together shall point the same way."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Advice, Insert, Resize
from guinet.core.errors import ShapeError
from guinet.core.fields import FloatField
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.loss import Loss
from guinet.core.module import Example, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays

__all__ = ["CosineEmbeddingLoss"]

_EPS = 1e-12


class CosineEmbeddingLoss(Loss):
    """Turns two vectors towards each other if they belong together, else apart.

    For networks that compare: two branches, usually with shared weights, turn two inputs into
    vectors, and the target says whether they are alike. Alike, the loss is 1 less the cosine
    of the angle between them; unlike, it is what the cosine exceeds the margin by. Lengths do
    not matter.

    Shapes: x1 and x2 (N, D), equal, or sequences (N, T, D), with D at least 2; target one
    number per pair, (N,) or (N, 1). Only whether it is above 0 counts, so that 1 and -1 are
    understood as well as 1 and 0, and no gradient reaches it. Mean over all pairs. 1e-12 is
    added to each squared length; at a cosine of exactly the margin the gradient is that
    beyond it, as in PyTorch.
    Source: Hadsell, Chopra and LeCun (2006), Dimensionality Reduction by Learning an Invariant
    Mapping, for the pairs; as ``torch.nn.CosineEmbeddingLoss``.
    """

    task = "classification"
    formula = Formula(
        forward=(
            r"c_n = \frac{x_{1n} \cdot x_{2n}}{\|x_{1n}\| \|x_{2n}\|}",
            r"L_n = 1 - c_n \quad \mathrm{where}\ t_n > 0",
            r"L_n = \max(0, c_n - m) \quad \mathrm{else}",
            r"L = \frac{1}{N} \sum_n L_n",
        ),
        backward=(
            (
                r"\frac{\partial c_n}{\partial x_{1n}} = \frac{x_{2n}}{\|x_{1n}\| \|x_{2n}\|}"
                r" - c_n \frac{x_{1n}}{\|x_{1n}\|^2}"
            ),
            (
                r"\frac{\partial L}{\partial x_{1n}} = \frac{1}{N} \frac{\partial L_n}"
                r"{\partial c_n} \frac{\partial c_n}{\partial x_{1n}}"
            ),
        ),
    )
    inputs = (
        Port("x1", doc="the one vector"),
        Port("x2", doc="the other vector"),
        Port("target", doc="above 0 where they belong together"),
    )
    examples = (
        Example((FieldSpec((3,)), FieldSpec((3,)), FieldSpec(()))),
        Example(
            (FieldSpec((4,)), FieldSpec((4,)), FieldSpec((1,), "class", ("no", "yes"), 0.0, 1.0)),
            {"loss_weight": 0.5},
        ),
        Example((FieldSpec((5, 3)), FieldSpec((5, 3)), FieldSpec((5,))), {"margin": 0.3}),
        Example((FieldSpec((4, 2)), FieldSpec((4, 2)), FieldSpec((4, 1))), {"margin": -0.5}),
    )

    margin = FloatField(
        0.0,
        minimum=-1.0,
        maximum=1.0,
        doc="Cosine up to which unlike vectors cost nothing.",
    )

    def infer(self, inputs: Specs) -> Specs:
        """Demand equal vectors of at least two numbers, and one target for each pair."""
        x1, x2, target = inputs
        name = self.type_name()
        if len(x1.shape) not in (1, 2):
            raise ShapeError(
                "x1",
                f"{name} compares vectors, N × D or N × T × D, and x1 is {x1.text()}.",
                f"Flatten would give N × {x1.size}.",
                (Insert("x1", "Flatten"),),
            )
        if x1.shape != x2.shape:
            width = x1.shape[-1]
            wider = Insert("x2", "Linear", {"out_features": width})
            flat = len(x1.shape) == len(x2.shape) == 1
            raise ShapeError(
                "x2",
                f"{name} compares like with like: x1 is {x1.text()} and x2 is {x2.text()}.",
                f"Give the last module before x2 an output of {x1.text()}.",
                (Resize("x2", width), wider) if flat else (),
            )
        if x1.shape[-1] == 1:
            raise ShapeError(
                "x1",
                f"{name} compares directions, and x1 is {x1.text()}: one number to a vector.",
                "Give both vectors at least two numbers, or use MSELoss.",
            )
        pairs = x1.shape[:-1]
        if target.shape not in (pairs, (*pairs, 1)):
            wanted = FieldSpec(pairs).text()
            binary = target.kind == "class" and len(target.classes or ()) == 2
            raise ShapeError(
                "target",
                f"{name} needs one target for each pair, {wanted} or {wanted} × 1, and gets "
                f"{target.text()}.",
                "Set the encoding of the Target to binary."
                if binary
                else "Connect a Target that says of each pair whether the two belong together.",
            )
        return (FieldSpec((), batched=False),)

    def review(self, inputs: Specs) -> tuple[Advice, ...]:
        """Remark on a target that never says unlike."""
        target = inputs[-1]
        if target.low is None or target.low <= 0:
            return ()
        return (
            Advice(
                "target",
                f"The target is never below {target.low:g}, so all pairs count as alike.",
                "Write pairs that do not belong together as 0 or -1.",
            ),
        )

    def compute(self, inputs: Arrays) -> tuple[Array, ...]:
        """Return the mean over the pairs, and its gradients."""
        x1, x2, target = inputs
        alike = (target > 0).reshape(x1.shape[:-1])
        square1 = (x1 * x1).sum(axis=-1) + _EPS
        square2 = (x2 * x2).sum(axis=-1) + _EPS
        length = np.sqrt(square1 * square2)
        cosine = (x1 * x2).sum(axis=-1) / length
        over = cosine - self.margin
        loss = np.mean(np.where(alike, 1 - cosine, np.maximum(over, 0)))
        slope = np.where(alike, -1, over >= 0).astype(x1.dtype) / alike.size
        across, along = (slope / length)[..., None], slope * cosine
        d_x1 = across * x2 - (along / square1)[..., None] * x1
        d_x2 = across * x1 - (along / square2)[..., None] * x2
        return loss, d_x1, d_x2, np.zeros_like(target)

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``F.cosine_embedding_loss`` with the target as signs, one row per pair."""
        x1, _, target = inputs
        rows = ".flatten(0, 1)" if len(x1.shape) == 2 else ""
        flat = ".flatten()" if target.shape else ""
        sign = f"2.0 * ({{target}}{flat} > 0) - 1.0"
        return TorchForm(
            f"F.cosine_embedding_loss({{x1}}{rows}, {{x2}}{rows}, {sign}, margin={self.margin!r})"
        )

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the cosine, and of each pair the cost that its target chooses."""
        x1, _, target = inputs
        nodes: list[OnnxNode] = []
        for product, pair in (("square1", ("x1", "x1")), ("square2", ("x2", "x2"))):
            nodes.append(OnnxNode("Mul", pair, (f"{product}_terms",)))
            nodes.append(_sum(f"{product}_terms", f"{product}_sum"))
            nodes.append(OnnxNode("Add", (f"{product}_sum", "eps"), (product,)))
        wanted = "target"
        if target.shape != x1.shape[:-1]:
            nodes.append(OnnxNode("Squeeze", ("target", "last"), ("pairs",)))
            wanted = "pairs"
        nodes += [
            OnnxNode("Mul", ("square1", "square2"), ("square",)),
            OnnxNode("Sqrt", ("square",), ("length",)),
            OnnxNode("Mul", ("x1", "x2"), ("dot_terms",)),
            _sum("dot_terms", "dot"),
            OnnxNode("Div", ("dot", "length"), ("cosine",)),
            OnnxNode("Sub", ("one", "cosine"), ("apart",)),
            OnnxNode("Sub", ("cosine", "margin"), ("over",)),
            OnnxNode("Relu", ("over",), ("near",)),
            OnnxNode("Greater", (wanted, "zero"), ("alike",)),
            OnnxNode("Where", ("alike", "apart", "near"), ("costs",)),
            OnnxNode("ReduceMean", ("costs",), ("loss",), {"keepdims": 0}),
        ]
        numbers = {"eps": _EPS, "one": 1.0, "zero": 0.0, "margin": self.margin}
        constants = {name: np.asarray(number, np.float32) for name, number in numbers.items()}
        return OnnxForm(tuple(nodes), constants | {"last": np.asarray([-1], np.int64)})


def _sum(terms: str, result: str) -> OnnxNode:
    return OnnxNode("ReduceSum", (terms, "last"), (result,), {"keepdims": 0})
