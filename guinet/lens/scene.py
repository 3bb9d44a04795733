"""A network with the weights of one moment, and its data: what views are computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.data.batches import Batches
from guinet.data.prepare import PreparedData
from guinet.engine.network import Network
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.judged import Judged, judged
from guinet.graph.model import Graph
from guinet.lens.view import Moment

__all__ = ["BatchPass", "Part", "Scene"]

Part = Literal["train", "validation"]

_AT_ONCE = 256
_MOST_IN_BATCH = 256


class BatchPass:
    """A training step's way forward and back on the scene's batch, without the update.

    Attributes
    ----------
    count
        Samples in the batch.
    loss
        Its total loss.
    weight_gradients
        By ``path.name``, as `Network.backward` returns them.
    """

    def __init__(self, network: Network, samples: Mapping[str, Array], step: int) -> None:
        self._network = network
        self.count = len(next(iter(samples.values())))
        state = network.state
        self.loss = network.forward(samples, training=True, step=step)
        self.weight_gradients = {} if np.isnan(self.loss) else network.backward()
        # A look changes nothing: the running averages stay what the run made of them.
        network.set_state(state)

    def output(self, name: str) -> Array:
        """Return what a node gave; names as for `Network.output`."""
        return self._network.output(name)

    def gradient(self, name: str) -> Array:
        """Return the gradient of the loss to what a node gave."""
        return self._network.gradient(name)


class Scene:
    """What a view looks at. Nothing in it changes but by `set_weights`.

    Parameters
    ----------
    graph
        What is trained; of one that has errors the valid part is looked at.
    data
        What it is trained on.
    batch_size, seed
        As in the run.

    Attributes
    ----------
    analysis
        What is known about the graph.
    network
        Computes by the reference algorithm: every value can be read.
    samples
        The batch that `batch` passes through: the first one of the run's first epoch, always
        the same, so that pictures change with the weights alone.
    judged
        What the losses hold against each other.
    moment
        When the weights were as they are here.
    """

    def __init__(self, graph: Graph, data: PreparedData, batch_size: int, seed: int) -> None:
        self.data = data
        self.analysis: Analysis = analyse(graph, data.fields)
        self.network = Network(
            graph,
            data.fields,
            max(batch_size, _AT_ONCE),
            seed=seed,
            engine="reference",
            partial=True,
        )
        most = min(batch_size, _MOST_IN_BATCH)
        self.samples: Mapping[str, Array] = next(Batches(data.train, most, seed).epoch())
        self.judged: tuple[Judged, ...] = judged(self.analysis)
        self.moment = Moment(0, 0)
        self._batch: BatchPass | None = None
        self._outputs: dict[tuple[Part, int, str], Array] = {}

    def set_weights(
        self, weights: Mapping[str, Array], state: Mapping[str, Array], moment: Moment
    ) -> None:
        """Go over to other weights; those that do not fit the graph are left out."""
        network = self.network
        network.set_weights(_fitting(weights, network.weights))
        network.set_state(_fitting(state, network.state))
        self.moment = moment
        self._batch = None
        self._outputs.clear()

    @property
    def batch(self) -> BatchPass:
        """The training step on `samples`; computed once for all views."""
        if self._batch is None:
            self._batch = BatchPass(self.network, self.samples, self.moment.step)
        return self._batch

    def part(self, part: Part) -> Mapping[str, Array]:
        """Return the samples of a part; the training part where no validation part is kept."""
        validation = self.data.validation
        if part == "validation" and validation and len(next(iter(validation.values()))):
            return validation
        return self.data.train

    def outputs(self, part: Part, names: Collection[str], most: int = 5000) -> dict[str, Array]:
        """Return outputs of nodes for the samples of a part, in evaluation mode.

        What several views ask for is computed once.

        Parameters
        ----------
        names
            As for `Network.output`.
        most
            Samples, from the first one on; more would only take longer.
        """
        missing = [name for name in names if (part, most, name) not in self._outputs]
        if missing:
            samples = {name: values[:most] for name, values in self.part(part).items()}
            for name, values in self.evaluate(samples, missing).items():
                self._outputs[part, most, name] = values
        found = {name: self._outputs.get((part, most, name)) for name in names}
        return {name: values for name, values in found.items() if values is not None}

    def evaluate(self, samples: Mapping[str, Array], names: Collection[str]) -> dict[str, Array]:
        """Return outputs of nodes for any samples, in evaluation mode.

        Raises
        ------
        GuinetError
            If a name is unknown or the samples do not fit the network.
        """
        return self.network.predict(samples, names)

    def source_of(self, path: str, port: str | None = None) -> str:
        """Return what feeds an input of a node, as ``path:port``; None for its first input.

        Raises
        ------
        GuinetError
            If nothing feeds it, or there is no such node.
        """
        for edge in self.analysis.flat.edges:
            if edge.target == path and port in (None, edge.target_port):
                return f"{edge.source}:{edge.source_port}"
        raise GuinetError(f"Nothing arrives at {path} yet.")

    def first_judged(self) -> Judged:
        """Return what the first loss holds against each other.

        Raises
        ------
        GuinetError
            If no loss has a prediction and a target.
        """
        if not self.judged:
            raise GuinetError("No loss holds a prediction against a target yet.")
        return self.judged[0]


def _fitting(given: Mapping[str, Array], own: Mapping[str, Array]) -> dict[str, Array]:
    return {
        name: array
        for name, array in given.items()
        if name in own and own[name].shape == array.shape
    }
