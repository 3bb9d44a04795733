"""Which outputs of a network are held against which targets, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guinet.engine.network import Network
from guinet.graph.analysis import Analysis
from guinet.graph.judged import judged
from guinet.training.metrics import Metric, metric_for

__all__ = ["Outcome", "outcomes", "paired", "values_of"]


@dataclass(frozen=True, eq=False)
class Outcome:
    """One loss that has a prediction and a target, with the metric that people read beside it.

    Attributes
    ----------
    loss
        Path of the loss.
    prediction, target
        What arrives at it, as ``path:port``.
    metric
        Counts the batches that `add` hands it.
    """

    loss: str
    prediction: str
    target: str
    metric: Metric

    def add(self, network: Network) -> None:
        """Count the last batch of the network."""
        self.metric.add(network.output(self.prediction), network.output(self.target))


def outcomes(analysis: Analysis) -> tuple[Outcome, ...]:
    """Return an outcome for each loss that holds a prediction against a target.

    In the order of execution; penalties have nothing to be right or wrong about.
    """
    return tuple(
        Outcome(
            one.path,
            one.prediction,
            one.target,
            metric_for(one.loss, one.prediction_spec, one.target_spec),
        )
        for one in judged(analysis)
    )


def values_of(found: Sequence[Outcome], prefix: str) -> dict[str, float]:
    """Return the metrics by prefixed name, and make them begin anew.

    Where several losses have a metric of the same name, the first keeps the plain name and
    the others add their path: ``train_accuracy.loss2``. A metric that is undefined (R² of a
    target that never changes) is left out.
    """
    values: dict[str, float] = {}
    for outcome in found:
        measured = outcome.metric.values()
        outcome.metric.clear()
        for metric, value in measured.items():
            name = f"{prefix}{metric}"
            values[f"{name}.{outcome.loss}" if name in values else name] = value
    return values


def paired(metrics: Mapping[str, float]) -> dict[str, float]:
    """Put what was measured on both parts side by side, losses first."""
    plain = dict.fromkeys(name.partition("_")[2] for name in metrics)
    names = [f"{part}_{name}" for name in plain for part in ("train", "validation")]
    return {name: metrics[name] for name in names if name in metrics}
