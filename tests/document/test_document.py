"""The open project: every edit can be taken back, and every change is told once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guinet.core.errors import FileError
from guinet.data.sources.csv_file import CsvFile
from guinet.data.sources.iris import Iris
from guinet.document import document as document_module
from guinet.document import history
from guinet.document.diff import ProjectDiff, project_diff
from guinet.document.document import Document
from guinet.graph.edits import add_node, remove_nodes, rename
from guinet.modules.linear.linear import Linear
from guinet.project.autosave import Autosave, recoverable
from guinet.project.checkpoint import Checkpoint
from guinet.project.project import Project
from tests.project.drawn import everything, projects


class Ear:
    """Keeps what a document tells."""

    def __init__(self, document: Document) -> None:
        self.heard: list[object] = []
        document.changed.connect(self.changed)
        document.replaced.connect(self.replaced)
        document.saved_changed.connect(self.saved)

    def changed(self, diff: ProjectDiff) -> None:
        self.heard.append(diff)

    def replaced(self) -> None:
        self.heard.append("replaced")

    def saved(self) -> None:
        self.heard.append("saved")


def titled(title: str) -> Project:
    return Project(title=title)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(projects(), min_size=1, max_size=5), st.data())
def test_undoing_every_edit_gives_the_project_back(
    edits: list[Project], data: st.DataObject
) -> None:
    first = Project(title="first")
    document = Document(first)
    seen = [first]
    for number, project in enumerate(edits):
        document.apply(project, f"Edit {number}", data.draw(st.sampled_from(["", "field"])))
        if document.undo_label == f"Edit {number}":
            seen.append(project)
        else:
            seen[-1] = project
    assert document.project == edits[-1]
    undone = 0
    while document.can_undo:
        document.undo()
        undone += 1
    assert document.project == first
    for _ in range(undone):
        document.redo()
    assert document.project == edits[-1]
    assert not document.can_redo


def test_an_edit_is_told_once_with_what_it_touched() -> None:
    document = Document(everything())
    ear = Ear(document)
    graph, node = add_node(document.project.graph, Linear())
    document.apply_graph(graph, "Add Linear")
    diff, saved = ear.heard
    assert saved == "saved"
    assert isinstance(diff, ProjectDiff)
    assert diff.graph.added == {node.id}
    assert diff.label == "Add Linear"
    assert not any([diff.layout_changed, diff.data_changed, diff.recipe_changed])

    document.undo()
    undone = ear.heard[2]
    assert isinstance(undone, ProjectDiff)
    assert undone.graph.removed == {node.id}
    assert undone.label == "Undo Add Linear"


def test_each_part_shows_in_the_diff() -> None:
    project = everything()
    changes = {
        "layout_changed": replace(project, layout={}),
        "data_changed": replace(project, data=project.data.replace(validation=0.5)),
        "recipe_changed": replace(project, recipe=project.recipe.replace(epochs=3)),
        "text_changed": replace(project, description="Other"),
    }
    for name, after in changes.items():
        diff = project_diff(project, after, "x")
        assert [part for part in changes if getattr(diff, part)] == [name]
        assert not diff.graph


def test_an_edit_that_changes_nothing_is_none() -> None:
    document = Document(everything())
    ear = Ear(document)
    document.apply(everything(), "Nothing")
    assert ear.heard == []
    assert not document.can_undo


def test_edits_of_one_field_in_a_row_are_one_step() -> None:
    document = Document(titled("a"))
    for title in "bcd":
        document.apply(titled(title), "Change title", "title")
    document.apply(titled("e"), "Something else")
    document.apply(titled("f"), "Change title", "title")
    assert document.undo_label == "Change title"
    document.undo()
    document.undo()
    assert document.project == titled("d")
    document.undo()
    assert document.project == titled("a")
    assert not document.can_undo


def test_edits_that_end_where_they_began_leave_no_step() -> None:
    document = Document(titled("a"))
    document.apply(titled("b"), "Change title", "title")
    document.apply(titled("a"), "Change title", "title")
    assert not document.can_undo
    assert not document.dirty


def test_undo_and_saving_end_a_run_of_edits(tmp_path: Path) -> None:
    document = Document(titled("a"))
    document.apply(titled("b"), "Change title", "title")
    document.save(tmp_path / "a.guinet")
    document.apply(titled("c"), "Change title", "title")
    document.undo()
    assert document.project == titled("b")
    assert not document.dirty
    document.apply(titled("d"), "Change title", "title")
    document.undo()
    assert document.project == titled("b")


def test_what_follows_from_an_edit_belongs_to_its_step() -> None:
    document = Document(titled("a"))
    document.apply(titled("b"), "Edit", "key")
    document.apply(titled("b, and more"), "", amend=True)
    ear = Ear(document)
    assert document.undo_label == "Edit"
    document.apply(titled("c"), "Edit", "key")
    document.apply(titled("c, and more"), "", amend=True)
    assert [type(heard) for heard in ear.heard] == [ProjectDiff, ProjectDiff]
    document.undo()
    assert document.project == titled("a")
    document.apply(titled("a, and more"), "", amend=True)
    assert document.dirty
    document.redo()
    assert document.project == titled("c, and more")


def test_a_new_edit_forgets_what_could_be_redone() -> None:
    document = Document(titled("a"))
    document.apply(titled("b"), "B")
    document.undo()
    assert document.redo_label == "B"
    document.apply(titled("c"), "C")
    assert not document.can_redo
    document.redo()
    assert document.project == titled("c")


def test_only_so_many_steps_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LIMIT", 3)
    document = Document(titled("0"))
    for number in range(1, 8):
        document.apply(titled(str(number)), "Next")
    steps = 0
    while document.can_undo:
        document.undo()
        steps += 1
    assert steps == 3
    assert document.project == titled("4")


def test_undoing_back_to_the_saved_state_is_clean(tmp_path: Path) -> None:
    document = Document(titled("a"))
    ear = Ear(document)
    document.apply(titled("b"), "B")
    assert document.dirty
    document.save(tmp_path / "a.guinet")
    assert not document.dirty
    assert document.path == tmp_path / "a.guinet"
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty
    assert [one for one in ear.heard if one == "saved"] == ["saved"] * 4


def test_dirty_is_known_when_the_change_is_told() -> None:
    document = Document(titled("a"))
    heard: list[bool] = []

    def listen(diff: ProjectDiff) -> None:
        heard.append(document.dirty)

    document.changed.connect(listen)
    document.apply(titled("b"), "B")
    document.undo()
    assert heard == [True, False]


def test_opening_replaces_everything(tmp_path: Path) -> None:
    first = Document(everything())
    first.save(tmp_path / "a.guinet", Checkpoint(epoch=3))
    document = Document(titled("b"))
    document.apply(titled("c"), "C")
    ear = Ear(document)
    notices = document.open(tmp_path / "a.guinet")
    assert len(notices) == 1  # a module that is not installed
    assert ear.heard == ["replaced", "saved"]
    assert document.project == everything()
    assert (document.title, document.path) == ("Everything", tmp_path / "a.guinet")
    assert document.checkpoint is not None
    assert document.checkpoint.epoch == 3
    assert not any([document.dirty, document.can_undo, document.can_redo])

    with pytest.raises(FileError):
        document.open(tmp_path / "missing.guinet")
    assert document.project == everything()
    assert document.path == tmp_path / "a.guinet"


def test_an_example_belongs_to_no_file() -> None:
    document = Document()
    document.open("example:iris")
    assert document.path is None
    assert document.title == "Iris"
    assert not document.dirty
    with pytest.raises(ValueError, match="needs a path"):
        document.save()
    document.new()
    assert document.project == Project()
    assert document.title == "Untitled"


def test_a_failed_saving_leaves_the_document_dirty(tmp_path: Path) -> None:
    document = Document(titled("a"))
    document.apply(titled("b"), "B")
    with pytest.raises(FileError):
        document.save(tmp_path / "no" / "folder.guinet")
    assert document.dirty
    assert document.path is None


def test_recovered_work_is_unsaved_and_knows_its_file(tmp_path: Path) -> None:
    autosave = Autosave()
    autosave.write(titled("half done"), tmp_path / "a.guinet")
    assert autosave._lock is not None
    autosave._lock._file.close()
    document = Document()
    assert document.recover(recoverable()[0]) == ()
    assert document.project == titled("half done")
    assert document.path == tmp_path / "a.guinet"
    assert document.dirty
    document.save()
    assert not document.dirty


def test_the_fields_are_asked_for_again_only_when_the_data_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    describe = document_module.describe

    def count(data: object, *, patient: bool) -> object:
        asked.append(data)
        return describe(data, patient=patient)  # type: ignore[arg-type]

    monkeypatch.setattr(document_module, "describe", count)
    document = Document(everything())
    assert document.fields["x"].shape == (2,)
    document.apply(replace(document.project, title="Other"), "Title")
    assert document.fields["x"].shape == (2,)
    assert len(asked) == 1
    data = document.project.data.replace(source=Iris())
    document.apply(replace(document.project, data=data), "Data")
    assert document.fields["x"].shape == (4,)
    document.undo()
    assert document.fields["x"].shape == (2,)
    assert len(asked) == 3


def test_a_source_that_fails_leaves_no_fields_and_one_sentence(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    document = Document()
    data = document.project.data.replace(source=CsvFile(path=str(table)))
    document.apply(Project(data=data), "Data")
    assert document.fields == {}
    assert "table.csv" in document.data_error
    assert "\n" not in document.data_error

    table.write_text("a,b\n" + "\n".join(f"{n},{n % 3}.5" for n in range(20)))
    assert document.fields == {}
    ear = Ear(document)
    document.refresh_data()
    assert document.data_error == ""
    assert document.fields
    (diff,) = ear.heard
    assert isinstance(diff, ProjectDiff)
    assert diff.data_changed


def test_graph_edits_share_what_did_not_change() -> None:
    document = Document(everything())
    before = document.project.graph
    document.apply_graph(rename(before, "n4", "head"), "Rename")
    after = document.project.graph
    unchanged = before.nodes.keys() - {"n4"}
    assert all(after.nodes[key] is before.nodes[key] for key in unchanged)
    document.apply_graph(remove_nodes(after, ["n4"]), "Delete")
    document.undo()
    assert document.project.graph is after
