"""Edits of comment frames and collapsed cards."""

from __future__ import annotations

from dataclasses import replace

from guinet.project.annotation_edits import (
    add_frames,
    annotations_of,
    forget_nodes,
    put_frames,
    remove_frames,
    set_collapsed,
)
from guinet.project.annotations import CommentFrame
from guinet.project.project import Project

STEM = CommentFrame("Stem", 0.0, 0.0, 320.0, 200.0)
HEAD = CommentFrame("Head", 400.0, 0.0, 320.0, 200.0, "teal")


def test_frames_get_ids_of_their_own_and_keep_the_others() -> None:
    project, first = add_frames(Project(), [STEM])
    project, more = add_frames(project, [HEAD, STEM])
    assert len({*first, *more}) == 3
    assert annotations_of(project).frames == {first[0]: STEM, more[0]: HEAD, more[1]: STEM}


def test_scopes_are_apart() -> None:
    project, (id,) = add_frames(Project(), [STEM], "c1")
    assert annotations_of(project).frames == {}
    assert annotations_of(remove_frames(project, [id])).frames == {}
    assert annotations_of(remove_frames(project, [id]), "c1").frames == {id: STEM}


def test_a_frame_is_exchanged_and_an_unknown_one_is_passed_over() -> None:
    project, (id,) = add_frames(Project(), [STEM])
    moved = replace(STEM, x=8.0)
    assert annotations_of(put_frames(project, {id: moved, "f99": HEAD})).frames == {id: moved}
    assert put_frames(project, {id: STEM}) is project


def test_what_is_empty_leaves_nothing_behind() -> None:
    project, ids = add_frames(Project(), [STEM])
    assert remove_frames(project, ids) == Project()
    assert set_collapsed(set_collapsed(Project(), ["n1"], True), ["n1"], False) == Project()


def test_collapsing_keeps_the_frames() -> None:
    project, (id,) = add_frames(Project(), [STEM])
    project = set_collapsed(project, ["n1", "n2"], True)
    project = forget_nodes(project, ["n2", "n3"])
    assert annotations_of(project).collapsed == {"n1"}
    assert annotations_of(project).frames == {id: STEM}
