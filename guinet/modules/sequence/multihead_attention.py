"""MultiheadAttention: each position looks at all others and takes from them what it needs."""

from __future__ import annotations

import numpy as np

from guinet.core.advice import Change, Resize, Suggestion
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.fields import BoolField, FloatField, IntField
from guinet.core.forms import OnnxForm, TorchForm
from guinet.core.initializers import initializer_field
from guinet.core.module import Example, Module, Port
from guinet.core.sequences.attention import SEPARATE, head_shares, multihead
from guinet.core.sequences.attention_formula import ATTENTION_FORMULA
from guinet.core.sequences.attention_onnx import attention_onnx_form
from guinet.core.sequences.sequence import require_sequence
from guinet.core.spec import FieldSpec, Specs
from guinet.core.survival import survival
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["MultiheadAttention"]


class MultiheadAttention(Module):
    """Lets every position of a sequence look at all positions and take what fits its question.

    Each query is compared with every key; softmax makes shares of the products, and the answer
    is the mean of the values with these shares. Each head does so on a part of the features
    of its own, so that several things can be looked for at once. Wire one node to all three
    ports for self-attention; for cross-attention give key and value from elsewhere (the
    encoder). Positions are seen as a set: put PositionalEncoding before it.

    ``causal`` lets position t see positions 0 to t only, as a model of language needs; query
    and key are then one sequence. ``attention`` has the shares, averaged over the heads and
    with dropout where it drops: row t says where position t looked.

    Shapes: query (N, T, E), key (N, S, K), value (N, S, V); y (N, T, E), attention (N, T, S).
    in_proj_weight (3E, E), or where key or value have another width than query q_proj_weight
    (E, E), k_proj_weight (E, K), v_proj_weight (E, V); in_proj_bias (3E,), out_proj_weight
    (E, E), out_proj_bias (E,). What is not seen has a share of exactly 0.
    Source: Vaswani et al. (2017), Attention Is All You Need. As
    ``torch.nn.MultiheadAttention``.
    """

    category = Category.SEQUENCE
    formula = ATTENTION_FORMULA
    inputs = (
        Port("query", doc="positions that ask"),
        Port("key", doc="what they compare themselves with"),
        Port("value", doc="what they take"),
    )
    outputs = (
        Port("y", doc="what each position took"),
        Port("attention", doc="where each position looked"),
    )
    examples = (
        Example((FieldSpec((4, 6)),) * 3, {"num_heads": 2}),
        Example((FieldSpec((5, 4)),) * 3, {"num_heads": 4, "causal": True, "bias": False}),
        Example((FieldSpec((3, 4)), FieldSpec((5, 6)), FieldSpec((5, 2))), {"num_heads": 2}),
        Example((FieldSpec((2, 6)), *(FieldSpec((4, 6)),) * 2), {"num_heads": 3, "dropout": 0.2}),
    )

    num_heads = IntField(
        1, minimum=1, maximum=256, unit="heads",
        doc="Number of parts into which the features are cut; divides the width of query.",
    )  # fmt: skip
    causal = BoolField(False, doc="Whether a position sees only itself and those before it.")
    bias = BoolField(True, doc="Whether learned constants are added to the projections.")
    dropout = FloatField(
        0.0, minimum=0.0, maximum=1.0, open_maximum=True,
        doc="Probability with which a share becomes 0 while training.",
    )  # fmt: skip
    in_proj_weight_init = initializer_field(
        "glorot_uniform", doc="How the weights of query, key and value begin."
    )
    in_proj_bias_init = initializer_field("zeros", doc="How their bias begins.")
    out_proj_weight_init = initializer_field(doc="How the weight of the output begins.")
    out_proj_bias_init = initializer_field("zeros", doc="How its bias begins.")

    @property
    def draws(self) -> bool:
        """With dropout, of the attention."""
        return self.dropout > 0.0

    def infer(self, inputs: Specs) -> Specs:
        """Keep the shape of query; the shares are one per pair of positions."""
        for port, spec in zip(self.inputs, inputs, strict=True):
            require_sequence(self.type_name(), port.name, spec)
        query, key, value = inputs
        steps, width = query.shape
        if width % self.num_heads:
            raise ShapeError(
                "query",
                f"MultiheadAttention cannot cut the {width} features of {query.text()} at query "
                f"into {self.num_heads} equal heads.",
                f"Use a number that divides {width}, or a width that {self.num_heads} divides.",
                self._divisible(width),
            )
        if key.shape[0] != value.shape[0]:
            raise ShapeError(
                "value",
                f"MultiheadAttention needs one value per key: key is {key.text()} and value "
                f"{value.text()}.",
                "Wire key and value from the same sequence.",
            )
        if self.causal and key.shape[0] != steps:
            raise ShapeError(
                "key",
                "MultiheadAttention is causal, so query and key are positions of one sequence; "
                f"query is {query.text()} and key {key.text()}.",
                "Wire all three ports from one sequence, or switch causal off.",
                (Change("causal", False),),
            )
        shares = FieldSpec((steps, key.shape[0]), low=0.0, high=1.0 / (1.0 - self.dropout))
        return FieldSpec(query.shape), shares

    def _divisible(self, width: int) -> tuple[Suggestion, ...]:
        heads = self.num_heads
        divisors = [n for n in range(1, min(width, 256) + 1) if width % n == 0]
        nearest = min(divisors, key=lambda divisor: abs(divisor - heads))
        return Change("num_heads", nearest), Resize("query", -(-width // heads) * heads)

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the projections in and out; in one where all inputs are of one width."""
        width, *others = (spec.shape[1] for spec in inputs)
        into, out = self.in_proj_weight_init, self.out_proj_weight_init
        specs = {
            name: WeightSpec((width, size), into, size, width)
            for name, size in zip(SEPARATE, (width, *others), strict=True)
        }
        if others == [width, width]:
            specs = {"in_proj_weight": WeightSpec((3 * width, width), into, width, 3 * width)}
        specs["out_proj_weight"] = WeightSpec((width, width), out, width, width)
        if self.bias:
            of_in, of_out = self.in_proj_bias_init, self.out_proj_bias_init
            specs["in_proj_bias"] = WeightSpec((3 * width,), of_in, width, 3 * width)
            specs["out_proj_bias"] = WeightSpec((width,), of_out, width, width)
        return specs

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Project, attend per head, join the heads, project again."""
        query, key, _ = inputs
        count, steps, _ = query.shape
        pairs = (count, self.num_heads, steps, key.shape[1])
        survivors = survival(ctx, self.dropout, pairs, query.dtype)
        y, attention, back = multihead(
            inputs, weights, self.num_heads, self._allowed(steps), survivors
        )

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            dy, d_attention = gradients
            if dy is None and d_attention is None:
                return (None, None, None), {}
            return back(np.zeros_like(y) if dy is None else dy, d_attention)

        return (y, attention), backward, {}

    def head_shares(self, inputs: Arrays, weights: Named) -> Array:
        """Return where each head looks, (N, heads, T, S), as it does without dropout."""
        allowed = self._allowed(inputs[0].shape[1])
        return head_shares(inputs, weights, self.num_heads, allowed)

    def _allowed(self, steps: int) -> Array | None:
        """Return which positions see which; None where all see all."""
        return np.tri(steps, dtype=bool) if self.causal else None

    def multiply_adds(self, inputs: Specs) -> int:
        """Return those of the four projections, of the scores and of the means."""
        (steps, width), (seen, _), _ = (spec.shape for spec in inputs)
        projections = sum(spec.size for spec in inputs) * width + steps * width * width
        return projections + 2 * steps * seen * width

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.MultiheadAttention`` with the batch first."""
        query, key, value = inputs
        steps, width = query.shape
        constructor = (
            f"nn.MultiheadAttention({width}, {self.num_heads}, dropout={self.dropout!r}, "
            f"bias={self.bias}, kdim={key.shape[1]}, vdim={value.shape[1]}, batch_first=True)"
        )
        mask = ""
        if self.causal:
            ones = f"torch.ones({steps}, {steps}, dtype=torch.bool, device={{query}}.device)"
            mask = f", attn_mask={ones}.triu(1)"
        names = {n: n.replace("out_proj_", "out_proj.") for n in self.weights(inputs)}
        return TorchForm(f"{{module}}({{query}}, {{key}}, {{value}}{mask})", constructor, names)

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return the attention in elementary operators."""
        steps, width = inputs[0].shape
        packed, last = "in_proj_weight" in self.weights(inputs), steps if self.causal else None
        return attention_onnx_form(
            width, self.num_heads, bias=self.bias, packed=packed, hidden_after=last
        )
