"""Points that a person drew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guinet.core.errors import DataError, HyperparameterError
from guinet.data.prepare import describe, prepare
from guinet.data.preview import preview
from guinet.data.sources.drawn_points import DrawnPoints
from guinet.data.spec import DataSpec

POINTS = ((0.5, -1.0, 0), (2.0, 1.0, 1), (0.25, 3.0, 1))


def test_points_are_samples_in_their_order() -> None:
    source = DrawnPoints(points=[list(point) for point in POINTS])
    assert source.points == POINTS
    data = source.load()
    assert data.arrays["x"].tolist() == [[0.5, -1.0], [2.0, 1.0], [0.25, 3.0]]
    assert data.arrays["y"].tolist() == [0, 1, 1]
    assert data.specs == source.specs()
    assert data.specs["y"].classes == ("A", "B")
    assert type(source)(**source.settings) == source
    assert describe(DataSpec(source=source)) == prepare(DataSpec(source=source)).fields
    shown = preview(prepare(DataSpec(source=source, validation=0))).points
    assert shown is not None
    np.testing.assert_allclose(shown.y, [-1, 1, 3], atol=1e-6)


def test_one_more_point_is_a_change_of_the_setting() -> None:
    source = DrawnPoints(points=POINTS)
    more = source.replace(points=(*source.points, (1.0, 1.0, 4)))
    assert more.load().count == 4
    assert more.specs()["y"].classes == tuple("ABCDE")
    assert source.replace(classes=10).specs()["y"].classes == tuple("ABCDEFGHIJ")


def test_a_single_point_can_be_prepared() -> None:
    data = prepare(DataSpec(source=DrawnPoints(points=[(1, 2, 0)])))
    assert data.train["x"].tolist() == [[0, 0]]
    assert len(data.validation["x"]) == 0


def test_without_points_one_sentence_says_so() -> None:
    for ask in (DrawnPoints().load, lambda: describe(DataSpec(source=DrawnPoints()))):
        with pytest.raises(DataError, match=r"^No points are drawn yet; draw some, or "):
            ask()
    assert DrawnPoints().specs()["x"].shape == (2,)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ("0 0 1", "must be a list of points, not '0 0 1'"),
        (3, "must be a list of points, not 3"),
        ([[1, 2]], "must be points of x, y and class, and point 0 is [1, 2]"),
        ([(1, 2, 0), "123"], "and point 1 is '123'"),
        ([(1, 2, 0), (math.nan, 2, 0)], "has a point 1 that must be a finite number, not nan"),
        ([(1, 2e6, 0)], "has a point 0 that must be at most 1e+06, not 2e+06"),
        ([(1, 2, 10)], "has a point 0 that must be at most 9, not 10"),
        ([(1, 2, -1)], "has a point 0 that must be at least 0, not -1"),
        ([(1, 2, 0.5)], "has a point 0 that must be a whole number, not 0.5"),
        ([(0, 0, 0)] * 10_001, "must be at most 10000 points, not 10001"),
    ],
)
def test_what_are_no_points_is_refused_in_words(points: object, reason: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        DrawnPoints(points=points)
    assert str(caught.value).startswith("DrawnPoints.points ")
    assert reason in str(caught.value)
