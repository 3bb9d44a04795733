"""The plane inside an autoencoder: where its samples lie, and what each place stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guinet.core.errors import GuinetError
from guinet.core.types import Array
from guinet.lens.diverged import refuse_infinite
from guinet.lens.view import View

if TYPE_CHECKING:
    from guinet.lens.scene import Scene

__all__ = ["LatentPlane", "LatentPlaneOf", "narrowest"]


@dataclass(frozen=True, eq=False)
class LatentPlane:
    """Codes of samples, and decoded codes of a grid.

    Attributes
    ----------
    path
        Of the node whose output is the code.
    size
        Numbers in a code.
    codes
        (N, 2): the first two numbers of the code of each sample.
    labels
        Class of each sample, or None.
    xs, ys
        Places of the grid along both numbers; all others are 0 there.
    decoded
        (rows of y, columns of x, ...): what the network makes of them, in the units of the data.
    """

    path: str
    size: int
    codes: Array
    labels: Array | None
    xs: Array
    ys: Array
    decoded: Array


@dataclass(frozen=True)
class LatentPlaneOf(View):
    """What the code of an autoencoder stands for.

    Attributes
    ----------
    path
        Of the node whose output is the code; empty for the narrowest place.
    cells
        Places of the grid along each number.
    reach
        The grid goes from minus to plus this, in deviations of the codes; a variational
        autoencoder has them near 1.
    """

    path: str = ""
    cells: int = 9
    reach: float = 2.0

    def compute(self, scene: Scene) -> LatentPlane:
        """Encode the samples, and decode the grid."""
        judged = scene.first_judged()
        path = self.path or narrowest(scene)
        codes = scene.outputs("validation", [path], 1000).get(path)
        if codes is None:
            raise GuinetError(f"{path} cannot be computed yet.")
        shape = codes.shape[1:]
        flat = codes.reshape(len(codes), -1)
        size = flat.shape[1]
        shown = flat[:, :2] if size > 1 else np.hstack([flat, np.zeros_like(flat)])
        middle, deviation = shown.mean(axis=0), shown.std(axis=0)
        steps = np.linspace(-self.reach, self.reach, self.cells)
        xs, ys = (middle[k] + steps * (deviation[k] or 1.0) for k in (0, 1))
        if size == 1:
            ys = np.zeros(1)
        grid = np.zeros((len(ys), len(xs), size), np.float32)
        grid[..., 0] = xs
        if size > 1:
            grid[..., 1] = ys[:, None]
        given = grid.reshape(-1, *shape)
        made = scene.original(judged.target, scene.decoded(path, given, judged.prediction))
        refuse_infinite(codes, made)
        decoded = made.reshape(len(ys), len(xs), *made.shape[1:])
        labels = scene.labels("validation", 1000)
        return LatentPlane(path, size, shown, labels, xs, ys, decoded)


def narrowest(scene: Scene) -> str:
    """Return the node with the fewest outputs among those all of the way to the prediction.

    Only nodes without which nothing of the input reaches the prediction can be decoded from;
    of equally narrow ones the last counts, which is the sample in a variational autoencoder.

    Raises
    ------
    GuinetError
        If there is none narrower than the input.
    """
    judged, (start, _, spec) = scene.first_judged(), scene.only_input()
    end = judged.prediction.partition(":")[0]
    edges = [(edge.source, edge.target) for edge in scene.analysis.flat.edges]
    best, fewest = "", spec.size
    for path in scene.analysis.order:
        outputs = scene.analysis.outputs_of(path)
        if path in (start, end) or len(outputs) != 1 or outputs[0].kind != "float":
            continue
        if outputs[0].size <= fewest and _cuts(edges, start, end, path):
            best, fewest = path, outputs[0].size
    if not best or fewest >= spec.size:
        raise GuinetError("No place inside is narrower than the input, so there is no code.")
    return best


def _cuts(edges: list[tuple[str, str]], start: str, end: str, path: str) -> bool:
    """Whether every way from start to end leads through a node."""
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            if source == here and target != path and target not in reached:
                reached.add(target)
                waiting.append(target)
    if end in reached:
        return False
    ahead, waiting = {path}, [path]
    while waiting:
        here = waiting.pop()
        for source, target in edges:
            if source == here and target not in ahead:
                ahead.add(target)
                waiting.append(target)
    return end in ahead
