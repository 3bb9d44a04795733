"""Embedding: a learned vector for each index."""

from __future__ import annotations

import math

import numpy as np

from guinet.core.advice import Change
from guinet.core.category import Category
from guinet.core.context import Context
from guinet.core.errors import ShapeError
from guinet.core.features.table_rows import require_rows
from guinet.core.features.zero_row import ZeroRow
from guinet.core.fields import IntField, OptionalIntField, shortened
from guinet.core.forms import Formula, OnnxForm, OnnxNode, TorchForm
from guinet.core.initializers import Initializer, initializer_field
from guinet.core.module import Example, Module, Port
from guinet.core.spec import FieldSpec, Specs
from guinet.core.types import Array, Arrays, Gradients, Named, Result
from guinet.core.weight import WeightSpec

__all__ = ["Embedding"]

_MOST = 2**24


class Embedding(Module):
    """Looks up a learned vector for each whole number: a word, a user, a category.

    The table has one row per index. It is a Linear on one-hot inputs without ever writing
    these out: row i is the only one that index i reads, and the only one that learns from it.
    Things that are used alike end up with similar vectors.

    Shapes: x, whole numbers (N,) or (N, T), to y (N, D) or (N, T, D); weight (num_embeddings,
    D), as in PyTorch. Indices count from 0 and must lie within the table. Rows read several
    times add up their gradients; whole numbers themselves have none. The row ``padding_idx``
    (p) stands for zeros whatever the table holds there, and its gradient is 0; in PyTorch it
    also begins with zeros and never learns. Initializers that count inputs (he, lecun, glorot)
    count the rows, as in a Linear on one-hot inputs, where torch.nn.init counts D: the vectors
    are the smaller the more rows there are. The default does not count.
    Source: Bengio et al. (2003), A Neural Probabilistic Language Model.
    """

    category = Category.LINEAR
    formula = Formula(
        forward=(
            r"y_n = W_{x_n}",
            r"\when{!padding_idx=None}{y_n = 0 \;\; \text{where} \;\; x_n = p}",
        ),
        backward=(
            r"\frac{\partial L}{\partial W_i} = \sum_{n: x_n = i} \frac{\partial L}{\partial y_n}",
            r"\when{!padding_idx=None}{\frac{\partial L}{\partial W_p} = 0}",
        ),
    )
    inputs = (Port("x", ("index",), doc="whole numbers, from 0"),)
    width_field = "embedding_dim"
    examples = (
        Example((FieldSpec((), "index", low=0, high=5),), {"embedding_dim": 3}),
        Example((FieldSpec((4,), "index", low=0, high=3),), {"embedding_dim": 2}),
        Example((FieldSpec((5,), "index", low=0, high=6),), {"num_embeddings": 8}),
        Example((FieldSpec((5,), "index", low=0, high=2),), {"padding_idx": 0}),
    )

    embedding_dim = IntField(8, minimum=1, maximum=65536, doc="Length of each vector.")
    num_embeddings = OptionalIntField(
        None,
        minimum=1,
        maximum=_MOST,
        doc="Number of rows of the table; none: one per index that the data can hold.",
    )
    padding_idx = OptionalIntField(
        None,
        minimum=0,
        maximum=_MOST - 1,
        doc="Index that stands for padding: always zeros, never learned; none: no index does.",
    )
    weight_init = initializer_field("normal", doc="How the table begins.")

    def infer(self, inputs: Specs) -> Specs:
        """Append an axis for the vectors."""
        (x,) = inputs
        if len(x.shape) > 1:
            raise ShapeError(
                "x",
                f"Embedding reads one index per sample or N × T of them and gets {x.text()}.",
                "Connect whole numbers of one of these shapes.",
            )
        rows = self._rows(x)
        if self.padding_idx is not None and self.padding_idx >= rows:
            raise ShapeError(
                "x",
                f"Embedding pads with the index {self.padding_idx}, and its table has the rows 0 "
                f"to {rows - 1}.",
                "Set padding_idx to one of them, or to none.",
                (Change("padding_idx", None),),
            )
        return (FieldSpec((*x.shape, self.embedding_dim)),)

    def _rows(self, x: FieldSpec) -> int:
        """Return the number of rows of the table, which holds all that x is known to hold."""
        if x.low is not None and x.low < 0:
            raise ShapeError(
                "x",
                f"Embedding counts its rows from 0, and the indices at x begin at {x.low:g}.",
                "Number the categories in the data from 0.",
            )
        highest = None if x.high is None or math.isinf(x.high) else math.floor(x.high)
        if self.num_embeddings is None and highest is None:
            raise ShapeError(
                "x",
                "Embedding cannot tell how many rows its table needs, for the largest index at x "
                "is not known.",
                "Set num_embeddings to the number of different indices.",
            )
        needed = 1 if highest is None else highest + 1
        if self.num_embeddings is None and needed > _MOST:
            raise ShapeError(
                "x",
                f"Embedding would need {shortened(needed)} rows, one for each index at x, and at "
                f"most {_MOST} are allowed.",
                "Number the categories in the data one after the other, from 0.",
            )
        if self.num_embeddings is None or self.num_embeddings >= needed:
            return self.num_embeddings or needed
        raise ShapeError(
            "x",
            f"Embedding has the rows 0 to {self.num_embeddings - 1}, and the indices at x reach "
            f"{shortened(highest)}.",
            f"Set num_embeddings to at least {shortened(needed)}, or to none.",
            (Change("num_embeddings", None),),
        )

    def weights(self, inputs: Specs) -> dict[str, WeightSpec]:
        """Return the table, one row per index."""
        rows, width = self._rows(inputs[0]), self.embedding_dim
        start: Initializer = self.weight_init
        if self.padding_idx is not None:
            start = ZeroRow(row=self.padding_idx, others=start)
        return {"weight": WeightSpec((rows, width), start, rows, width)}

    def forward(self, inputs: Arrays, weights: Named, state: Named, ctx: Context) -> Result:
        """Take the rows; on the way back each row adds up what its readers send."""
        (x,) = inputs
        weight = weights["weight"]
        require_rows(x, len(weight))
        y = weight[x]
        if self.padding_idx is not None:
            y[x == self.padding_idx] = 0

        def backward(gradients: Gradients) -> tuple[Gradients, dict[str, Array]]:
            (dy,) = gradients
            if dy is None:
                return (None,), {}
            d_weight = np.zeros_like(weight)
            # Equal indices are brought together, so that one sum per row remains.
            order = np.argsort(x, axis=None, kind="stable")
            read = x.reshape(-1)[order]
            starts = np.flatnonzero(np.diff(read, prepend=-1))
            errors = dy.reshape(-1, dy.shape[-1])[order]
            d_weight[read[starts]] = np.add.reduceat(errors, starts, axis=0)
            if self.padding_idx is not None:
                d_weight[self.padding_idx] = 0
            return (None,), {"weight": d_weight}

        return (y,), backward, {}

    def torch_form(self, inputs: Specs) -> TorchForm:
        """Return ``nn.Embedding``."""
        constructor = (
            f"nn.Embedding({self._rows(inputs[0])}, {self.embedding_dim}, "
            f"padding_idx={self.padding_idx})"
        )
        call = "{module}({x})"
        if self.padding_idx is not None:
            call += f" * ({{x}} != {self.padding_idx}).unsqueeze(-1)"
        return TorchForm(call, constructor, {"weight": "weight"})

    def onnx_form(self, inputs: Specs) -> OnnxForm:
        """Return Gather, and zeros in place of the padding."""
        if self.padding_idx is None:
            return OnnxForm((OnnxNode("Gather", ("weight", "x"), ("y",), {"axis": 0}),))
        nodes = (
            OnnxNode("Gather", ("weight", "x"), ("rows",), {"axis": 0}),
            OnnxNode("Equal", ("x", "padding"), ("is_padding",)),
            OnnxNode("Unsqueeze", ("is_padding", "last"), ("cleared",)),
            OnnxNode("Where", ("cleared", "zero", "rows"), ("y",)),
        )
        constants: dict[str, Array] = {
            "padding": np.asarray(self.padding_idx, np.int64),
            "last": np.asarray([-1], np.int64),
            "zero": np.asarray(0, np.float32),
        }
        return OnnxForm(nodes, constants)
