"""What fits what is in hand: of anything that could be placed, what would come out of it.

Only the candidate is inferred, from what is known of the graph already, so a whole library is
answered for in a few milliseconds however large the graph is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from guinet.core.errors import HyperparameterError, ShapeError
from guinet.core.loss import Loss
from guinet.core.module import Module, Port
from guinet.core.source import Source
from guinet.core.spec import FieldSpec, class_axis_of
from guinet.graph.analysis import Analysis
from guinet.graph.candidate import Candidate
from guinet.graph.composite import CompositeUse
from guinet.graph.model import Edge, Graph, Node
from guinet.graph.trial import Given, Trials
from guinet.modules.data.target import Target

__all__ = ["End", "Fit", "Fitting", "Hand"]

_MOST_TRIALS = 8
# Where nothing is known, one of each: features, image, sequence, whole numbers.
_ANYTHING = (
    FieldSpec((8,)),
    FieldSpec((8, 16, 16)),
    FieldSpec((16, 8)),
    FieldSpec((16,), "index", low=0, high=7),
)

End = tuple[str, str]
"""A node's id and the name of one of its ports."""


@dataclass(frozen=True)
class Hand:
    """What a new node would be joined with.

    Attributes
    ----------
    source
        The output whose wire would end at it, or None.
    target
        The input whose wire would begin at it, or None. With a source, too, it would stand on
        the edge between the two.
    """

    source: End | None = None
    target: End | None = None

    @classmethod
    def of_edge(cls, edge: Edge) -> Hand:
        """Return the ends of an edge that a node would be put on."""
        return cls((edge.source, edge.source_port), (edge.target, edge.target_port))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to join it with."""
        return self.source is None and self.target is None


@dataclass(frozen=True)
class Fit:
    """How something would fit.

    Attributes
    ----------
    level
        ``"ok"``; ``"mismatch"`` (it can be joined, and becomes a problem with fixes);
        ``"refused"`` (it has nothing to be joined by).
    module
        What would be placed: its width may have been set to the one that is wanted.
    reason
        One sentence where it does not fit.
    input, output
        Names of the ports that would be joined with source and target.
    arriving
        What would arrive at its inputs, None where that is not known.
    result
        What would come out of it, None where that is not known.
    waiting
        Names of the inputs that would still have no edge, where another one has.
    """

    level: Literal["ok", "mismatch", "refused"]
    module: Module
    reason: str = ""
    input: str | None = None
    output: str | None = None
    arriving: Given = ()
    result: FieldSpec | None = None
    waiting: tuple[str, ...] = ()


class Fitting:
    """Answers for many candidates and one hand; make one per search.

    Parameters
    ----------
    graph
        As drawn.
    fields
        What the data offer.
    analysis
        What is known about the outermost graph.
    hand
        What a new node would be joined with.
    prefix
        What the paths of the graph's nodes begin with, see `Standpoint.prefix`.

    Attributes
    ----------
    hand
        As given.
    inside
        Whether the graph is the inside of a composite.
    giver, taker
        The nodes of its source and of its target.
    """

    def __init__(
        self,
        graph: Graph,
        fields: Mapping[str, FieldSpec],
        analysis: Analysis,
        hand: Hand,
        prefix: str = "",
    ) -> None:
        self.hand = hand
        self.inside = bool(prefix)
        self.giver = None if hand.source is None else graph.nodes.get(hand.source[0])
        self.taker = None if hand.target is None else graph.nodes.get(hand.target[0])
        self._graph = graph
        self._fields = fields
        self._analysis = analysis
        self._trials = Trials(graph, analysis.flat, analysis.order, analysis.inference, prefix)

    @cached_property
    def spec(self) -> FieldSpec | None:
        """What the source gives; None where that is not known, or there is no source."""
        if self.hand.source is None or self.giver is None:
            return None
        return self._trials.spec(self.giver, self.hand.source[1])

    @cached_property
    def targets(self) -> tuple[FieldSpec, ...]:
        """What the Targets of the graph give, as far as known."""
        nodes = (node for node in self._graph.nodes.values() if isinstance(node.module, Target))
        specs = (self._trials.spec(node, "y") for node in nodes)
        return tuple(spec for spec in specs if spec is not None)

    def has(self, module_type: type[Module]) -> bool:
        """Whether the graph has a node of a type."""
        return any(type(node.module) is module_type for node in self._graph.nodes.values())

    def fit(self, candidate: Candidate) -> Fit:
        """Return how something new would fit."""
        if self.hand.source is not None:
            return self._after(candidate, candidate.inputs, {})
        if self.hand.target is not None:
            return self._before(candidate)
        return self._alone(candidate)

    def fit_node(self, node: Node) -> Fit:
        """Return how a node of the graph would fit, with those of its ports that have no edge."""
        wired = {edge.target_port for edge in self._graph.edges if edge.target == node.id}
        candidate = Candidate(node.module, self._graph.composites)
        free = tuple(port for port in candidate.inputs if port.name not in wired)
        known = self._trials.arriving(node)
        return self._after(candidate, free, {name: known.get(name) for name in wired})

    def _alone(self, candidate: Candidate) -> Fit:
        """Nothing in hand: of what brings data in the output is known, of others it is not."""
        module = candidate.module
        arriving: Given = (None,) * len(candidate.inputs)
        if isinstance(module, Source):
            arriving = (self._fields.get(module.field),)
        return self._tried(candidate, arriving, None, ())

    def _after(
        self, candidate: Candidate, inputs: tuple[Port, ...], known: Mapping[str, FieldSpec | None]
    ) -> Fit:
        name = _called(candidate)
        if not inputs:
            return Fit("refused", candidate.module, f"{name} has no input for a wire.")
        if self.hand.target is not None and not _outputs(candidate):
            return Fit("refused", candidate.module, f"{name} has no output for a wire.")
        fits: list[Fit] = []
        for port in sorted(inputs, key=self._unlikely):
            arriving = tuple(
                self.spec if each is port else known.get(each.name) for each in candidate.inputs
            )
            others = (p.name for p in candidate.inputs if p is not port and p.name not in known)
            fits.append(self._tried(candidate, arriving, port.name, tuple(others)))
            if fits[-1].level == "ok":
                return fits[-1]
        return fits[0]

    def _before(self, candidate: Candidate) -> Fit:
        if not _outputs(candidate):
            reason = f"{_called(candidate)} has no output for a wire."
            return Fit("refused", candidate.module, reason)
        if not candidate.inputs:
            known = [self._alone(variant) for variant in self._variants(candidate)]
            return next((fit for fit in known if fit.level == "ok"), known[0])
        # What will arrive at it is not known: it fits if it would with something likely.
        refused: list[Fit] = []
        for variant in self._variants(candidate):
            fits: dict[FieldSpec | None, Fit] = {}
            for spec in self._likely:
                fit = self._tried(variant, (spec,) * len(variant.inputs), None, ())
                if fit.level == "ok":
                    fits[fit.result] = fit
                else:
                    refused.append(fit)
                if len(fits) > 1:  # it depends
                    break
            if fits:
                fit = next(iter(fits.values()))
                result = fit.result if len(fits) == 1 else None
                return replace(fit, arriving=(None,) * len(variant.inputs), result=result)
        # One that read what was tried tells more than one that could not.
        return max(refused, key=lambda fit: fit.result is not None)

    def _tried(
        self, candidate: Candidate, arriving: Given, port: str | None, waiting: tuple[str, ...]
    ) -> Fit:
        """Return how it fits if this arrives; the first of its outputs that fits is joined."""
        module, outputs = candidate.module, _outputs(candidate)
        joined = outputs[0].name if self.hand.target is not None and outputs else None
        fit = Fit("ok", module, "", port, joined, arriving, None, waiting)
        try:
            gives = candidate.infer(arriving)
        except ShapeError as error:
            return replace(fit, level="mismatch", reason=str(error))
        if port is not None and waiting and self.spec is not None:
            # With an input unknown a module says nothing; its best case still tells the rank.
            reason = self._at_best(candidate, port)
            if reason:
                return replace(fit, level="mismatch", reason=reason)
        fit = replace(fit, result=gives[0] if gives else None)
        if self.hand.target is None:
            return fit
        reasons = []
        for output, spec in zip(outputs, gives, strict=True):
            reasons.append(self._refusal(spec))
            if not reasons[-1]:
                return replace(fit, output=output.name, result=spec)
        return replace(fit, level="mismatch", reason=reasons[0])

    def _at_best(self, candidate: Candidate, port: str) -> str:
        """Return what it says about an input, or one before it, if the same arrives at all."""
        try:
            candidate.infer((self.spec,) * len(candidate.inputs))
        except ShapeError as error:
            names = [each.name for each in candidate.inputs]
            return str(error) if error.port in names[: names.index(port) + 1] else ""
        return ""

    def _refusal(self, spec: FieldSpec | None) -> str:
        """Return what the target's node says to this, nothing if it can read it."""
        if spec is None or self.taker is None or self.hand.target is None:
            return ""
        try:
            self._trials.give(self.taker, self.hand.target[1], spec)
        except ShapeError as error:
            return str(error)
        return ""

    def _unlikely(self, port: Port) -> bool:
        """Whether an input comes after the others: right answers belong where they are asked."""
        return (port.name == "target") != (
            self.giver is not None and isinstance(self.giver.module, Target)
        )

    @cached_property
    def _likely(self) -> tuple[FieldSpec, ...]:
        """What might arrive at a new node: what flows at its neighbour and elsewhere."""
        found = dict.fromkeys(self._beside)
        for path in self._analysis.order:
            if len(found) >= _MOST_TRIALS - len(_ANYTHING):
                break
            found |= dict.fromkeys(self._analysis.inference.outputs.get(path, ()))
        return (*found, *_ANYTHING)

    @cached_property
    def _beside(self) -> tuple[FieldSpec, ...]:
        """What else arrives at the target's node."""
        if self.taker is None or self.hand.target is None:
            return ()
        arriving = self._trials.arriving(self.taker)
        return tuple(s for name, s in arriving.items() if s and name != self.hand.target[1])

    def _variants(self, candidate: Candidate) -> Iterator[Candidate]:
        """Yield it as it is, and as wide as what else arrives at the target's node."""
        yield candidate
        if isinstance(candidate.module, Target):
            yield Candidate(candidate.module.replace(encoding="binary"))
        width = candidate.module.width_field
        if width is None:
            return
        for spec in self._beside:
            if spec.shape:
                place = class_axis_of(len(spec.shape) + 1) - 1
                with suppress(HyperparameterError):
                    yield Candidate(candidate.module.replace(**{width: spec.shape[place]}))


def _outputs(candidate: Candidate) -> tuple[Port, ...]:
    # A network ends in its losses: on the canvas their output has no port.
    return () if isinstance(candidate.module, Loss) else candidate.outputs


def _called(candidate: Candidate) -> str:
    composite = isinstance(candidate.module, CompositeUse)
    return "The composite" if composite else candidate.module.type_name()
