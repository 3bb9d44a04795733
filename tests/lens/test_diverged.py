"""Of a run that has diverged no view hands out numbers that are none."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.lens.view import Moment, View
from guinet.lens.views.boundary import BoundaryOf
from guinet.lens.views.fit_line import FitLine
from guinet.lens.views.latent_plane import LatentPlaneOf
from guinet.lens.views.predictions import PredictionsOf
from guinet.lens.views.reconstructions import ReconstructionsOf
from guinet.lens.views.trial import TrialOf
from tests.lens.conftest import example_scene


@pytest.mark.parametrize("lost", [np.nan, np.inf])
@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("linear-regression", PredictionsOf("train")),
        ("linear-regression", FitLine()),
        ("linear-regression", TrialOf.of(np.ones(1))),
        ("iris", TrialOf.of(np.ones(4), slopes=True)),
        ("two-moons", BoundaryOf(4)),
        ("autoencoder", ReconstructionsOf("train")),
        ("autoencoder", LatentPlaneOf()),
    ],
)
def test_numbers_that_are_none_are_told_in_words(name: str, view: View, lost: float) -> None:
    scene = example_scene(name)
    weights = {key: np.full_like(values, lost) for key, values in scene.network.weights.items()}
    scene.set_weights(weights, {}, Moment(2, 20))
    with np.errstate(all="ignore"), pytest.raises(GuinetError, match="diverged"):
        view.compute(scene)
