"""Which outputs of a network are held against which targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guinet.core.loss import Loss
from guinet.core.spec import FieldSpec, class_axis
from guinet.core.types import Array
from guinet.graph.analysis import Analysis

__all__ = ["Judged", "judged"]


@dataclass(frozen=True)
class Judged:
    """A prediction and the target that a loss holds against it.

    Attributes
    ----------
    path
        Of the loss.
    loss
        Its module.
    prediction, target
        What arrives at it, as ``path:port``.
    prediction_spec, target_spec
        Shape and kind of these.
    """

    path: str
    loss: Loss
    prediction: str
    target: str
    prediction_spec: FieldSpec
    target_spec: FieldSpec

    @property
    def classifies(self) -> bool:
        """Whether the answer is a class rather than a number.

        A loss made for numbers counts as classification where its target holds classes, as in
        the lecture's exercises.
        """
        return self.loss.task == "classification" or self.target_spec.kind == "class"

    @property
    def separate(self) -> bool:
        """Whether each of several outputs is an answer for itself, yes or no.

        Of the classes of a one-hot target one is right, also for a loss that judges each
        output for itself.
        """
        return self.loss.separate and self.target_spec.kind != "class"

    @property
    def is_single(self) -> bool:
        """Whether one output stands for two classes."""
        return self.prediction_spec.size == 1

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes that exclude each other; empty where there are none."""
        if not self.classifies or self.separate:
            return ()
        if self.is_single:
            return self.target_spec.classes or ("0", "1")
        count = self.prediction_spec.shape[class_axis(self.prediction_spec) - 1]
        names = self.target_spec.classes or ()
        return names if len(names) == count else tuple(map(str, range(count)))

    def answers(self, prediction: Array) -> Array:
        """Return the class that each prediction names, without the axis of the classes.

        Parameters
        ----------
        prediction
            Samples first. Of a single output the class is 1 above the loss's threshold.
        """
        if self.is_single:
            chosen: Array = (prediction > self.loss.threshold).reshape(len(prediction))
            return chosen.astype(int)
        named: Array = prediction.argmax(class_axis(self.prediction_spec))
        return named

    def truths(self, target: Array) -> Array:
        """Return the class of each target, as `answers` does of predictions."""
        if self.is_single:
            chosen: Array = (target > 0.5).reshape(len(target))
            return chosen.astype(int)
        named: Array = target.argmax(class_axis(self.prediction_spec))
        return named

    def probabilities(self, prediction: Array) -> Array | None:
        """Return the probability of each class, classes last; None where the loss has none.

        A single output gives two: that of the first class, and that of the second.
        """
        known = self.loss.probabilities(prediction)
        if known is None:
            return None
        if self.is_single:
            yes = known.reshape(len(known), 1)
            both: Array = yes.repeat(2, axis=1)
            both[:, 0] = 1 - both[:, 1]
            return both
        return np.moveaxis(known, class_axis(self.prediction_spec), -1)

    def scores(self, prediction: Array) -> tuple[Array, bool]:
        """Return how strongly each class is named, classes last, and whether as a probability.

        The class that `answers` names has the highest score. A single output of a loss without
        probabilities gives two: how far it is below the loss's threshold, and how far above.
        """
        known = self.probabilities(prediction)
        if known is not None:
            return known, True
        if self.is_single:
            above = prediction.reshape(len(prediction), 1) - self.loss.threshold
            return np.concatenate([-above, above], axis=1), False
        return np.moveaxis(prediction, class_axis(self.prediction_spec), -1), False


def judged(analysis: Analysis) -> tuple[Judged, ...]:
    """Return what each loss with a prediction and a target holds against each other.

    In the order of execution; penalties have nothing to be right or wrong about.
    """
    sources = {
        (edge.target, edge.target_port): f"{edge.source}:{edge.source_port}"
        for edge in analysis.flat.edges
    }
    found: list[Judged] = []
    for path in analysis.order:
        module = analysis.flat.nodes[path].module
        prediction, target = sources.get((path, "prediction")), sources.get((path, "target"))
        if not isinstance(module, Loss) or prediction is None or target is None:
            continue
        ports = (port.name for port in module.input_ports())
        specs = dict(zip(ports, analysis.inputs_of(path), strict=False))
        said, wanted = specs.get("prediction"), specs.get("target")
        if said is not None and wanted is not None:
            found.append(Judged(path, module, prediction, target, said, wanted))
    return tuple(found)
