"""Networks that read sequences."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.graph.builder import Ref
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["lstm_sine", "transformer"]


def lstm_sine() -> Project:
    """Return a recurrent network that continues a sine wave."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 0), name="x")
    lstm = sketch.add("LSTM", x, at=(1, 0), name="lstm", hidden_size=16)
    out = sketch.add("Linear", lstm["last"], at=(2, 0), name="out", out_features=1)
    sketch.finish("MSELoss", out, 3)
    return sketch.project(
        "LSTM on a sine wave",
        "25 values of a sine wave with a period unknown; which comes next? The LSTM reads them "
        "one after the other and keeps what matters in its state; “last” is the state at the "
        "end. The error flows back through all 25 steps inside the module. A straight line "
        "through the last two values would do badly at the crests: the network has to learn "
        "what an oscillation is. Raise the noise of the data and see how it copes.",
        DataSpec(source={"type": "SineWave", "samples": 600}, scaling="none"),
        Recipe(optimizer="Adam", learning_rate=0.01, batch_size=32, epochs=30),
    )


def transformer() -> Project:
    """Return a small causal transformer that writes, character by character."""
    sketch = Sketch()
    x = sketch.add("Input", at=(0, 0), name="x")
    embedded = sketch.add("Embedding", x, at=(1, 0), name="embedding", embedding_dim=64)
    placed = sketch.add("PositionalEncoding", embedded, at=(2, 0), name="place")
    first = _block(sketch, placed, 3, "1")
    second = _block(sketch, first, 13, "2")
    norm = sketch.add("LayerNorm", second, at=(23, 0), name="norm")
    out = sketch.add("Linear", norm, at=(24, 0), name="out", out_features=42)
    sketch.finish("CrossEntropyLoss", out, 25)
    return sketch.project(
        "Causal transformer, character by character",
        "It reads a story of 9000 characters and guesses at every place the next one. "
        "Attention lets each place look at all places before it (causal: never at those "
        "after it) and take from them what it needs; each head has an eye for something else. "
        "Counting which character follows which (a bigram model) reaches a validation loss of "
        "about 2.09 on these pieces; to do better the network has to read words.",
        DataSpec(source={"type": "Characters", "length": 32}, scaling="none"),
        Recipe(optimizer="Adam", learning_rate=0.002, batch_size=16, epochs=16),
    )


def _block(sketch: Sketch, x: Ref, column: int, number: str) -> Ref:
    """Add attention and a feed-forward part, each normalised first and added to what came in."""
    norm = sketch.add("LayerNorm", x, at=(column, 0), name=f"norm_a{number}")
    look = sketch.add(
        "MultiheadAttention", norm, norm, norm, at=(column + 1, 0), name=f"attention{number}",
        num_heads=4, causal=True,
    )  # fmt: skip
    rest = sketch.add("Dropout", look, at=(column + 2, 0), name=f"drop_a{number}", p=0.2)
    seen = sketch.add("Add", x, rest, at=(column + 3, 0), name=f"seen{number}")
    norm = sketch.add("LayerNorm", seen, at=(column + 4, 1), name=f"norm_b{number}")
    wide = sketch.add("Linear", norm, at=(column + 5, 1), name=f"wide{number}", out_features=128)
    gelu = sketch.add("GELU", wide, at=(column + 6, 1), name=f"gelu{number}")
    narrow = sketch.add("Linear", gelu, at=(column + 7, 1), name=f"narrow{number}", out_features=64)
    rest = sketch.add("Dropout", narrow, at=(column + 8, 1), name=f"drop_b{number}", p=0.2)
    return sketch.add("Add", seen, rest, at=(column + 9, 0), name=f"sum{number}")
