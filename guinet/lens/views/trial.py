"""What a network says about a sample that somebody made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.answered import known_scores
from guinet.lens.diverged import refuse_infinite
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["Answer", "FieldRange", "FieldRangeOf", "RawSample", "RawSampleOf", "TrialOf"]

_STEP = 1e-2
_MOST_SLOPES = 128


@dataclass(frozen=True, eq=False)
class Answer:
    """What the network says.

    Attributes
    ----------
    seen
        The sample as the network sees it: scaled.
    shares
        Probability of each class; scores where the loss knows none; None for numbers.
    probable
        Whether `shares` are probabilities.
    classes
        Names of the classes.
    said
        The class that is said; -1 for numbers.
    numbers
        The predicted numbers in the units of the data; none for classes.
    names
        Names of these numbers.
    slopes
        By how much the answer (the score of the class that is said, as the loss sees it, or the
        first of `numbers`) changes per 1 of each number of `seen`; None where there are too many.
    """

    seen: Array
    shares: Array | None
    probable: bool
    classes: tuple[str, ...]
    said: int
    numbers: Array
    names: tuple[str, ...]
    slopes: Array | None


@dataclass(frozen=True)
class TrialOf(View):
    """One sample in the units of the data.

    Attributes
    ----------
    content, shape
        Its float64 numbers as bytes, and their shape.
    slopes
        Whether to tell how the answer depends on each number.
    """

    content: bytes
    shape: tuple[int, ...]
    slopes: bool = False

    @classmethod
    def of(cls, values: Array, *, slopes: bool = False) -> Self:
        """Return the question for an array."""
        numbers = np.ascontiguousarray(values, np.float64)
        return cls(numbers.tobytes(), numbers.shape, slopes)

    def compute(self, scene: Scene) -> Answer:
        """Scale as the data are scaled, and predict in evaluation mode."""
        _, field, spec = scene.only_input()
        if self.shape != spec.shape:
            raise GuinetError(f"The network looks at {spec.text()}, and this is {self.shape}.")
        raw = np.frombuffer(self.content, np.float64).reshape(1, *self.shape)
        exact = scene.data.scaler.transform(field, raw)
        seen = exact.astype(np.float32 if spec.kind == "float" else np.int64)
        judged = scene.first_judged()
        prediction = self._predict(scene, field, seen)
        said = int(judged.answers(prediction).ravel()[0]) if judged.classes else -1
        shares, probable, numbers = None, False, np.zeros(0)
        if judged.classes:
            scores, probable = known_scores(judged, prediction)
            shares = scores[0]
        else:
            numbers = scene.original(judged.target, prediction).ravel()
            refuse_infinite(numbers)
        names = tuple(f"y{n + 1}" for n in range(len(numbers))) if len(numbers) > 1 else ("y",)
        slopes = None
        if self.slopes and spec.kind == "float" and spec.size <= _MOST_SLOPES:
            slopes = self._slopes(scene, field, seen, max(said, 0))
        return Answer(seen[0], shares, probable, judged.classes, said, numbers, names, slopes)

    def _predict(self, scene: Scene, field: str, samples: Array) -> Array:
        name = scene.first_judged().prediction
        found = scene.evaluate({field: samples}, [name])
        if name not in found:
            raise GuinetError("The prediction cannot be computed from the input alone.")
        return found[name]

    def _slopes(self, scene: Scene, field: str, seen: Array, output: int) -> Array:
        """Return central differences of the answer along each input."""
        size = seen.size
        steps = (_STEP * np.eye(size, dtype=np.float32)).reshape(size, *seen.shape[1:])
        both = np.concatenate([seen + steps, seen - steps])
        answers, judged = self._predict(scene, field, both), scene.first_judged()
        if not judged.classes:
            answers = scene.original(judged.target, answers)
        flat = answers.reshape(len(answers), -1).astype(np.float64)
        if judged.is_single:
            score = flat[:, 0] if output == 1 or not judged.classes else -flat[:, 0]
        else:
            score = flat[:, output]
        slopes: Array = (score[:size] - score[size:]) / (2 * _STEP)
        return slopes.reshape(seen.shape[1:])


@dataclass(frozen=True, eq=False)
class FieldRange:
    """Where the numbers of the input lie, in the units of the data.

    Attributes
    ----------
    low, high, mean
        Of each number over both parts.
    names
        Of the columns.
    """

    low: Array
    high: Array
    mean: Array
    names: tuple[str, ...]


@dataclass(frozen=True)
class FieldRangeOf(View):
    """Range of the field of the only input."""

    def compute(self, scene: Scene) -> FieldRange:
        """Measure both parts."""
        _, field, spec = scene.only_input()
        parts = [scene.data.train[field], scene.data.validation[field]]
        low = np.minimum.reduce([part.min(axis=0) for part in parts if len(part)])
        high = np.maximum.reduce([part.max(axis=0) for part in parts if len(part)])
        mean = parts[0].mean(axis=0)
        low, high, mean = (scene.data.scaler.inverse(field, v) for v in (low, high, mean))
        columns = scene.data.columns.get(field, ())
        names = columns if len(columns) == spec.size else ()
        return FieldRange(low, high, mean, names or tuple(f"x{n + 1}" for n in range(spec.size)))


@dataclass(frozen=True, eq=False)
class RawSample:
    """A sample of the data in their units, with its true answer in words."""

    values: Array
    truth: str
    index: int


@dataclass(frozen=True)
class RawSampleOf(View):
    """A sample of the validation part, by its place, counted round."""

    place: int

    def compute(self, scene: Scene) -> RawSample:
        """Read it off."""
        field = scene.only_input().field
        indices, samples = scene.index("validation"), scene.part("validation")[field]
        place = self.place % len(indices)
        values = scene.data.scaler.inverse(field, samples[place].astype(np.float64))
        return RawSample(values, self._truth(scene, place), int(indices[place]))

    def _truth(self, scene: Scene, place: int) -> str:
        judged = scene.first_judged()
        found = scene.outputs("validation", [judged.target])[judged.target][place : place + 1]
        if judged.classes:
            return judged.classes[int(judged.truths(found).ravel()[0])]
        numbers = scene.original(judged.target, found).ravel()
        return ", ".join(f"{number:.4g}" for number in numbers[:6])
