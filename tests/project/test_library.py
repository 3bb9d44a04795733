"""The library of composites: listing, opening, saving; and what does not belong in it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

import guinet
from guinet.core.errors import FileError, GraphError
from guinet.graph.builder import GraphBuilder
from guinet.graph.composite import CompositeUse
from guinet.graph.definition import definition_of
from guinet.graph.flatten import flatten
from guinet.graph.model import Composite, Graph, Node
from guinet.project import library, library_save
from guinet.project.file import load, save
from guinet.project.folders import composites_folder
from guinet.project.library import Entry, add_definition, entry_of, read_library
from guinet.project.library_save import save_composite
from guinet.project.project import Project
from tests.graph.graphs import with_nested_composite
from tests.project.test_schema import bomb


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The personal folder, which need not exist yet."""
    place = tmp_path / "own"
    monkeypatch.setenv("GUINET_COMPOSITES", str(place))
    return place


def dense(name: str = "Dense", width: int = 4) -> Project:
    """Return a project with one composite of a Linear and a ReLU."""
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=width, name="linear")
    inner.add("Outlet", inner.add("ReLU", h), name="y")
    b = GraphBuilder()
    b.define("Dense", inner.build(), exposed={"width": ("linear", "out_features")})
    b.add("Dense", b.add("Input"))
    graph = b.build()
    # A builder would refuse a name that a module has.
    graph = replace(graph, composites={"c1": replace(graph.composites["c1"], name=name)})
    text = "A weighted sum and its positive part.\nSecond line."
    return Project(graph, {"c1": {"n2": (160.0, 0.0)}}, title="Dense", description=text)


def personal() -> list[Entry]:
    return [entry for entry in read_library().entries if entry.origin == "personal"]


def test_the_folder_is_a_setting_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GUINET_COMPOSITES", raising=False)
    assert composites_folder() == Path(os.environ["GUINET_CONFIG_DIR"]) / "composites"
    monkeypatch.setenv("GUINET_COMPOSITES", str(tmp_path))
    assert composites_folder() == tmp_path
    monkeypatch.delenv("GUINET_COMPOSITES")
    monkeypatch.delenv("GUINET_CONFIG_DIR")
    assert composites_folder().name == "composites"
    assert "guinet" in composites_folder().parts


def test_an_entry_tells_what_the_file_holds(folder: Path) -> None:
    folder.mkdir()
    path = folder / "dense.guinet"
    save(dense(), path)
    (entry,) = personal()
    assert (entry.name, entry.title, entry.path) == ("Dense", "Dense", path)
    assert entry.summary == "A weighted sum and its positive part."
    assert entry.definition == definition_of(dense().graph, "c1")
    assert entry.layout == {"c1": {"n2": (160.0, 0.0)}}
    assert read_library().get("Dense") is read_library().get("dense") is entry
    assert read_library().get("nothing") is None


def test_the_last_definition_counts_and_brings_what_it_needs(folder: Path) -> None:
    folder.mkdir()
    save(Project(with_nested_composite()), folder / "block.guinet")
    (entry,) = personal()
    assert (entry.name, entry.title) == ("block", "block")
    assert list(entry.definition.needed) == ["c1"]


def test_a_composite_of_the_library_is_used_like_a_module(folder: Path) -> None:
    save_composite(with_nested_composite(), "c2")
    b = guinet.GraphBuilder()
    b.define(guinet.composite("block"))
    b.add("block", b.add("Input"), width=4, name="use")
    assert "use.cell.linear" in flatten(b.build()).nodes
    assert "block" in [entry.name for entry in guinet.composites()]
    with pytest.raises(FileError, match=r"no composite 'blok' in the library; there are: .*block"):
        guinet.composite("blok")
    for odd in ("x" * 10_000, ["block"], None):
        with pytest.raises(FileError, match=r"^There is no composite .{,300}$"):
            guinet.composite(odd)  # type: ignore[arg-type]


def test_guinets_own_come_first_and_each_group_by_the_alphabet(folder: Path) -> None:
    for name in ("zeta", "Alpha", "beta"):
        save_composite(dense(name).graph, "c1")
    entries = read_library().entries
    assert [entry.name for entry in personal()] == ["Alpha", "beta", "zeta"]
    assert [entry.origin for entry in entries[-3:]] == ["personal"] * 3
    own = [entry.name for entry in entries[:-3]]
    assert own == sorted(own, key=str.casefold)


