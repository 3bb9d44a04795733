"""The library's composites as code: ``python -m guinet.project.make_composites`` writes them."""

from __future__ import annotations

from collections.abc import Callable

from guinet.core.resources import resource
from guinet.data.spec import DataSpec
from guinet.graph.builder import Ref
from guinet.project.file import SUFFIX
from guinet.project.project import Project
from guinet.project.schema import to_json
from guinet.project.sketch import Sketch
from guinet.project.text import write_text
from guinet.training.recipe import Recipe

__all__ = ["composite_texts", "make_composites"]


_TRANSFORMER_DOCS = {
    "num_heads": "Number of parts into which attention cuts the features; divides d_model.",
    "dim_feedforward": "Width between the two Linear modules behind the attention.",
    "d_model": "Width of the layer, that of what comes in: all sums need it.",
    "dropout": "Probability with which a number becomes 0 while training.",
}


def make_composites() -> dict[str, Project]:
    """Return the projects of all composites, each in use, by the names of their files."""
    return {name: make() for name, make in _COMPOSITES.items()}


def composite_texts() -> dict[str, bytes]:
    """Return the contents of the library's files by file name."""
    return {
        f"{name}{SUFFIX}": write_text(to_json(project)).encode()
        for name, project in make_composites().items()
    }


def conv_norm_activation() -> Project:
    """Return convolution, normalisation, ReLU: the brick of most networks for images."""
    inside = Sketch()
    x = inside.add("Inlet", name="x")
    conv = inside.add("Conv2d", x, name="conv", out_channels=16, padding="same", bias=False)
    norm = inside.add("BatchNorm", conv, name="norm")
    relu = inside.add("ReLU", norm, name="relu")
    inside.add("Outlet", relu, name="y")
    sketch = Sketch()
    sketch.define(
        "ConvNormActivation",
        inside,
        {
            "out_channels": ("conv", "out_channels"),
            "kernel_size": ("conv", "kernel_size"),
            "stride": ("conv", "stride"),
            "padding": ("conv", "padding"),
        },
        {
            "out_channels": "Number of channels of the output.",
            "kernel_size": "Height and width of the window of the convolution.",
            "stride": "How many pixels the window moves on; 2 halves height and width.",
            "padding": "Zeros around the image; same keeps the size, and needs stride 1.",
        },
    )
    x = sketch.add("Input", name="x")
    first = sketch.add("ConvNormActivation", x, name="first", out_channels=8)
    second = sketch.add(
        "ConvNormActivation", first, name="second",
        out_channels=16, stride=2, padding=1,
    )  # fmt: skip
    return _classify(
        sketch, second,
        "Convolution, normalisation, activation",
        "A convolution, batch normalisation and an activation: the brick of networks for images.\n"
        "The activation is ReLU. The convolution has no bias: the normalisation subtracts the "
        "mean, and its own shift does what a bias would do. Padding “same” keeps the size and "
        "needs stride 1; with a stride of 2 and half of the kernel size as padding, the image "
        "becomes half as high and wide.",
    )  # fmt: skip


def residual_block() -> Project:
    """Return the block of residual networks whose short cut is the identity."""
    inside = Sketch()
    x = inside.add("Inlet", name="x")
    before = x
    for number in (1, 2):
        before = inside.add(
            "Conv2d", before, name=f"conv{number}",
            out_channels=16, padding="same", bias=False,
        )  # fmt: skip
        before = inside.add("BatchNorm", before, name=f"norm{number}")
        if number == 1:
            before = inside.add("ReLU", before, name="relu1")
    total = inside.add("Add", x, before, name="sum")
    relu = inside.add("ReLU", total, name="relu2")
    inside.add("Outlet", relu, name="y")
    sketch = Sketch()
    sketch.define(
        "ResidualBlock",
        inside,
        {
            "channels": [("conv1", "out_channels"), ("conv2", "out_channels")],
            "kernel_size": [("conv1", "kernel_size"), ("conv2", "kernel_size")],
        },
        {
            "channels": "Number of channels, that of what comes in: both are added.",
            "kernel_size": "Height and width of the windows of both convolutions.",
        },
    )
    x = sketch.add("Input", name="x")
    stem = sketch.add("Conv2d", x, name="stem", out_channels=8, padding="same")
    block = sketch.add("ResidualBlock", stem, name="block", channels=8)
    return _classify(
        sketch, block,
        "Residual block",
        "Two convolutions compute what is to be added to the image; the image itself goes past "
        "them.\n"
        "He, Zhang, Ren and Sun (2016), Deep Residual Learning for Image Recognition. A block "
        "that has nothing to add only needs weights near 0, and on the way back the sum hands "
        "its gradient to the short cut unchanged: that is why hundreds of such blocks in a row "
        "can be trained. The number of channels must be that of what comes in, for both are "
        "added.",
    )  # fmt: skip


