"""The network that people hold: a graph made ready to run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike

from guinet.core.errors import GraphError, GuinetError
from guinet.core.spec import FieldSpec, as_spec
from guinet.core.types import Array
from guinet.engine.batch import BatchReader
from guinet.engine.making import make_executor
from guinet.engine.naming import SlotNames
from guinet.engine.program import build_program
from guinet.graph.analysis import analyse
from guinet.graph.flat import FlatEdge
from guinet.graph.model import Graph
from guinet.graph.problem import Problem
from guinet.optim.base import Optimizer

if TYPE_CHECKING:
    from guinet.engine.trainer import Trainer

__all__ = ["Network"]


class Network:
    """A graph with weights, ready to compute.

    Parameters
    ----------
    graph
        What is computed.
    fields
        What the data offer: name to `FieldSpec`, or to a bare shape without the batch axis.
    batch_size
        Most samples in one batch.
    seed
        Of the first weights and of the modules' randomness. Every array has numbers of its
        own, drawn from the seed and its name: a further node changes no other's start.
    dtype
        ``"float32"`` or ``"float64"``.
    engine
        ``"compiled"``, the fast one; ``"reference"``, the readable algorithm.
    keep
        Which values must be readable after a pass: ``"all"``, or a list of names as for
        `output`. What the losses compare is always kept. A compiled training step computes
        fewer things side by side the more it has to keep; ``"all"`` lets it overwrite what it
        likes, copies the weights of before each update instead, and computes anew what someone
        asks for. The reference keeps every value whatever is asked.
    workers
        Processes that share a training step; more than one pay where a step takes longer than
        a fifth of a millisecond, see `guinet.engine.team.rule.advised_workers`. The reference
        and networks whose samples cannot be computed apart use one; the attribute tells how
        many are used.
    partial
        True runs the valid part of a graph that has errors instead of raising.

    Attributes
    ----------
    graph, fields, batch_size, seed, dtype
        As given.
    inference
        Shapes by path.
    problems
        What the rules say about the graph.
    executor, names
        What computes, and where it keeps an output of some name; for those who look inside,
        such as `Trainer`.

    Raises
    ------
    GraphError
        If the graph has an error; the sentence is that of the first.
    """

    def __init__(
        self,
        graph: Graph,
        fields: Mapping[str, FieldSpec | tuple[int, ...]],
        batch_size: int = 32,
        *,
        seed: int = 0,
        dtype: DTypeLike = "float32",
        engine: str = "compiled",
        keep: str | Collection[str] = "all",
        workers: int = 1,
        partial: bool = False,
    ) -> None:
        _require_engine(engine)
        self.batch_size = _whole("batch_size", batch_size, 1)
        self.seed = _whole("seed", seed, 0)
        self.dtype = _float_type(dtype)
        self.graph = graph
        self.fields = {name: as_spec(spec) for name, spec in fields.items()}
        analysis = analyse(graph, self.fields)
        self.problems: tuple[Problem, ...] = analysis.problems
        self.inference = analysis.inference
        if not partial:
            _require_no_error(self.problems)
        program = build_program(
            analysis.flat, analysis.order, analysis.inference.outputs, self.fields
        )
        self._reader = BatchReader(program, self.fields, self.batch_size, self.dtype)
        self.names = SlotNames(program, analysis.flat)
        self.executor = make_executor(
            program,
            batch_size=self.batch_size,
            seed=self.seed,
            dtype=self.dtype,
            engine=engine,
            kept=self.names.kept(keep),
            remembers=keep == "all",
            workers=_whole("workers", workers, 1),
        )
        self._weighted = tuple(
            path
            for path in analysis.flat.nodes
            if program.groups[program.group_of.get(path, 0)].weights
        )

    @property
    def workers(self) -> int:
        """Processes that share a training step."""
        return self.executor.workers

    @property
    def notices(self) -> list[str]:
        """Sentences about what went another way than asked for, such as a worker lost."""
        return self.executor.notices

    @property
    def edges(self) -> tuple[FlatEdge, ...]:
        """The edges that run, in the order of the graph; telemetry is in this order."""
        return self.executor.program.edges

    @property
    def weighted_nodes(self) -> tuple[str, ...]:
        """Paths of the nodes with weights, in order of insertion."""
        return self._weighted

    @property
    def weights(self) -> dict[str, Array]:
        """Copies of all weights by ``path.name``; what is shared appears under each name."""
        return self.executor.parameters.named(self.executor.parameters.weights)

    @property
    def state(self) -> dict[str, Array]:
        """Copies of what is kept but not learned, by ``path.name``."""
        return self.executor.parameters.named(self.executor.parameters.state)

    def set_weights(self, weights: Mapping[str, Array]) -> None:
        """Set some or all weights by ``path.name``.

        Raises
        ------
        GuinetError
            If a name is unknown or a shape is another; then nothing is set.
        """
        self.executor.before_change()
        self.executor.parameters.assign(self.executor.parameters.weights, weights)
        self.executor.forget_way_back()

    def set_state(self, state: Mapping[str, Array]) -> None:
        """Set some or all state by ``path.name``; errors as in `set_weights`."""
        self.executor.before_change()
        self.executor.parameters.assign(self.executor.parameters.state, state)
        self.executor.forget_way_back()

    def weights_by_key(self) -> dict[str, Array]:
        """Copies of all weights by ``key.name``, which renaming a node does not change."""
        return self.executor.parameters.named(self.executor.parameters.weights, by_key=True)

    def state_by_key(self) -> dict[str, Array]:
        """Copies of all state by ``key.name``."""
        return self.executor.parameters.named(self.executor.parameters.state, by_key=True)

    def set_weights_by_key(self, weights: Mapping[str, Array]) -> tuple[str, ...]:
        """Take over the weights that fit, from a network of a changed graph.

        A node takes nothing if the shape of any array differs.

        Returns
        -------
        tuple of str
            Paths of the nodes that took weights; those of the others begin anew.
        """
        self.executor.before_change()
        self.executor.forget_way_back()
        return self.executor.parameters.assign_by_key(self.executor.parameters.weights, weights)

    def set_state_by_key(self, state: Mapping[str, Array]) -> tuple[str, ...]:
        """Take over the state that fits; as `set_weights_by_key`."""
        self.executor.before_change()
        self.executor.forget_way_back()
        return self.executor.parameters.assign_by_key(self.executor.parameters.state, state)

    def forward(
        self, batch: Mapping[str, Any], training: bool = False, *, step: int | None = None
    ) -> float:
        """Compute all outputs and return the total loss.

        Parameters
        ----------
        batch
            Field name to samples, the batch axis first; labels as integers. Without the field
            of a target the losses that need it are left out.
        training
            True as in a training step: dropout drops, batch statistics are used and the
            running ones move on. The default is evaluation.
        step
            Number of the step, from which, with the seed, all randomness of the modules is
            drawn: the same number drops the same units. None goes on with the last one, and
            only `Trainer.step` counts on by itself, so a loop of your own hands over 0, 1, 2...

        Returns
        -------
        float
            Sum of each loss times its ``loss_weight``; NaN if no loss was computed.

        Raises
        ------
        DataError
            If the batch does not agree with the fields.
        """
        if step is not None:
            self.executor.step = _whole("step", step, 0)
        samples = self.read(batch)[0]
        with np.errstate(all="ignore"):
            loss = self.executor.forward(samples, training)
            self.executor.commit()
        return loss

    def read(
        self, batch: Mapping[str, Any], *, own: bool = True, targets: bool = False
    ) -> tuple[dict[str, Array], int]:
        """Check and encode a batch; see `guinet.engine.batch.BatchReader.read`."""
        with np.errstate(all="ignore"):
            return self._reader.read(batch, own=own, targets=targets)

    def predict(
        self, batch: Mapping[str, Any], names: Iterable[str] | None = None
    ) -> dict[str, Array]:
        """Compute, in evaluation mode, what the losses would judge, or any other outputs.

        Leaves the last pass as it is, so that `output` and `backward` speak of what `forward`
        computed.

        Parameters
        ----------
        batch
            Field name to samples, as many as you like; targets are not needed.
        names
            Names as for `output`, in place of what the losses judge; one that depends on a
            field that the batch lacks is left out.

        Returns
        -------
        dict
            By name of the output that feeds a loss's prediction, e.g. ``"out"``; in a graph
            without a loss that has a target, of every output that feeds nothing but losses.
        """
        slots = self.names.predictions
        if names is not None:
            slots = {name: self.names.slot(name) for name in names}
        inputs = {name: np.asarray(values) for name, values in batch.items()}
        count = max((len(values) for values in inputs.values() if values.ndim), default=0)
        parts: dict[str, list[Array]] = {}
        for start in range(0, max(count, 1), self.batch_size):
            piece = {
                name: values[start : start + self.batch_size] if values.ndim else values
                for name, values in inputs.items()
            }
            samples = self.read(piece)[0]
            with np.errstate(all="ignore"):
                values = self.executor.predict(samples, set(slots.values()))
            for name, slot in slots.items():
                if slot in values:
                    parts.setdefault(name, []).append(np.atleast_1d(values[slot]))
        return {name: np.concatenate(arrays) for name, arrays in parts.items()}

    def output(self, name: str) -> Array:
        """Return the last value of a node.

        Parameters
        ----------
        name
            ``"path"`` for the first output, ``"path:port"`` for any. A composite has the
            outputs of its Outlets.
        """
        slot = self.names.slot(name)
        value = self.executor.kept(slot)
        if value is None:
            with np.errstate(all="ignore"):
                value = self.executor.value(slot)
        return value

    def backward(self) -> dict[str, Array]:
        """Compute the gradients of the total loss of the last `forward`.

        Returns
        -------
        dict
            Gradients of the weights by ``path.name``. An array that is shared has the sum
            over all uses, under each name.
        """
        with np.errstate(all="ignore"):
            self.executor.backward(everything=True)
        return self.executor.parameters.named(self.executor.parameters.gradients)

    def gradient(self, name: str) -> Array:
        """Return the gradient of the total loss to an output, after `backward`.

        Parameters
        ----------
        name
            As for `output`.
        """
        with np.errstate(all="ignore"):
            return self.executor.gradient(self.names.slot(name))

    def first_nonfinite(self) -> str | None:
        """Return the path of the node where NaN or infinity shows first, or None.

        Looks at the outputs of the last pass in order, then, from the end, at what the nodes
        gave back to their inputs and their weights, then at the weights.
        """
        with np.errstate(all="ignore"):
            return self.executor.first_nonfinite()

    def trainer(
        self,
        optimizer: str | Optimizer = "adam",
        learning_rate: float | None = None,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_norm: float = 0.0,
        clip_value: float = 0.0,
    ) -> Trainer:
        """Return a `Trainer` of this network.

        Parameters
        ----------
        optimizer
            Its name in any case, or an instance: ``SGD(momentum=0.9)``.
        learning_rate
            Size of the steps; None for the optimizer's default.
        l1, l2, clip_norm, clip_value
            What is done to the gradients first: the norm of all together and each element are
            limited, then penalties are added; see
            `guinet.optim.regularisation.Regularisation`. 0: nothing.
        """
        from guinet.engine.trainer import Trainer

        return Trainer(
            self,
            optimizer,
            learning_rate,
            l1=l1,
            l2=l2,
            clip_norm=clip_norm,
            clip_value=clip_value,
        )


def _require_engine(engine: str) -> None:
    if engine not in ("compiled", "reference"):
        raise GuinetError(
            f'There is no engine {engine!r}; there are "compiled", the fast one, and "reference".'
        )


def _require_no_error(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.severity == "error" and problem.rule != "no-loss":
            raise GraphError(f"{problem.message} {problem.hint}".rstrip())


def _whole(name: str, value: int, minimum: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < minimum:
        raise GuinetError(f"{name} is a whole number of at least {minimum}, not {value!r}.")
    return int(value)


def _float_type(dtype: DTypeLike) -> np.dtype[Any]:
    for name in ("float32", "float64"):
        # Compared by name: NumPy takes None, too, for float64.
        if dtype == name or (dtype is not None and dtype == np.dtype(name)):
            return np.dtype(name)
    raise GuinetError(f'dtype is "float32" or "float64", not {dtype!r}.')
