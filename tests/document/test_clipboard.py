"""Copy and paste as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from guinet.core.errors import FileError, GuinetError
from guinet.document.clipboard import from_text, to_text
from guinet.graph.fragment import Fragment, copy_nodes, paste
from guinet.graph.model import Graph
from guinet.project.annotations import Annotations, CommentFrame
from guinet.project.project import Project
from tests.project.drawn import everything, projects


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(projects())
def test_what_was_copied_is_what_is_pasted(project: Project) -> None:
    ids = list(project.graph.nodes)[::2]
    fragment = copy_nodes(project.graph, ids)
    positions = dict.fromkeys(ids, (8.0, -16.5))
    notes = Annotations({"f1": CommentFrame("Stem", 8, 16, 320, 200, "teal")}, frozenset(ids))
    again, places, annotations = from_text(to_text(fragment, positions, notes))
    assert again == fragment
    assert places == positions
    assert annotations == notes


def test_frames_alone_can_be_copied() -> None:
    notes = Annotations({"f1": CommentFrame("A note", 0, 0, 96, 64)})
    fragment, places, annotations = from_text(to_text(Fragment(), {}, notes))
    assert (fragment, places, annotations) == (Fragment(), {}, notes)


def test_composites_come_along() -> None:
    project = everything()
    text = to_text(copy_nodes(project.graph, ["n1", "n2"]), project.layout[""])
    fragment, _, _ = from_text(text)
    graph, ids = paste(Graph(), fragment)
    assert list(graph.composites) == ["c1"]
    assert len(graph.edges) == 1
    assert set(ids) == {"n1", "n2"}


def broken(**changes: Any) -> str:
    raw = {"guinet-fragment": 1, "nodes": []} | changes
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no part of a network"),
        ("just words", "holds no part of a network"),
        ("{'nodes': []}", "holds no part of a network"),
        ('{"guinet-fragment": 1', "line 1, column"),
        ('{"guinet-fragment": 1, "nodes": ["\ud800"]}', "cannot be pasted"),
        (broken(nodes=3), "nodes must be a list"),
        (broken(extra=3), "extra is not known here"),
        (broken(edges=[["a", "y", "b", "x"]]), r"edges\[0\] joins a node 'a'"),
        (broken(layout={"": {"n1": "left"}}), "must be a list"),
        (broken(annotations={"frames": [{"id": "f1"}]}), "cannot be pasted"),
        (json.dumps({"guinet-fragment": 2, "nodes": []}), "guinet-fragment must lie between"),
    ],
)
def test_other_text_is_one_sentence(text: str, message: str) -> None:
    with pytest.raises(FileError, match=message) as caught:
        from_text(text)
    assert isinstance(caught.value, GuinetError)
    assert "lipboard" in str(caught.value)


def test_a_flood_is_not_parsed() -> None:
    with pytest.raises(FileError, match="larger than"):
        from_text(broken() + " " * 9 * 2**20)
