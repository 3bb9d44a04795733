"""Each head of an attention is a picture of its own, with its number."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from guinet.core.spec import FieldSpec
from guinet.gui import theme
from guinet.gui.canvas.card_instruments.attention import AttentionHeads
from guinet.lens.view import SampleAt
from guinet.lens.views.attention import Attention, AttentionOf
from tests.gui.canvas.card_instruments.easel import Easel, cell, made, signed


def heads(count: int, steps: int = 4, sample: int = 0) -> tuple[AttentionHeads, np.ndarray, Easel]:
    """An attention that was seen, with shares that are all different."""
    instrument, _ = made("MultiheadAttention", *(FieldSpec((steps, count)),) * 3, num_heads=count)
    assert isinstance(instrument, AttentionHeads)
    assert instrument.views(SampleAt(sample)) == (AttentionOf("node", SampleAt(sample)),)
    shares = np.random.default_rng(count).random((count, steps, steps))
    shares[:, 0, 1:] = 0.0
    shares /= shares.sum(axis=2, keepdims=True)
    seen = {AttentionOf("node", SampleAt(sample)): Attention(shares)}
    return instrument, shares, Easel(instrument, seen=seen, sample=sample)


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (4, 2), (6, 3), (12, 4)])
def test_every_cell_of_every_head_has_the_colour_of_its_share(count: int, columns: int) -> None:
    instrument, shares, easel = heads(count, sample=3)
    assert instrument.mosaic.columns == columns
    wanted, places = [], []
    for head, row, column in np.ndindex(shares.shape):
        places.append(cell(instrument.mosaic.place(QPointF(), head), row, column, 4, 4))
        wanted.append(signed(shares[head, row, column], shares.max()))
    assert easel.colours(places) == wanted
    assert wanted[1] == theme.colour("zero"), "what is not looked at recedes"
    assert not easel.spills()


def test_heads_are_numbered_where_there_are_several() -> None:
    assert heads(1)[2].words() == ["row looks at column"]
    assert heads(2)[2].words() == ["head 1", "head 2", "row looks at column"]
    assert heads(5)[2].words() == ["1", "2", "3", "4", "5", "row looks at column"]
    assert heads(18)[2].words()[-3:] == ["16", "row looks at column", "and 2 more heads"]


def test_pointing_names_the_head_and_how_far_one_place_looks_at_another() -> None:
    instrument, shares, easel = heads(4)
    place = instrument.mosaic.place(QPointF(), 2)
    share = f"{100 * shares[2, 3, 1]:.1f} %"
    words = f"node, head 3: place 4 looks at place 2 with {share}"
    assert easel.at(cell(place, 3, 1, 4, 4)) == words
    assert easel.at(cell(place, 3, 1, 4, 4), zoom=0.2) == "node, head 3", "cells are too small"
    assert easel.at(place.topRight() + QPointF(2, 2)) == "", "between two heads"
    easel.seen.clear()
    assert easel.at(cell(place, 3, 1, 4, 4)) == "node, head 3"


def test_places_are_outlined_before_anything_is_known_and_while_heads_are_others() -> None:
    instrument, _, easel = heads(4)
    middles = [instrument.mosaic.place(QPointF(), number).center() for number in range(4)]
    for seen in ({}, {AttentionOf("node"): Attention(np.ones((2, 4, 4)))}):
        easel.seen.clear()
        easel.seen.update(seen)
        assert easel.colours(middles) == [theme.colour("well")] * 4
        assert easel.words()[:2] == ["head 1", "head 2"]


def test_another_sample_is_painted_anew() -> None:
    instrument, shares, easel = heads(2)
    before = easel.image()
    easel.seen[AttentionOf("node")] = Attention(shares[::-1])
    assert easel.image() != before
    place = cell(instrument.mosaic.place(QPointF(), 0), 2, 2, 4, 4)
    assert easel.colours([place]) == [signed(shares[1, 2, 2], shares.max())]
