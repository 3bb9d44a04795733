"""PyTorch text becomes the modules it names, is never executed, and PyTorch agrees."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guinet.core.category import Category
from guinet.core.errors import GuinetError
from guinet.core.module import Module
from guinet.core.spec import FieldSpec, Specs
from guinet.exchange.pytorch.sequential import (
    from_sequential,
    looks_like_pytorch,
    read_sequential,
)
from guinet.exchange.pytorch.signatures import SIGNATURES
from guinet.graph.check import check
from guinet.modules import modules
from tests.graph.strategies import few

PAIR = {"x": FieldSpec((2,)), "y": FieldSpec((), "class", ("no", "yes"))}
DIGITS = {"x": FieldSpec((1, 8, 8)), "y": FieldSpec((), "class", tuple("0123456789"))}
NUMBERS = {"x": FieldSpec((4,)), "y": FieldSpec((2,))}


def read(text: str) -> list[Module]:
    return [layer.module for layer in read_sequential(text).layers]


def types(text: str) -> list[str]:
    return [module.type_name() for module in read(text)]


def fault(text: str) -> str:
    with pytest.raises(GuinetError) as caught:
        from_sequential(text, PAIR)
    return str(caught.value)


# Ways to write it.

BODY = "nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2)"


@pytest.mark.parametrize(
    "text",
    [
        f"nn.Sequential({BODY})",
        f"model = nn.Sequential({BODY})",
        f"torch.nn.Sequential({BODY.replace('nn.', 'torch.nn.')})",
        f"Sequential({BODY.replace('nn.', '')})",
        f"    net = nn.Sequential(\n        {BODY},  # three layers\n    )\n",
        f"nn.Sequential([{BODY}])",
        "nn.Sequential(nn.Sequential(nn.Linear(2, 16), nn.ReLU()), nn.Linear(16, 2))",
        (
            "import torch\nfrom torch import nn\n\nwidth = 8 * 2\n"
            "model = nn.Sequential(nn.Linear(2, width), nn.ReLU(True), nn.Linear(width, 2))\n"
            "print(model)\n"
        ),
        (
            "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            f"        self.net = nn.Sequential({BODY})\n"
            "    def forward(self, x):\n        return self.net(x)\n"
        ),
        "nn.Linear(2, 16),\nnn.ReLU(),\nnn.Linear(16, 2),\n",
        "nn.Linear(2, 16)\nnn.ReLU()\nnn.Linear(16, 2)\n",
        "nn.Sequential(\n  nn.LazyLinear(16), nn.ReLU(), nn.Linear(in_features=n, out_features=2))",
        (
            "Sequential(\n  (0): Linear(in_features=2, out_features=16, bias=True)\n  (1): ReLU()\n"
            "  (2): Linear(in_features=16, out_features=2, bias=True)\n)"
        ),
    ],
)
def test_all_ways_to_write_a_network_are_read(text: str) -> None:
    linear, relu = modules.types()["Linear"], modules.types()["ReLU"]
    assert read(text) == [linear(out_features=16), relu(), linear(out_features=2)]
    assert check(from_sequential(text, PAIR).graph, PAIR) == []


@pytest.mark.parametrize(
    "text",
    [
        'nn.Sequential(OrderedDict([("fc", nn.Linear(2, 8)), ("act", nn.Tanh())]))',
        'nn.Sequential(collections.OrderedDict({"fc": nn.Linear(2, 8), "act": nn.Tanh()}))',
        "Sequential(\n  (fc): Linear(in_features=2, out_features=8, bias=True)\n  (act): Tanh()\n)",
        "Net(\n  (fc): Linear(in_features=2, out_features=8, bias=True)\n  (act): Tanh()\n)",
    ],
)
def test_names_are_kept(text: str) -> None:
    names = [node.name for node in from_sequential(text, PAIR).graph.nodes.values()]
    assert names[:3] == ["input1", "fc", "act"]


def test_a_printed_class_comes_with_a_note() -> None:
    chain = read_sequential("Net(\n  (fc): Linear(in_features=2, out_features=8)\n)")
    assert chain.notes == ("Net is read as if its layers followed each other.",)


def test_printed_repetitions_are_unfolded() -> None:
    text = (
        "Sequential(\n  (0-1): 2 x Sequential(\n    (0): Linear(in_features=4, out_features=4)\n"
        "    (1): ReLU()\n  )\n  (2-4): 3 x Tanh()\n)"
    )
    assert types(text) == ["Linear", "ReLU", "Linear", "ReLU", "Tanh", "Tanh", "Tanh"]


def test_positional_and_named_arguments_mean_the_same() -> None:
    assert read("nn.Conv2d(1, 8, 3, 2, 1, 1, 1, False)") == read(
        "nn.Conv2d(in_channels=1, out_channels=8, kernel_size=3, bias=False, stride=2, padding=1)"
    )


# What cannot be read, in words with the line.


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no text yet"),
        ("nn.Sequential()", "There is no layer in it"),
        ("hello world", "Line 1: this cannot be read as Python"),
        ("nn.Sequential(\n nn.ReLU(),\n nn.Linear(2, 3)", "Line 1: this cannot be read"),
        ("nn.Sequential(*[nn.Linear(2, 2) for _ in range(3)])", "Line 1: '*[nn.Linear"),
        ("nn.Sequential(**layers)", "Line 1: **"),
        (
            "nn.Sequential(\n nn.ReLU(),\n nn.Liner(2, 3))",
            "Line 3: guinet has no module for 'Liner'",
        ),
        ("nn.Sequential(\n\n nn.TransformerEncoder(a, 3))", "Line 3: guinet has no module for"),
        ("nn.Sequential(nn.Linear(2, n))", "out_features of Linear is n"),
        ("nn.Sequential(nn.Linear(2))", "Linear needs out_features"),
        ("nn.Sequential(nn.Linear(2, 3, 4, 5))", "takes 3 arguments at most"),
        ("nn.Sequential(nn.Linear(2, out_features=3, units=4))", "no argument 'units'"),
        ("nn.Sequential(nn.Linear(2, 3, out_features=3))", "is given out_features twice"),
        ("nn.Sequential(nn.Linear(2, 0))", "out_features must be at least 1"),
        ("nn.Sequential(nn.Dropout(1.5))", "Line 1: Dropout.p"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3, padding_mode='reflect'))", "padding_mode 'zeros' only"),
        ("nn.Sequential(nn.Bilinear(2, 3, 4))", "no place in a chain"),
        ("nn.Sequential(nn.MSELoss())", "no place in a chain"),
        ("nn.Sequential(nn.Linear(2, 3), 5)", "5 in Sequential is no layer"),
        ("a = nn.Sequential(nn.ReLU())\nb = nn.Sequential(nn.ReLU())", "Line 2: a second"),
        ("Net(\n  (a): Block(\n    (0): ReLU()\n  )\n)", "Line 2: how the parts of Block"),
        ("Sequential(\n  (a): Sequential(\n    (0): ReLU()\n", "Line 2: the bracket"),
        ("Sequential(\n  (0): ReLU()\n  what\n)", "Line 3: 'what' is no row"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text: str, words: str) -> None:
    said = fault(text)
    assert words in said
    assert said.endswith((".", "?"))
    assert "\n" not in said


def test_nothing_is_executed(tmp_path: Any) -> None:
    made = tmp_path / "made"
    fault(f"nn.Sequential(open({str(made)!r}, 'w'))")
    fault(f"__import__('pathlib').Path({str(made)!r}).touch()")
    fault(f"nn.Sequential(nn.Linear(2, open({str(made)!r}, 'w').write('x')))")
    assert not made.exists()


# On the data that are open.


@pytest.mark.parametrize("fields", [PAIR, DIGITS, NUMBERS], ids=["pair", "digits", "numbers"])
def test_it_can_be_trained_on_the_open_data(fields: dict[str, FieldSpec]) -> None:
    text = "nn.Sequential(nn.Linear(9, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 7))"
    found = from_sequential(text, fields)
    assert check(found.graph, fields) == []
    assert any("written for inputs of size 9" in note for note in found.notes)
    assert any("To suit the target" in note for note in found.notes)


def test_sizes_that_fit_the_data_need_no_note() -> None:
    found = from_sequential("nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))", NUMBERS)
    assert found.notes == ()


def test_shares_at_the_end_are_made_as_many_as_there_are_classes() -> None:
    text = "nn.Sequential(nn.Flatten(), nn.Linear(64, 5), nn.Softmax(dim=1))"
    found = from_sequential(text, DIGITS)
    assert check(found.graph, DIGITS) == []
    assert len(found.graph.nodes) == 6


def test_convolutions_on_images() -> None:
    text = (
        "nn.Sequential(nn.Conv2d(1, 8, 3, padding='same'), nn.ReLU(), nn.MaxPool2d(2), "
        "nn.Flatten(), nn.Linear(128, 10))"
    )
    found = from_sequential(text, DIGITS)
    assert (check(found.graph, DIGITS), found.notes) == ([], ())


# Every module that PyTorch has: its PyTorch text reads back as the same module.

_PADS = {
    "constant": "ConstantPad2d",
    "reflect": "ReflectionPad2d",
    "replicate": "ReplicationPad2d",
    "circular": "CircularPad2d",
}


_UNPRINTED = {
    "AvgPool1d": ("ceil_mode", "count_include_pad"),
    "AvgPool2d": ("ceil_mode", "count_include_pad"),
    "PReLU": ("weight_init",),
    "RNN": ("nonlinearity",),
    "Upsample": ("align_corners",),
}
"""Settings that PyTorch does not print."""


def torch_text(module: Module, specs: Specs) -> str | None:
    """Write a module as PyTorch's users do, None where PyTorch has no such class."""
    constructor = module.torch_form(specs).constructor
    found = re.match(r"nn\.(\w+)", constructor or "")
    if found is not None and found.group(1) in SIGNATURES:
        meant = SIGNATURES[found.group(1)].module or found.group(1)
        return constructor if meant == module.type_name() else None
    name, settings = module.type_name(), dict(module.settings)
    if name == "Reshape":
        return f"nn.Unflatten(1, {tuple(settings['shape'])})"
    if name == "Pad":
        sides = tuple(settings[side] for side in ("left", "right", "top", "bottom"))
        value = f", {settings['value']}" if settings["mode"] == "constant" else ""
        return f"nn.{_PADS[settings['mode']]}({sides}{value})"
    if name not in SIGNATURES:
        return None
    if "dim" in settings:
        settings["dim"] = module.axis(specs)  # type: ignore[attr-defined]
    order = [key for key in SIGNATURES[name].order if key in settings]
    return f"nn.{name}({', '.join(f'{key}={settings[key]!r}' for key in order)})"