def damaged(folder: Path) -> dict[str, str]:
    """Fill the folder with what does not belong there; return a piece of each sentence."""
    folder.mkdir()
    save_composite(dense().graph, "c1")
    (folder / "a.guinet").write_bytes(b"\x80\x04K\x01.")
    (folder / "b.guinet").write_text("{}")
    (folder / "c.guinet").write_bytes(b" " * (8 * 2**20 + 1))
    (folder / "d.guinet").mkdir()
    (folder / "e.guinet").symlink_to(folder / "nowhere")
    save(Project(dense().graph), folder / "f.guinet")
    save(Project(replace(dense().graph, composites={}, nodes={}, edges=())), folder / "g.guinet")
    save(dense("Linear"), folder / "h.guinet")
    itself = Graph({"n1": Node("n1", "again", CompositeUse(definition="c1"))})
    loop = Composite("c1", "Loop", itself)
    save(Project(Graph(composites={"c1": loop})), folder / "i.guinet")
    # Drawn nowhere, so that the file as such may be opened; the last definition unfolds.
    levels = dict(reversed(bomb(14, 3).composites.items()))
    levels["c14"] = Composite("c14", "end", Graph())
    levels = {"c14": levels.pop("c14"), **levels}
    save(Project(Graph(composites=levels)), folder / "j.guinet")
    named = Composite("c1", "a.b", Graph())
    save(Project(Graph(composites={"c1": named})), folder / "k.guinet")
    os.mkfifo(folder / "l.guinet")
    (folder / "notes.txt").write_text("nothing to do with it")
    return {
        "a.guinet": "is not UTF-8 text",
        "b.guinet": "lacks 'format'",
        "c.guinet": "larger than 8 MiB",
        "d.guinet": "it is not a plain file",
        "e.guinet": "there is no such file",
        "f.guinet": "Dense is the name of the composite in dense.guinet already",
        "g.guinet": "it defines no composite",
        "h.guinet": "Linear is the name of a module already; rename the composite",
        "i.guinet": "is the composite Loop inside itself",
        "j.guinet": "makes the graph too large",
        "k.guinet": "must not contain a dot",
        "l.guinet": "it is not a plain file",
    }


def test_what_is_damaged_or_foreign_is_told_and_disturbs_nothing(folder: Path) -> None:
    expected = damaged(folder)
    found = read_library()
    assert [entry.name for entry in personal()] == ["Dense"]
    assert len(found.broken) == len(expected), found.broken
    for sentence, (name, words) in zip(sorted(found.broken), expected.items(), strict=True):
        assert sentence.startswith(f"{name}: ")
        assert words in sentence
        assert sentence.endswith((".", "?"))


def test_a_folder_that_is_none_is_told(folder: Path) -> None:
    folder.write_text("a file")
    (sentence,) = read_library().broken
    assert sentence.startswith(f"The folder of composites {folder} cannot be read")


def test_very_many_files_are_not_all_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MAX_FILES", 2)
    for name in ("a", "b", "c"):
        save_composite(dense(name).graph, "c1")
    assert [entry.name for entry in personal()] == ["a", "b"]
    assert "more than 2 composites" in read_library().broken[0]


def test_a_file_is_read_again_only_when_it_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_composite(dense().graph, "c1")
    (entry,) = personal()
    assert personal() == [entry]
    monkeypatch.setattr(library, "read_bytes", lambda *_: pytest.fail("read again"))
    assert personal() == [entry]
    monkeypatch.undo()
    monkeypatch.setenv("GUINET_COMPOSITES", str(folder))
    save_composite(dense(width=5).graph, "c1", overwrite=True)
    (changed,) = personal()
    assert changed.definition.composite.graph.nodes["n2"].module.settings["out_features"] == 5
    path.unlink()
    assert personal() == []


