"""Comment frames and collapsed cards in files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guinet.core.errors import FileError
from guinet.document.diff import project_diff
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.project import Project
from guinet.project.schema import from_json, to_json
from tests.graph.graphs import with_nested_composite

FRAME = CommentFrame("Stem:\nedges", 8.0, -16.0, 320.0, 200.5, "teal")


def annotated() -> Project:
    graph = with_nested_composite()
    notes = {
        "": Annotations({"f1": FRAME, "f2": replace(FRAME, colour="grey")}, frozenset({"n2"})),
        "c1": Annotations(collapsed=frozenset({"n3"})),
    }
    return Project(graph=graph, annotations=notes)


def test_annotations_survive_a_file() -> None:
    project = annotated()
    assert from_json(to_json(project)).annotations == project.annotations


def test_nothing_is_written_where_there_is_nothing() -> None:
    assert "annotations" not in to_json(Project(annotations={"": Annotations()}))


def test_what_belongs_to_nothing_is_left_out() -> None:
    project = annotated()
    gone = replace(
        project, annotations={"": Annotations(collapsed=frozenset({"n77"})), "c99": Annotations()}
    )
    assert "annotations" not in to_json(gone)
    raw = to_json(project)
    raw["annotations"]["c99"] = {"collapsed": ["n1"]}
    raw["annotations"][""]["collapsed"].append("n77")
    assert from_json(raw).annotations == project.annotations


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda frame: frame.update(place=[0, 0, 0, 5]), "width and a height above 0"),
        (lambda frame: frame.update(place=[0, 0, 5]), "x, y, width and height"),
        (lambda frame: frame.update(colour="pink"), "grey, blue"),
        (lambda frame: frame.update(id="f2"), "name of its own"),
        (lambda frame: frame.pop("text"), "lacks 'text'"),
    ],
)
def test_damage_is_told_with_its_place(damage: Any, words: str) -> None:
    raw = to_json(annotated())
    damage(raw["annotations"][""]["frames"][0])
    with pytest.raises(FileError, match=words):
        from_json(raw)


def test_a_difference_in_annotations_alone_is_told() -> None:
    project = annotated()
    diff = project_diff(project, replace(project, annotations={}))
    assert diff.annotations_changed
    assert not any((diff.graph, diff.layout_changed, diff.text_changed))
