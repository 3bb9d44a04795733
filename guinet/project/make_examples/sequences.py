"""Networks that read sequences."""

from __future__ import annotations

from guinet.data.spec import DataSpec
from guinet.project.project import Project
from guinet.project.sketch import Sketch
from guinet.training.recipe import Recipe

__all__ = ["lstm_sine", "transformer"]


def lstm_sine() -> Project:
    """Return a recurrent network that continues a sine wave."""
    sketch = Sketch()
    x = sketch.add("Input", name="x")
    lstm = sketch.add("LSTM", x, name="lstm", hidden_size=16)
    out = sketch.add("Linear", lstm["last"], name="out", out_features=1)
    sketch.finish("MSELoss", out)
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
    sketch.take("TransformerEncoderLayer")
    x = sketch.add("Input", name="x")
    embedded = sketch.add("Embedding", x, name="embedding", embedding_dim=64)
    before = sketch.add("PositionalEncoding", embedded, name="place")
    for number in (1, 2):
        before = sketch.add(
            "TransformerEncoderLayer", before, name=f"layer{number}",
            d_model=64, num_heads=4, dim_feedforward=128, dropout=0.2, causal=True,
        )  # fmt: skip
    out = sketch.add("Linear", before, name="out", out_features=42)
    sketch.finish("CrossEntropyLoss", out)
    return sketch.project(
        "Causal transformer, character by character",
        "It reads a story of 9000 characters and guesses at every place the next one. Each of "
        "the two layers is a composite: attention, which lets each place look at all places "
        "before it (causal: never at those after it) and take from them what it needs, and a "
        "small network that digests what was found. Counting which character follows which (a "
        "bigram model) reaches a validation loss of about 2.05 on these pieces; to do better, "
        "the network has to read words.",
        DataSpec(source={"type": "Characters", "length": 32}, scaling="none"),
        Recipe(optimizer="Adam", learning_rate=0.002, batch_size=16, epochs=20),
    )