def test_a_saved_composite_opens_as_a_project_too(folder: Path) -> None:
    layout = {"": {"n1": (5.0, 5.0)}, "c1": {"n3": (8.0, 0.0)}, "c2": {"n1": (0.0, 0.0)}}
    path = save_composite(
        with_nested_composite(), "c2", layout=layout, title="Block", description="It adds."
    )
    assert path == folder / "block.guinet"
    loaded = load(path)
    assert (loaded.project.title, loaded.project.description) == ("Block", "It adds.")
    assert [node.name for node in loaded.project.graph.nodes.values()] == ["input1", "block1"]
    assert {"block1.cell.linear", "block1.sum"} <= flatten(loaded.project.graph).nodes.keys()
    assert loaded.project.layout["c1"] == {"n3": (8.0, 0.0)}
    assert loaded.project.layout["c2"] == {"n1": (0.0, 0.0)}
    assert loaded.project.layout[""].keys() == loaded.project.graph.nodes.keys()
    (entry,) = personal()
    assert entry.definition == definition_of(with_nested_composite(), "c2")


def test_names_that_are_taken_are_answered(folder: Path) -> None:
    save_composite(dense().graph, "c1")
    with pytest.raises(FileError, match="Your library has a composite Dense already"):
        save_composite(dense(width=9).graph, "c1")
    assert save_composite(dense(width=9).graph, "c1", overwrite=True) == folder / "dense.guinet"
    assert (folder / "dense.guinet.bak").exists()
    with pytest.raises(FileError, match="There is a module named Linear"):
        save_composite(dense("Linear").graph, "c1")
    for own in (entry for entry in read_library().entries if entry.origin == "guinet"):
        with pytest.raises(FileError, match="guinet comes with a composite"):
            save_composite(dense(own.name).graph, "c1", overwrite=True)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("NoisyBlock", "noisy-block"),
        ("My block / 2", "my-block-2"),
        ("Größe", "größe"),
        ("///", "composite"),
        ("MLP", "mlp"),
        ("x" * 150, "x" * 80),
    ],
)
def test_files_are_called_after_the_composite(folder: Path, name: str, stem: str) -> None:
    assert save_composite(dense(name).graph, "c1").name == f"{stem}.guinet"


def test_another_file_of_that_name_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "dense.guinet").write_text("mine")
    assert save_composite(dense().graph, "c1").name == "dense-2.guinet"
    assert (folder / "dense.guinet").read_text() == "mine"


def test_what_cannot_be_used_is_not_saved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = with_nested_composite()
    half = replace(graph, composites={"c2": graph.composites["c2"]})
    with pytest.raises(FileError, match="cannot be put into the library: cell uses a composite"):
        save_composite(half, "c2")
    with pytest.raises(GraphError, match="not defined in the graph any more"):
        save_composite(graph, "c9")
    folder.write_text("a file")
    monkeypatch.setattr(library_save, "composites_folder", lambda: folder / "below")
    with pytest.raises(FileError, match="cannot be made"):
        save_composite(graph, "c2")


def test_a_project_gains_definitions_and_the_layout_of_their_inside(folder: Path) -> None:
    places = {"c1": {"n2": (160.0, 0.0)}}
    save_composite(dense().graph, "c1", layout=places)
    (entry,) = personal()
    before = Project(with_nested_composite(), {"c1": {"n1": (1.0, 1.0)}})
    after, module = add_definition(before, entry)
    assert module.definition == "c3"
    assert after.graph.composites["c3"].name == "Dense"
    assert after.layout == {"c1": {"n1": (1.0, 1.0)}, "c3": {"n2": (160.0, 0.0)}}
    assert add_definition(after, entry) == (after, module)


def test_a_definition_knows_what_the_library_says_of_it(folder: Path) -> None:
    save_composite(with_nested_composite(), "c2")
    (entry,) = personal()
    project, module = add_definition(dense(), entry)
    graph = project.graph
    assert entry_of(graph, module.definition) is entry
    assert entry_of(graph, "c1") is None
    assert entry_of(graph, "c9") is None
    # Changed inside, or inside what it uses, it is another one.
    cell = next(c for c in graph.composites.values() if c.name == "cell")
    changed = replace(cell, exposed=())
    graph = replace(graph, composites={**graph.composites, cell.id: changed})
    assert entry_of(graph, module.definition) is None


def test_nothing_in_a_file_is_executed(folder: Path) -> None:
    raw = json.loads(save_composite(dense().graph, "c1").read_text())
    raw["data"]["source"] = {"type": "CsvFile", "path": "/nowhere.csv"}
    raw["composites"][0]["nodes"][1]["type"] = "os.system"
    (folder / "dense.guinet").write_text(json.dumps(raw))
    (entry,) = personal()
    node = entry.definition.composite.graph.nodes["n2"]
    assert node.module.type_name() == "Placeholder"