def inception_block() -> Project:
    """Return the block of GoogLeNet: four views of one image side by side."""
    inside = Sketch()
    x = inside.add("Inlet", name="x")

    def conv(source: Ref, size: int, width: int, name: str) -> Ref:
        found = inside.add(
            "Conv2d", source, name=f"conv_{name}",
            out_channels=width, kernel_size=size, padding="same",
        )  # fmt: skip
        return inside.add("ReLU", found, name=f"relu_{name}")

    small = conv(x, 1, 8, "1x1")
    middle = conv(conv(x, 1, 8, "3x3_reduce"), 3, 16, "3x3")
    large = conv(conv(x, 1, 4, "5x5_reduce"), 5, 8, "5x5")
    pool = inside.add("MaxPool2d", x, name="pool", kernel_size=3, stride=1, padding=1)
    pooled = conv(pool, 1, 8, "pool")
    join = inside.add("Concat", small, middle, large, pooled, name="all")
    inside.add("Outlet", join, name="y")
    widths = {
        "1x1": "Number of channels of the branch of 1 × 1.",
        "3x3_reduce": "Number of channels to which 1 × 1 mixes down before the kernel of 3 × 3.",
        "3x3": "Number of channels of the branch of 3 × 3.",
        "5x5_reduce": "Number of channels to which 1 × 1 mixes down before the kernel of 5 × 5.",
        "5x5": "Number of channels of the branch of 5 × 5.",
        "pool": "Number of channels to which 1 × 1 mixes down behind the pooling.",
    }
    sketch = Sketch()
    sketch.define(
        "InceptionBlock",
        inside,
        {f"width_{name}": (f"conv_{name}", "out_channels") for name in widths},
        {f"width_{name}": doc for name, doc in widths.items()},
    )
    x = sketch.add("Input", name="x")
    block = sketch.add("InceptionBlock", x, name="block")
    return _classify(
        sketch, block,
        "Inception block",
        "Looks at an image with windows of several sizes at once, and puts the answers side by "
        "side.\n"
        "Szegedy and others (2015), Going Deeper with Convolutions. Nobody has to decide how "
        "large a pattern is: there are kernels of 1 × 1, 3 × 3 and 5 × 5, and the maximum of the "
        "neighbourhood. The convolutions of 1 × 1 before the large kernels mix the channels "
        "down to fewer ones, which is what makes the large kernels cheap. The channels of the "
        "four branches add up, with the widths it begins with to 8 + 16 + 8 + 8 = 40.",
    )  # fmt: skip


def transformer_encoder_layer() -> Project:
    """Return the encoder layer of the transformer, normalised after each sum."""
    inside = Sketch()
    x = inside.add("Inlet", name="x")
    attended = _attention(inside, x, x, "self_attn", 1)
    y = _feed_forward(inside, attended, 2)
    inside.add("Outlet", y, name="y")
    sketch = Sketch()
    sketch.define(
        "TransformerEncoderLayer",
        inside,
        {
            "num_heads": ("self_attn", "num_heads"),
            "dim_feedforward": ("linear1", "out_features"),
            "d_model": ("linear2", "out_features"),
            "dropout": [
                ("self_attn", "dropout"), ("dropout1", "p"), ("dropout", "p"), ("dropout2", "p"),
            ],
            "causal": ("self_attn", "causal"),
        },
        _TRANSFORMER_DOCS | {"causal": "Whether a position sees only itself and those before it."},
    )  # fmt: skip
    x = sketch.add("Input", name="x")
    rows = sketch.add("Reshape", x, name="rows", shape=[8, 8])
    tokens = sketch.add("Linear", rows, name="embed", out_features=16)
    placed = sketch.add("PositionalEncoding", tokens, name="positions")
    layer = sketch.add("TransformerEncoderLayer", placed, name="layer")
    return _classify(
        sketch, layer,
        "Transformer, encoder layer",
        "Each position looks at all others, then thinks about what it found; both are added to "
        "what it was.\n"
        "Vaswani and others (2017), Attention Is All You Need; as torch.nn."
        "TransformerEncoderLayer that normalises after each sum (norm_first=False) with ReLU, "
        "batch first; dim_feedforward begins with 64 here, with 2048 there. d_model must be the "
        "width of what comes in, and num_heads must divide it. The layer does not see where in "
        "the sequence a position is, so a PositionalEncoding belongs before the first one. Set "
        "causal, and no position sees those behind it.",
    )  # fmt: skip