def cases() -> list[Any]:
    found = []
    for name, module_type in modules.types().items():
        if module_type.category in (Category.LOSS, Category.DATA, Category.COMPOSITE):
            continue
        for number, case in enumerate(module_type.examples):
            module = module_type(**case.settings)
            if len(module.input_ports()) != 1:
                continue
            if torch_text(module, case.inputs) is not None:
                found.append(pytest.param(module, case.inputs, id=f"{name}-{number}"))
    return found


def plain(module: Module, specs: Specs) -> Module:
    """Return the module as the text can say it: weights begin as usual, the axis by its number."""
    told = {
        key: type(module).fields[key].default
        for key in module.fields
        if key.endswith("_init") and module.type_name() != "PReLU"
    }
    if module.type_name() in ("Softmax", "LogSoftmax", "Softmin"):
        told["dim"] = module.axis(specs)  # type: ignore[attr-defined]
    if module.type_name() == "Embedding":
        told["num_embeddings"] = module.weights(specs)["weight"].shape[0]
    pool = "stride" in module.fields and "Pool" in module.type_name()
    if pool and module.settings["stride"] == module.settings["kernel_size"]:
        told["stride"] = None
    if module.type_name() in ("RNN", "LSTM", "GRU"):
        told["dropout"] = module.settings["dropout"] if module.settings["num_layers"] > 1 else 0.0
    return module.replace(**told)


