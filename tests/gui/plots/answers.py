"""What another network with the same weights answers, for comparison with what is shown."""

from __future__ import annotations

import numpy as np

from guinet.core.types import Array
from guinet.lens.scene import Scene
from tests.lens.test_scene import network_like


def shares_of(logits: Array) -> Array:
    """Return the probabilities of the classes; a single logit is that of the second against 0."""
    scores = logits.astype(float)
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: Array = shares / shares.sum(axis=1, keepdims=True)
    return found


def answers(scene: Scene) -> tuple[Array, Array]:
    """Return true classes and probabilities of the validation part, from another network."""
    path = scene.judged[0].prediction.partition(":")[0]
    logits = network_like(scene).predict(scene.data.validation, [path])[path]
    return scene.data.validation["y"], shares_of(logits)