def transformer_decoder_layer() -> Project:
    """Return the decoder layer of the transformer, normalised after each sum."""
    inside = Sketch()
    x = inside.add("Inlet", name="x")
    memory = inside.add("Inlet", name="memory")
    own = _attention(inside, x, x, "self_attn", 1, causal=True)
    both = _attention(inside, own, memory, "multihead_attn", 2)
    y = _feed_forward(inside, both, 3)
    inside.add("Outlet", y, name="y")
    attentions = ("self_attn", "multihead_attn")
    drops = ("dropout1", "dropout2", "dropout", "dropout3")
    sketch = Sketch()
    sketch.define(
        "TransformerDecoderLayer",
        inside,
        {
            "num_heads": [(name, "num_heads") for name in attentions],
            "dim_feedforward": ("linear1", "out_features"),
            "d_model": ("linear2", "out_features"),
            "dropout": [
                *((name, "dropout") for name in attentions), *((name, "p") for name in drops),
            ],
            "causal": ("self_attn", "causal"),
        },
        _TRANSFORMER_DOCS
        | {
            "num_heads": "Number of parts into which both attentions cut the features.",
            "causal": "Whether a position of x sees only itself and those before it in x.",
        },
    )  # fmt: skip
    x = sketch.add("Input", name="x")
    rows = sketch.add("Reshape", x, name="rows", shape=[8, 8])
    columns = sketch.add("Permute", rows, name="columns", dims=[2, 1])
    placed: list[Ref] = []
    for source, name in ((rows, "row"), (columns, "column")):
        tokens = sketch.add("Linear", source, name=f"embed_{name}s", out_features=16)
        placed.append(sketch.add("PositionalEncoding", tokens, name=f"{name}_positions"))
    layer = sketch.add("TransformerDecoderLayer", *placed, name="layer")
    return _classify(
        sketch, layer,
        "Transformer, decoder layer",
        "Each position looks at those before it and at all of another sequence, the memory.\n"
        "Vaswani and others (2017), Attention Is All You Need; as torch.nn."
        "TransformerDecoderLayer that normalises after each sum (norm_first=False) with ReLU, "
        "batch first; dim_feedforward begins with 64 here, with 2048 there. In translation the "
        "memory is the sentence as the encoder has understood it, and x what has been written so "
        "far; causal keeps a position from seeing what is still to be written. d_model must be "
        "the width of x, and num_heads must divide it.",
    )  # fmt: skip


def _attention(
    inside: Sketch, x: Ref, memory: Ref, name: str, number: int, *, causal: bool = False
) -> Ref:
    """Add attention, dropout, sum and normalisation; x asks, memory answers."""
    found = inside.add(
        "MultiheadAttention", x, memory, memory, name=name,
        num_heads=4, dropout=0.1, causal=causal,
    )  # fmt: skip
    drop = inside.add("Dropout", found, name=f"dropout{number}", p=0.1)
    total = inside.add("Add", x, drop, name=f"sum{number}")
    return inside.add("LayerNorm", total, name=f"norm{number}")


def _feed_forward(inside: Sketch, x: Ref, number: int) -> Ref:
    """Add two Linears with ReLU and dropout, sum and normalisation."""
    wide = inside.add("Linear", x, name="linear1", out_features=64)
    relu = inside.add("ReLU", wide, name="relu")
    drop = inside.add("Dropout", relu, name="dropout", p=0.1)
    narrow = inside.add("Linear", drop, name="linear2", out_features=16)
    last = inside.add("Dropout", narrow, name=f"dropout{number}", p=0.1)
    total = inside.add("Add", x, last, name=f"sum{number}")
    return inside.add("LayerNorm", total, name=f"norm{number}")


def _classify(sketch: Sketch, x: Ref, title: str, description: str) -> Project:
    """Return the project in which the composite reads digits."""
    flat = sketch.add("Flatten", x, name="flatten")
    out = sketch.add("Linear", flat, name="out", out_features=10)
    sketch.finish("CrossEntropyLoss", out)
    data = DataSpec(source={"type": "Digits", "form": "images"})
    recipe = Recipe(optimizer="Adam", learning_rate=0.003, batch_size=32, epochs=10)
    return sketch.project(title, description, data, recipe)


_COMPOSITES: dict[str, Callable[[], Project]] = {
    "conv-norm-activation": conv_norm_activation,
    "residual-block": residual_block,
    "inception-block": inception_block,
    "transformer-encoder-layer": transformer_encoder_layer,
    "transformer-decoder-layer": transformer_decoder_layer,
}


if __name__ == "__main__":
    resource("composites").mkdir(exist_ok=True)
    for file_name, contents in composite_texts().items():
        resource("composites", file_name).write_bytes(contents)