def test_every_class_of_the_table_is_met() -> None:
    written = {torch_text(*case.values).split("(")[0].removeprefix("nn.") for case in cases()}
    other = {"ZeroPad2d", "UpsamplingNearest2d", "UpsamplingBilinear2d", "Bilinear", "Flatten"}
    # Two inputs, or another way to write what is met.
    assert SIGNATURES.keys() - written - other <= {"MultiheadAttention"}


@pytest.mark.parametrize(("module", "specs"), cases())
def test_the_text_of_a_module_reads_back_as_the_module(module: Module, specs: Specs) -> None:
    text = torch_text(module, specs)
    assert read(f"nn.Sequential({text})") == [plain(module, specs)]


@pytest.mark.parametrize(("module", "specs"), cases())
def test_what_pytorch_prints_reads_back_as_the_module(module: Module, specs: Specs) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    text = torch_text(module, specs)
    assert text is not None
    made = torch.nn.Sequential(eval(text, {"nn": torch.nn}))
    expected = plain(module, specs)
    (found,) = read(repr(made))
    told = {key: type(module).fields[key].default for key in _UNPRINTED.get(module.type_name(), ())}
    if module.settings.get("elementwise_affine") is False and "bias" in module.settings:
        told["bias"] = True
    assert found.replace(**told) == expected.replace(**told)


