"""One training run: the network, its data, and the position in the epoch."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence

from guinet.core.errors import TrainingError
from guinet.core.types import Array
from guinet.data.batches import Batches
from guinet.data.prepare import PreparedData
from guinet.engine.network import Network
from guinet.engine.program import build_program
from guinet.engine.team.rule import advised_workers, cores
from guinet.graph.analysis import Analysis, analyse
from guinet.graph.model import Graph
from guinet.training.carry import carry_over, take_named
from guinet.training.faults import require_no_error
from guinet.training.measuring import measuring_batch
from guinet.training.memory import Memory
from guinet.training.messages import Epoch, Finished, Message, Notice, Prepared, Snapshot
from guinet.training.outcome import outcomes, paired, values_of
from guinet.training.recipe import Recipe
from guinet.training.vigil import Vigil

__all__ = ["Session"]


class Session:
    """Trains step by step and says what happened.

    Parameters
    ----------
    graph, data, recipe
        What is trained, on what, and how.
    weights, state
        Arrays by public name to begin with; fresh ones where they are None or do not fit.
    epoch
        Epochs that were done before.
    losses
        The losses that counted in these, which some schedules follow; see `Epoch.judged_loss`.
    seed
        Seed of weights, shuffling and noise; None for that of the recipe.
    workers
        Processes that share the work of a step; None for those of the recipe.
    available_cores
        For how many processes there is room, where the recipe leaves the choice; None for all
        cores of the machine.

    Attributes
    ----------
    network, trainer
        What is trained.
    epoch
        Epochs that are done.
    loss
        Of the last step; after weights were set by hand at rest, what the next one would tell.
    edits
        How often weights were set otherwise than by a step: by hand, or to those of the best epoch.
    vigil
        Judges the epochs, and keeps the best.
    step_seconds
        What the last step took, without what comes after it: metrics, the end of an epoch.

    Raises
    ------
    TrainingError
        If the graph has errors; the sentence is that of the first one, ``node`` its path.
    """

    def __init__(
        self,
        graph: Graph,
        data: PreparedData,
        recipe: Recipe,
        *,
        weights: Mapping[str, Array] | None = None,
        state: Mapping[str, Array] | None = None,
        epoch: int = 0,
        losses: Sequence[float] = (),
        seed: int | None = None,
        workers: int | None = None,
        available_cores: int | None = None,
    ) -> None:
        self.graph = graph
        self.data = data
        self.recipe = recipe
        self._seed = recipe.seed if seed is None else seed
        self._workers = workers
        self._available_cores = cores() if available_cores is None else available_cores
        self._told = 0
        analysis = analyse(graph, data.fields)
        require_no_error(analysis)
        self.network = Network(
            graph,
            data.fields,
            max(recipe.batch_size, measuring_batch(analysis)),
            seed=self._seed,
            keep=(),
            workers=self._chosen_workers(analysis),
        )
        self.trainer = self.network.trainer(
            recipe.optimizer, recipe.learning_rate, **recipe.regularisation.settings
        )
        self._carried = take_named(self.network, weights, state)
        self._memory = Memory()
        self._outcomes = outcomes(analysis)
        self._batches = Batches.of_training(data, recipe.batch_size, self._seed)
        self._measuring = Batches(data.validation, self.network.batch_size, shuffle=False)
        self._rate = recipe.learning_rate
        self._goal = recipe.epochs
        self.vigil = Vigil(recipe.early_stopping)
        self._observed = False
        self.loss = math.nan
        self._own_losses: dict[str, float] | None = None
        self.edits = 0
        self.step_seconds = 0.0
        self.epoch = epoch
        self._losses = list(losses)
        self._factor: float | None = None
        self.trainer.steps = epoch * len(self._batches)
        self._enter_epoch(0)

    @property
    def step(self) -> int:
        """Steps that are done."""
        return self.trainer.steps

    @property
    def learning_rate(self) -> float:
        """Of the last step, schedule included."""
        return self.trainer.learning_rate

    @property
    def epoch_fraction(self) -> float:
        """Part of the running epoch that is done, from 0 to 1."""
        return self._batch / len(self._batches)

    def notices(self) -> tuple[Notice, ...]:
        """Return what there is to know that has not been told yet."""
        told, self._told = self._told, len(self.network.notices)
        workers = self.network.workers
        return tuple(Notice(sentence, workers) for sentence in self.network.notices[told:])

    def set_learning_rate(self, value: float) -> None:
        """Replace the recipe's learning rate; the schedule still multiplies it.

        Raises
        ------
        TrainingError
            If it is not a finite number above 0.
        """
        if not (math.isfinite(value) and value > 0.0):
            raise TrainingError(f"A learning rate is a number above 0, not {value:g}.")
        self._rate = value

    def extend(self) -> None:
        """After the planned epochs are done: go on to the next multiple of them."""
        self.vigil.go_on()
        if self.epoch >= self._goal:
            rounds = self.epoch // self.recipe.epochs
            self._goal = (rounds + 1) * self.recipe.epochs

    def changed(self, graph: Graph, data: PreparedData, recipe: Recipe) -> Session:
        """Return the session that goes on with another graph, data or recipe.

        Weights, state and the optimizer's memory are kept where they still fit, into composites
        and out of them, and come back with nodes that return. The position is kept as well; the
        epoch begins anew where its batches are no longer the same. The figures of an epoch that
        was changed midway speak of the steps since.

        Raises
        ------
        TrainingError
            If the graph has errors; this session is then as it was.
        """
        after = Session(
            graph,
            data,
            recipe,
            seed=self._next_seed(recipe),
            workers=self._workers,
            available_cores=self._available_cores,
        )
        after._carried, after._memory = carry_over(self.trainer, after.trainer, self._memory)
        after.epoch, after.loss, after.edits = self.epoch, self.loss, self.edits
        known, after_losses = self.own_losses, after.trainer.losses()
        after._own_losses = {path: known.get(path, none) for path, none in after_losses.items()}
        after._losses = list(self._losses)
        if recipe.learning_rate == self.recipe.learning_rate:
            after._rate = self._rate
        if recipe.epochs == self.recipe.epochs:
            after._goal = self._goal
        if (graph, data, after.vigil.rule) == (self.graph, self.data, self.vigil.rule):
            after.vigil = self.vigil
        same_batches = data is self.data and (recipe.batch_size, after._seed) == (
            self.recipe.batch_size,
            self._seed,
        )
        after._enter_epoch(self._batch if same_batches else 0)
        return after

    def anew(self, seed: int | None = None) -> Session:
        """Return a session with fresh weights at epoch 0.

        Parameters
        ----------
        seed
            Seed to begin with; None for that of the recipe.
        """
        after = Session(
            self.graph,
            self.data,
            self.recipe,
            seed=seed,
            workers=self._workers,
            available_cores=self._available_cores,
        )
        after._rate = self._rate
        return after

    def advance(self, *, observe: bool = False) -> tuple[Message, ...]:
        """Make one step, and after the last one of an epoch measure on the validation part.

        Parameters
        ----------
        observe
            Whether the sizes on the edges are measured, see `observations`.

        Returns
        -------
        tuple of Message
            Empty within an epoch; `Epoch` at its end, and `Finished` when training has ended.
        """
        began = time.perf_counter()
        batch = next(self._iterator)
        trainer = self.trainer
        trainer.learning_rate = self._rate * self._rate_factor()
        self._observed = False
        steps = trainer.steps
        try:
            loss = trainer.step(batch, observe)
        except BaseException:
            # A step that failed did not happen: the same batch comes next.
            trainer.steps = steps
            self._open(self._batch)
            raise
        self.step_seconds = time.perf_counter() - began
        if not math.isfinite(loss):
            self._open(self._batch)
            return (self._diverged(loss, "loss", f"in step {self.step + 1}"),)
        self._observed = observe
        self.loss, self._own_losses = loss, None
        count = len(next(iter(batch.values())))
        self._loss_sum += loss * count
        self._count += count
        for outcome in self._outcomes:
            outcome.add(self.network)
        self._batch += 1
        if self._batch < len(self._batches):
            self._seconds += time.perf_counter() - began
            return self.notices() if self.network.notices else ()
        return (*self.notices(), *self._end_epoch(began))

    def foresee(self) -> tuple[float, Array, Array]:
        """Return what the next step would tell, and make none.

        Returns
        -------
        Its loss, and activations and gradients in the order of ``network.edges``.
        """
        self._own_losses = None
        return self.trainer.observe(next(self._batches.epoch(self.epoch, self._batch)))

    @property
    def own_losses(self) -> dict[str, float]:
        """Each loss of the last step, or of what was foreseen, by path, unweighted."""
        return self.trainer.losses() if self._own_losses is None else self._own_losses

    def observations(self) -> tuple[Array, Array, Array] | None:
        """Return what the last step measured, or None if it was not observed.

        Returns
        -------
        Activations and gradients in the order of ``network.edges``, and update ratios in that
        of ``network.weighted_nodes``.
        """
        if not self._observed:
            return None
        trainer = self.trainer
        return trainer.edge_activations(), trainer.edge_gradients(), trainer.update_ratios()

    def prepared(self, plan: int) -> Prepared:
        """Return the message that describes the run to whoever shows it."""
        weighted = self.network.weighted_nodes
        return Prepared(
            plan=plan,
            edges=self.network.edges,
            nodes=weighted,
            fields=dict(self.data.fields),
            train_count=self._batches.count,
            validation_count=self._measuring.count,
            carried=tuple(path for path in weighted if path in self._carried),
            fresh=tuple(path for path in weighted if path not in self._carried),
            scaler=self.data.scaler.to_arrays(),
            workers=self.network.workers,
            losses=tuple(self.trainer.losses()),
            plan_bytes=self.network.executor.plan_bytes(self.recipe.batch_size),
        )

    def snapshot(self) -> Snapshot:
        """Return copies of the weights and the state as they are now."""
        return Snapshot(self.network.weights, self.network.state, self.epoch, self.step, self.edits)

    def _chosen_workers(self, analysis: Analysis) -> int:
        if chosen := self._workers or self.recipe.workers:
            return chosen
        program = build_program(
            analysis.flat, analysis.order, analysis.inference.outputs, self.data.fields
        )
        return advised_workers(program, self.recipe.batch_size, self._available_cores)

    def _next_seed(self, recipe: Recipe) -> int:
        """Keep a seed that was chosen by hand until the recipe brings another."""
        return self._seed if recipe.seed == self.recipe.seed else recipe.seed

    def _rate_factor(self) -> float:
        """Return what warm-up and schedule make of the learning rate in the next step."""
        done = self.epoch + self._batch / len(self._batches)
        if self._factor is not None and done >= self.recipe.warm_up:
            return self._factor
        factor = self.recipe.rate_factor(done, self._goal, self._losses)
        # What walks through all losses so far does so once in an epoch.
        once = self.recipe.schedule.follows_loss and done >= self.recipe.warm_up
        self._factor = factor if once else None
        return factor

    def _open(self, batch: int) -> None:
        """Stand before a batch of the present epoch."""
        self._batch = batch
        self._iterator: Iterator[dict[str, Array]] = self._batches.epoch(self.epoch, batch)

    def _enter_epoch(self, batch: int) -> None:
        """Stand before a batch of the present epoch, nothing counted."""
        self._open(batch)
        self._loss_sum, self._count, self._seconds = 0.0, 0, 0.0
        for outcome in self._outcomes:
            outcome.metric.clear()

    def _end_epoch(self, began: float) -> tuple[Message, ...]:
        metrics = {"train_loss": self._loss_sum / self._count} | values_of(self._outcomes, "train_")
        seconds = self._seconds
        self.epoch += 1
        self._enter_epoch(0)
        self._own_losses = self.trainer.losses()  # of the step, before something else is measured
        if self._measuring.count:
            metrics |= self._measure()
            if not math.isfinite(metrics["validation_loss"]):
                what, when = "loss on the validation part", f"after step {self.step}"
                return (self._diverged(metrics["validation_loss"], what, when),)
        seconds += time.perf_counter() - began
        epoch = Epoch(self.epoch, paired(metrics), self.learning_rate, seconds)
        self._losses.append(epoch.judged_loss)
        self._factor = None
        stop = self.vigil.judge(epoch.judged_loss, self.epoch, self.step, self.network)
        if self.epoch < self._goal and not stop:
            return (epoch,)
        words = "1 epoch is" if self.epoch == 1 else f"{self.epoch} epochs are"
        words = self.vigil.words() if stop else f"All done: {words} trained."
        restored = self.vigil.restore(self.network)
        self.edits += bool(restored)
        words = f"{words} {restored}".rstrip()
        return epoch, Finished("early stopping" if stop else "epochs", self.epoch, words)

    def _measure(self) -> dict[str, float]:
        """Return loss and metrics on the validation part, in evaluation mode."""
        total = 0.0
        for batch in self._measuring.epoch():
            loss = self.network.forward(batch)
            total += loss * len(next(iter(batch.values())))
            if not math.isfinite(total):
                return {"validation_loss": total}
            for outcome in self._outcomes:
                outcome.add(self.network)
        loss = total / self._measuring.count
        return {"validation_loss": loss} | values_of(self._outcomes, "validation_")

    def _diverged(self, loss: float, what: str, when: str) -> Finished:
        node = self.network.first_nonfinite() or ""
        value = "NaN" if math.isnan(loss) else "infinite"
        where = f" The first number that is not finite came from {node}." if node else ""
        return Finished(
            "diverged",
            self.epoch,
            f"The {what} became {value} {when}.{where} Try a learning rate below "
            f"{self.learning_rate:g}, or data scaled to mean 0 and deviation 1.",
            node,
        )
