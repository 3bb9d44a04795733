"""What the window shows of data: always in the original units."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.data import DataSource
from guinet.data.prepare import prepare
from guinet.data.preview import preview
from guinet.data.sources.diabetes import Diabetes
from guinet.data.sources.digits import Digits
from guinet.data.sources.iris import Iris
from guinet.data.sources.noisy_line import NoisyLine
from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec


@pytest.mark.parametrize("scaling", ["standard", "none"])
@pytest.mark.parametrize(
    "source",
    [Iris(), Diabetes(), Digits(), Digits(form="vectors"), TwoMoons(), NoisyLine()],
    ids=repr,
)
def test_prepared_data_look_like_the_source(source: DataSource, scaling: str) -> None:
    spec = DataSpec(source=source, scaling=scaling)
    raw, prepared = preview(source.load(), 30), preview(prepare(spec), 30)
    assert prepared.count == raw.count
    np.testing.assert_array_equal(prepared.index, raw.index)
    assert prepared.headings == ("part", *raw.headings)
    for ours, theirs in zip(prepared.rows, raw.rows, strict=True):
        for cell, other in zip(ours[1:], theirs, strict=True):
            assert cell == other or float(cell) == pytest.approx(float(other), rel=2e-5)
    if raw.points is not None:
        np.testing.assert_allclose(prepared.points.x, raw.points.x, atol=1e-5)
        np.testing.assert_allclose(prepared.points.y, raw.points.y, atol=1e-5)
    if raw.images is not None:
        np.testing.assert_array_equal(prepared.images.pixels, raw.images.pixels)
        assert prepared.images.captions == raw.images.captions


def test_the_part_of_each_sample_is_told() -> None:
    data = prepare(DataSpec(source=TwoMoons(samples=20), validation=0.3))
    shown = preview(data)
    kept = [row for row, cells in enumerate(shown.rows) if cells[0] == "validation"]
    assert kept == data.validation_index.tolist()
    assert np.flatnonzero(shown.points.validation).tolist() == kept


def test_samples_are_spread_over_all() -> None:
    shown = preview(Iris().load(), 3)
    assert shown.index.tolist() == [0, 50, 100]
    assert [row[-1] for row in shown.rows] == ["setosa", "versicolor", "virginica"]
    assert shown.rows[0][:4] == ("5.1", "3.5", "1.4", "0.2")
    assert shown.headings[0] == "sepal length (cm)"
    assert len(preview(Iris().load(), 1000).rows) == 150
    assert shown.points is None
    assert shown.images is None


def test_points_of_a_plane_have_classes_and_those_of_a_line_have_none() -> None:
    moons, raw = preview(TwoMoons().load(), 50).points, TwoMoons().load().arrays
    assert moons.classes == ("upper moon", "lower moon")
    assert moons.axes == ("x1", "x2")
    np.testing.assert_array_equal(moons.x, raw["x"][::8, 0])
    np.testing.assert_array_equal(moons.labels, raw["y"][::8])
    line, raw = preview(NoisyLine().load(), 50).points, NoisyLine().load().arrays
    assert line.labels is None
    assert line.axes == ("x", "y")
    np.testing.assert_array_equal(line.y, raw["y"][::2, 0])


def test_images_are_grey_from_0_to_255_with_the_figure_as_caption() -> None:
    images = preview(Digits().load(), 12).images
    assert images.pixels.shape == (12, 8, 8)
    assert images.pixels.dtype == np.uint8
    assert (images.pixels.min(), images.pixels.max()) == (0, 255)
    raw = Digits().load().arrays
    index = preview(Digits().load(), 12).index
    np.testing.assert_allclose(images.pixels, raw["x"][index, 0] * 255 / 16, atol=0.5)
    assert images.captions == tuple(str(figure) for figure in raw["y"][index])


def test_a_table_has_room_for_a_hundred_columns(table) -> None:
    text = ",".join(f"c{n}" for n in range(151)) + "\n" + ",".join(["1.5"] * 151) + "\n"
    shown = preview(table(text).load())
    assert len(shown.headings) == 101
    assert shown.headings[-1] == "c150"
    assert {len(row) for row in shown.rows} == {101}