def test_a_whole_chain_reads_back() -> None:
    all_of_it = [(m, s) for m, s in (case.values for case in cases())]
    text = ",\n".join(str(torch_text(m, s)) for m, s in all_of_it)
    found = read(f"model = nn.Sequential(\n{text}\n)")
    assert found == [plain(m, s) for m, s in all_of_it]


def test_a_module_that_pytorch_has_not_is_read_by_its_fields() -> None:
    assert read("nn.Sequential(GaussianNoise(std=0.5))") == [
        modules.types()["GaussianNoise"](std=0.5)
    ]


# Whatever is pasted.


@few
@given(st.text(max_size=300))
@example("nn.Sequential(" * 3000)
@example("(" * 100_000)
@example("-" * 100_000 + "1")
@example("1" + " + 1" * 20_000)
@example("nn.Linear(2, " + "a" + ".b" * 20_000 + ")")
@example("nn.Linear(2, " + "9" * 5000 + ")")
@example("nn.Linear(2, 1e999)")
@example("nn.Linear(2, 10 // 0)")
@example("nn.Dropout(2 ** 10 ** 10)")
@example("nn.Linear(2, '" + "x" * 1000 + "')")
@example("nn.Linear(\0)")
@example("(0): 99999999999 x ReLU()")
@example("(0): ReLU(\n(1): ReLU(")
@example("\ud800")
@example("nn.Softmax(dim=(1, 2))")
@example("nn.Unflatten(1)")
@example("nn.ZeroPad2d()")
@example("nn.PReLU(init='a')")
@example("nn.PReLU(num_parameters=n)")
@example("OrderedDict()")
@example("nn.Sequential(a=nn.ReLU())")
@example("-nn.ReLU()")
@example("nn.LayerNorm((4, 5))")
def test_any_text_gives_a_network_or_a_sentence(text: str) -> None:
    looks_like_pytorch(text)
    with suppress(GuinetError):
        assert from_sequential(text, PAIR).graph.nodes


_PIECES = st.lists(
    st.sampled_from(
        [
            "nn.", "Sequential(", "Linear(", "2, ", "64", ")", ",", "\n", "ReLU()", "(0): ", "*",
            "[", "]", "OrderedDict([", '("a", ', "Conv2d(1, 8, 3)", "=", "model", "1e-5", "None",
            "kernel_size=", "Dropout(p=", "3 x ", "-", "lambda: ", "if ", "#", "'", "Softmax(dim=",
        ]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@few
@given(_PIECES)
def test_any_pieces_give_a_network_or_a_sentence(text: str) -> None:
    test_any_text_gives_a_network_or_a_sentence.hypothesis.inner_test(text)
