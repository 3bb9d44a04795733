"""The tile of rates says whose samples it counts, and writes thresholds that are true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.gui.plots.test_tiles import Shown


@pytest.mark.parametrize("width", [240, 420])
@pytest.mark.parametrize(("name", "part"), [("iris", "validation"), ("xor", "train")])
def test_it_says_whose_samples_it_counts(qtbot, name, part, width):
    tile = Shown(qtbot, name, "rates").tile
    tile.resize(width, 240)
    assert tile.chart.bottom.labelText == f"false positive rate, {part}"
    tile.precision.click()
    assert tile.chart.bottom.labelText == f"recall, {part}"
    told = "(train: no validation part is kept)" in tile.caption.text()
    assert told == (part == "train")


@pytest.mark.parametrize(
    ("threshold", "written"),
    [
        (1.0, "1.00"),
        (0.99986, "0.9998"),
        (0.99998, "0.99998"),
        (1 - 2.0**-24, "0.9999999"),
        (1 - 2.0**-53, "0.9999999999999998"),
        (0.9994, "0.999"),
        (0.25, "0.250"),
        (5e-5, "5.00×10⁻⁵"),
    ],
)
def test_a_threshold_below_one_is_not_written_as_one(qtbot, threshold, written):
    tile = Shown(qtbot, "two-moons", "rates").tile
    found = tile.result
    tile.result = replace(found, thresholds=np.full_like(found.thresholds, threshold))
    assert tile.words_at(1).splitlines()[0] == f"p ≥ {written}"
