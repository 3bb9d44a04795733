"""Runs a program on batches by the reference algorithm, and keeps the last pass."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array, Arrays
from guinet.engine import reference
from guinet.engine.observation import activation_sizes, gradient_sizes
from guinet.engine.parameters import Parameters
from guinet.engine.program import Program

__all__ = ["Executor"]


class Executor:
    """A program with its parameters and the last pass through it.

    What is not finite is computed on; whoever runs it silences NumPy's warnings, looks at the
    loss and asks `first_nonfinite`.

    Attributes
    ----------
    program, parameters
        What runs, and on which weights and state.
    seed
        Of the modules' randomness.
    step
        Training steps done; the counter of the modules' randomness.
    run
        The last pass, or None.
    notices
        Sentences about what went another way than asked for.
    """

    def __init__(self, program: Program, parameters: Parameters, seed: int) -> None:
        self.program = program
        self.parameters = parameters
        self.seed = seed
        self.step = 0
        self.run: reference.Pass | None = None
        self.notices: list[str] = []
        self._can_go_back = False
        self._all_gradients = False

    @property
    def workers(self) -> int:
        """Processes that share a training step."""
        return 1

    def evaluate(
        self,
        batch: Mapping[str, Array],
        training: bool = False,
        held: Mapping[str, Arrays] = reference.NOTHING_HELD,
    ) -> reference.Pass:
        """Walk forward without keeping anything; parameters as for `reference.forward`."""
        parameters = self.parameters
        return reference.forward(
            self.program,
            batch,
            parameters.weights,
            parameters.state,
            training,
            self.seed,
            self.step,
            parameters.dtype,
            held,
        )

    def predict(self, batch: Mapping[str, Array], slots: Collection[int]) -> dict[int, Array]:
        """Return copies of outputs in evaluation mode; the last pass stays as it is."""
        values = self.evaluate(batch).values
        found = ((slot, values[slot]) for slot in slots)
        return {slot: np.array(value, order="C") for slot, value in found if value is not None}

    def forward(self, batch: Mapping[str, Array], training: bool, observe: bool = False) -> float:
        """Walk forward, keep the pass, and return the total loss (NaN if none is computed).

        Parameters
        ----------
        observe
            Whether `activation_sizes` and `gradient_sizes` will be asked for.
        """
        self.run = self.evaluate(batch, training)
        self._can_go_back, self._all_gradients = True, False
        return self.total_loss(self.run)

    def forward_directly(self, batch: Mapping[str, Any], observe: bool = False) -> float | None:
        """Walk forward in training on a batch as people give it, if that needs no reading.

        Returns
        -------
        float or None
            The total loss; None if the batch has to be checked and encoded first, and then
            nothing was computed.
        """
        return None

    def total_loss(self, run: reference.Pass) -> float:
        """Return the weighted sum of the losses of a pass; NaN if there is none."""
        computed = [(call, run.values[call.first]) for call in self.program.losses]
        terms = [call.loss_weight * float(value) for call, value in computed if value is not None]
        return sum(terms) if terms else math.nan

    def commit(self) -> None:
        """Adopt the state that the last pass left (running statistics)."""
        if self.run is not None:
            for group, state in self.run.state.items():
                for name, array in state.items():
                    self.parameters.state[group][name][...] = array

    def plan_bytes(self, count: int) -> int:
        """Return the memory that a training step on so many samples takes besides the weights.

        All processes together; 0 for the reference, which takes what it needs as it goes.

        Raises
        ------
        GuinetError
            If the machine does not have it.
        """
        return 0

    def before_change(self) -> None:
        """Hear that weights or state are about to change."""

    def activation_sizes(self) -> Array:
        """Return the root mean square of what flowed forward along each edge; NaN for integers."""
        assert self.run is not None
        return activation_sizes(self.program, self.run)

    def gradient_sizes(self) -> Array:
        """Return the root mean square of each edge's own gradient; NaN where there is none."""
        assert self.run is not None
        return gradient_sizes(self.program, self.run)

    def backward(self, everything: bool, observe: bool = False) -> None:
        """Walk back; the gradients of the weights replace those in the parameters.

        Raises
        ------
        GuinetError
            If there is no pass to walk back, or no loss in it.
        """
        if self.run is None or not self._can_go_back:
            raise GuinetError("Call forward before each backward: there is no pass to walk back.")
        if all(self.run.values[call.first] is None for call in self.program.losses):
            raise GuinetError(
                "There is no loss to walk back from: the graph has none, or the batch lacked its "
                "target."
            )
        self.parameters.flat_gradient.fill(0.0)
        everything = everything or observe
        reference.backward(self.program, self.run, self.parameters.gradients, everything)
        self._all_gradients = everything
        self.forget_way_back()

    def forget_way_back(self) -> None:
        """Drop what the way back needs: it has been walked, or the weights have changed."""
        self._can_go_back = False
        if self.run is not None:
            self.run.callbacks = []

    def kept(self, slot: int) -> Array | None:
        """Return a copy of an output of the last pass if that takes no computing, else None."""
        return None

    def loss_values(self) -> Array:
        """Return each loss of the last pass, in the order of the program; NaN for none, float64."""
        return np.array([_number(self._loss(call.first)) for call in self.program.losses])

    def _loss(self, slot: int) -> Array | None:
        return None if self.run is None else self.run.values[slot]

    def value(self, slot: int) -> Array:
        """Return a copy of an output of the last pass.

        Raises
        ------
        GuinetError
            If it was not computed.
        """
        value = None if self.run is None else self.run.values[slot]
        if value is None:
            raise GuinetError(
                "This output has no value yet: call forward, with the targets if a loss is meant."
            )
        # A copy in canonical layout: modules may hand out views of any stride.
        return np.array(value, order="C")

    def gradient(self, slot: int) -> Array:
        """Return a copy of the gradient of the total loss to an output; zero if none arrived.

        Raises
        ------
        GuinetError
            If there was no backward pass, or the output is not made of real numbers.
        """
        if self.run is None or not self.run.gradients or not self._all_gradients:
            raise GuinetError("There are no gradients yet: call forward, then backward.")
        value = self.value(slot)
        if value.dtype.kind != "f":
            raise GuinetError("This output holds integers, which have no gradient.")
        gradient = self.run.gradients[slot]
        return np.zeros_like(value) if gradient is None else np.array(gradient, order="C")

    def first_nonfinite(self) -> str | None:
        """Return the path of the node where something that is not finite shows first.

        First the outputs of the last pass in order; then, from the end, what the nodes gave
        back to their inputs and their weights; then the weights themselves.
        """
        program, parameters, run = self.program, self.parameters, self.run
        values = run.values if run else []
        for call in program.calls:
            if any(map(_nonfinite, values[call.first : call.last])):
                return call.path
        contributions = run.contributions if run else []
        for call in reversed(program.calls if contributions else ()):
            given = [contributions[edge] for edge in call.edges]
            if any(map(_nonfinite, (*given, *parameters.gradients[call.group].values()))):
                return call.path
        for call in program.calls:
            if any(map(_nonfinite, parameters.weights[call.group].values())):
                return call.path
        return None


def _nonfinite(array: Array | None) -> bool:
    return array is not None and not bool(np.isfinite(array).all())


def _number(value: Array | None) -> float:
    return math.nan if value is None else float(value)
