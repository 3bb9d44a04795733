"""The library's composites are what their recipes make, hold together, and can be used."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import guinet
from guinet.core.resources import resource
from guinet.data.prepare import describe
from guinet.graph.check import check
from guinet.graph.flatten import flatten
from guinet.project.file import load, save
from guinet.project.library import Entry, read_library
from guinet.project.make_composites import composite_texts, make_composites
from guinet.project.project import Project

ENTRIES = {entry.path.stem: entry for entry in read_library().entries if entry.origin == "guinet"}
SETTINGS = {
    "ConvNormActivation": {"out_channels": 3, "kernel_size": 5, "stride": 2, "padding": 2},
    "InceptionBlock": {
        "width_1x1": 1,
        "width_3x3_reduce": 2,
        "width_3x3": 3,
        "width_5x5_reduce": 7,
        "width_5x5": 5,
        "width_pool": 6,
    },
    "ResidualBlock": {"channels": 4, "kernel_size": (1, 3)},
    "TransformerDecoderLayer": {
        "num_heads": 2,
        "dim_feedforward": 5,
        "d_model": 6,
        "dropout": 0.25,
        "causal": False,
    },
    "TransformerEncoderLayer": {
        "num_heads": 3,
        "dim_feedforward": 5,
        "d_model": 6,
        "dropout": 0.25,
        "causal": True,
    },
}
"""For each composite another value for every setting."""

FIELDS = {name: {"x": (6, 6)} if "Transformer" in name else {"x": (4, 8, 8)} for name in SETTINGS}


def test_the_files_are_what_the_recipes_make() -> None:
    made = composite_texts()
    shipped = {path.name: path.read_bytes() for path in resource("composites").glob("*.guinet")}
    assert shipped == made, "python -m guinet.project.make_composites writes them anew"


def test_all_are_listed_and_described() -> None:
    assert ENTRIES.keys() == make_composites().keys()
    assert {entry.name for entry in ENTRIES.values()} == SETTINGS.keys()
    assert read_library().broken == ()
    for entry in ENTRIES.values():
        assert entry.title != entry.name
        assert 20 < len(entry.summary) < 120
        assert entry.summary.endswith(".")
        assert len(entry.description) > 200
        assert not re.search(r"“(?!same)|\bHere\b|digit", entry.description), (
            "it speaks of the module"
        )
        fields = entry.describe()["fields"]
        docs = [field["doc"] for field in fields]
        assert len(set(docs)) == len(docs), "each setting has words of its own"
        assert not {"Number of outputs.", "Number of output channels."} & set(docs)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_file_opens_as_a_project_without_a_problem(name: str) -> None:
    loaded = load(ENTRIES[name].path)
    assert loaded.notices == ()
    assert check(loaded.project.graph, describe(loaded.project.data)) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_the_network_around_it_learns(name: str) -> None:
    project = load(ENTRIES[name].path).project
    data = project.data.replace(validation=0.75)
    run = guinet.train(replace(project, data=data), epochs=2, workers=1)
    assert run.history[0]["train_loss"] < 2.4
    assert run.history[-1]["train_loss"] < 0.85 * run.history[0]["train_loss"]


def in_use(entry: Entry, **settings: object) -> Project:
    """Return a project of the composite alone with a loss behind it."""
    b = guinet.GraphBuilder()
    b.define(entry.definition)
    ports = [port["name"] for port in entry.describe()["inputs"]]
    x = b.add("Input")
    use = b.add(entry.name, inputs=dict.fromkeys(ports, x), name="use", **settings)
    b.add("MSELoss", use, b.add("StopGradient", use), name="loss")
    return Project(b.build())


@pytest.mark.parametrize("name", ENTRIES)
def test_every_setting_reaches_all_its_places_also_through_a_file(
    name: str, tmp_path: Path
) -> None:
    entry = ENTRIES[name]
    settings = SETTINGS[entry.name]
    described = {field["name"]: field for field in entry.describe()["fields"]}
    assert described.keys() == settings.keys()
    project = in_use(entry, **settings)
    path = tmp_path / "use.guinet"
    save(project, path)
    assert load(path).project == project
    flat = flatten(load(path).project.graph)
    for setting, value in settings.items():
        field = described[setting]
        assert field["default"] != value
        wanted = list(value) if isinstance(value, tuple) else value
        for target in field["sets"]:
            node, _, inner = target.rpartition(".")
            assert flat.nodes[f"use.{node}"].module.settings[inner] == wanted, target
    assert check(project.graph, FIELDS[entry.name]) == []


def test_settings_changed_in_the_file_count(tmp_path: Path) -> None:
    path = tmp_path / "use.guinet"
    save(in_use(ENTRIES["residual-block"], channels=4), path)
    raw = json.loads(path.read_text())
    use = next(node for node in raw["nodes"] if node["name"] == "use")
    assert use["values"] == {"channels": 4}
    use["values"] = {"channels": 6, "kernel_size": [1, 5]}
    path.write_text(json.dumps(raw))
    graph = load(path).project.graph
    conv = flatten(graph).nodes["use.conv2"].module
    assert (conv.settings["out_channels"], conv.settings["kernel_size"]) == (6, [1, 5])
    (problem,) = [p for p in check(graph, {"x": (4, 8, 8)}) if p.severity == "error"]
    assert problem.path == "use.sum"
    labels = {fix.label: fix for fix in problem.fixes}
    mended = labels["Set channels of use to 4"].apply(graph)
    assert check(mended, {"x": (4, 8, 8)}) == []
    assert mended.composites == graph.composites


def test_weights_are_called_by_their_path() -> None:
    graph = in_use(ENTRIES["conv-norm-activation"]).graph
    weights = guinet.Network(graph, {"x": (1, 5, 5)}).weights
    assert {name: array.shape for name, array in weights.items()} == {
        "use.conv.weight": (16, 1, 3, 3),
        "use.norm.weight": (16,),
        "use.norm.bias": (16,),
    }
