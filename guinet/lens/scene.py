"""A network with the weights of one moment, and its data: what views are computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, label_field
from guinet.core.types import Array
from guinet.data.batches import Batches
from guinet.data.prepare import PreparedData
from guinet.engine.network import Network
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.judged import Judged, judged
from guinet.graph.model import Graph
from guinet.lens.plane import Plane, plane_of
from guinet.lens.view import Moment, Part, SampleAt
from guinet.modules.data.input import Input

__all__ = ["BatchPass", "InputField", "Part", "Scene"]

_AT_ONCE = 256
_FEWEST_IN_BATCH, _MOST_IN_BATCH = 64, 256


class InputField(NamedTuple):
    """Path of an `Input`, the field of the data that it reads, and the spec of that field."""

    path: str
    field: str
    spec: FieldSpec


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
        The batch that `batch` passes through: the first samples of the run's first epoch, always
        the same, so that pictures change with the weights alone; as many as the run takes at
        once, but at least some dozens, so that spreads can be seen.
    judged
        What the losses hold against each other, of those whose prediction and target fit.
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
        most = min(max(batch_size, _FEWEST_IN_BATCH), _MOST_IN_BATCH)
        self.samples: Mapping[str, Array] = next(Batches.of_training(data, most, seed).epoch())
        known = self.analysis.inference.outputs
        self.judged: tuple[Judged, ...] = tuple(
            one for one in judged(self.analysis) if one.path in known
        )
        self.moment = Moment(0, 0)
        self._shapes = _shapes(self.network.weights), _shapes(self.network.state)
        self._batch: BatchPass | None = None
        self._weights: dict[str, Array] | None = None
        self._outputs: dict[tuple[Part, int, str], Array] = {}
        self._planes: dict[int, Plane] = {}
        self._shown = SampleAt()
        self._values: dict[tuple[object, str], Array] = {}
        # What was asked for at earlier weights is asked for again: computed in one pass then.
        self._asked: dict[object, dict[str, None]] = {}

    def set_weights(
        self, weights: Mapping[str, Array], state: Mapping[str, Array], moment: Moment
    ) -> None:
        """Go over to other weights; those that do not fit the graph are left out."""
        network = self.network
        of_weights, of_state = self._shapes
        network.set_weights(_fitting(weights, of_weights))
        network.set_state(_fitting(state, of_state))
        self.moment = moment
        self._batch = None
        self._weights = None
        self._outputs.clear()
        self._values.clear()

    @property
    def batch(self) -> BatchPass:
        """The training step on `samples`; computed once for all views."""
        if self._batch is None:
            self._batch = BatchPass(self.network, self.samples, self.moment.step)
        return self._batch

    def weights_of(self, path: str) -> dict[str, Array]:
        """Return the learned arrays of a node by name; they are never changed in place."""
        if self._weights is None:
            self._weights = self.network.weights  # a copy of all of them, for all views
        start = f"{path}."
        return {
            name.removeprefix(start): array
            for name, array in self._weights.items()
            if name.startswith(start)
        }

    def kept(self, part: Part) -> Part:
        """Return the part itself, or the training part where no validation part is kept."""
        validation = self.data.validation
        kept = bool(validation) and len(next(iter(validation.values()))) > 0
        return "validation" if part == "validation" and kept else "train"

    def part(self, part: Part) -> Mapping[str, Array]:
        """Return the samples of a part, as far as it is `kept`."""
        return self.data.train if self.kept(part) == "train" else self.data.validation

    def index(self, part: Part) -> Array:
        """Return which samples of the source those of `part` are."""
        data = self.data
        return data.train_index if self.kept(part) == "train" else data.validation_index

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

    def batch_outputs(self, name: str) -> Array:
        """Return an output for `samples` in evaluation mode; each is computed once.

        Raises
        ------
        GuinetError
            If it cannot be computed yet.
        """
        return self._once("batch", self.samples, name)

    def sample(self, at: SampleAt) -> tuple[Part, int]:
        """Return part and place of a sample as far as there are so many samples."""
        part, index = self.kept(at.part), self.index(at.part)
        return part, min(max(at.place, 0), len(index) - 1)

    def sample_outputs(self, at: SampleAt, name: str) -> Array:
        """Return an output for one sample, (1, ...), in evaluation mode.

        What several views ask for about the same sample is computed in one pass.

        Raises
        ------
        GuinetError
            If it cannot be computed yet, or is not there for each sample.
        """
        if at != self._shown:
            # One sample is shown at a time: what is kept of others would only grow.
            self._shown = at
            self._values = {key: one for key, one in self._values.items() if key[0] != "sample"}
        part, place = self.sample(at)
        given = {field: array[place : place + 1] for field, array in self.part(part).items()}
        values = self._once("sample", given, name)
        if values.ndim < 2:
            raise GuinetError(f"{name} has no value for each sample.")
        return values

    def plane(self, cells: int) -> Plane:
        """Return the grid over the plane, see `guinet.lens.plane.plane_of`."""
        if cells not in self._planes:
            self._planes[cells] = plane_of(self, cells)
        return self._planes[cells]

    def plane_outputs(self, cells: int, name: str) -> Array:
        """Return an output at all places of the plane, in evaluation mode.

        Raises
        ------
        GuinetError
            If it depends on more than the two numbers.
        """
        plane = self.plane(cells)
        return self._once(cells, {plane.field: plane.samples}, name)

    def _once(self, key: object, samples: Mapping[str, Array], name: str) -> Array:
        """Return an output for some samples, with what was asked for before in the same pass."""
        values = self._values.get((key, name))
        if values is None:
            self.network.names.slot(name)
            asked = self._asked.setdefault(key, {})
            asked[name] = None
            missing = [each for each in asked if (key, each) not in self._values]
            for each, array in self.evaluate(samples, missing).items():
                self._values[key, each] = array
            values = self._values.get((key, name))
        if values is None:
            self._asked[key].pop(name, None)
            raise GuinetError(f"{name} cannot be computed yet.")
        return values

    def evaluate(self, samples: Mapping[str, Array], names: Collection[str]) -> dict[str, Array]:
        """Return outputs of nodes for any samples, in evaluation mode.

        Raises
        ------
        GuinetError
            If a name is unknown or the samples do not fit the network.
        """
        return self.network.predict(samples, names)

    def decoded(self, path: str, values: Array, name: str) -> Array:
        """Return what an output becomes when a node gives these values instead of its own.

        Parameters
        ----------
        path
            Of the node, with one output.
        values
            In place of that output, samples first.
        name
            Of the output that is wanted, as for `Network.output`.

        Raises
        ------
        GuinetError
            If it does not depend on what can be computed.
        """
        network, count = self.network, len(values)
        first = {name: array[:1].repeat(count, axis=0) for name, array in self.samples.items()}
        given = np.ascontiguousarray(values, network.dtype)
        run = network.executor.evaluate(network.read(first)[0], held={path: (given,)})
        found = run.values[network.names.slot(name)]
        if found is None:
            raise GuinetError(f"{name} cannot be computed from {path}.")
        return np.array(found)

    def original(self, name: str, values: Array) -> Array:
        """Return values of a source's output in the units of the data, as far as it was scaled.

        Parameters
        ----------
        name
            As ``path:port``; of another node than a source the values come back as they are.
        """
        node = self.analysis.flat.nodes.get(name.partition(":")[0])
        if node is None or not isinstance(node.module, Source):
            return values
        return self.data.scaler.inverse(node.module.field, values)

    def inputs(self) -> list[InputField]:
        """Return what each `Input` reads, as far as the data have it."""
        fields = self.data.fields
        return [
            InputField(path, node.module.field, fields[node.module.field])
            for path, node in self.analysis.flat.nodes.items()
            if isinstance(node.module, Input) and node.module.field in fields
        ]

    def only_input(self) -> InputField:
        """Return what the only `Input` reads.

        Raises
        ------
        GuinetError
            If there are several or none.
        """
        found = self.inputs()
        if len(found) != 1:
            raise GuinetError("This is shown for a network with a single Input.")
        return found[0]

    def labels(self, part: Part, most: int = 5000) -> Array | None:
        """Return the class of each sample of a part, or None where the data have no classes."""
        field = label_field(self.data.fields)
        return None if field is None else self.part(part)[field][:most]

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


def _shapes(arrays: Mapping[str, Array]) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in arrays.items()}


def _fitting(given: Mapping[str, Array], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Array]:
    return {name: array for name, array in given.items() if shapes.get(name) == array.shape}
