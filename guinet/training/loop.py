"""Training without a window: a generator of messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from threadpoolctl import threadpool_limits

from guinet.core.types import Array
from guinet.data.prepare import PreparedData, prepare
from guinet.data.spec import DataSpec
from guinet.graph.model import Graph
from guinet.training.messages import Finished, Message
from guinet.training.recipe import Recipe
from guinet.training.session import Session

__all__ = ["run"]


def run(
    graph: Graph,
    data: DataSpec | PreparedData,
    recipe: Recipe,
    *,
    epochs: int | None = None,
    workers: int | None = None,
    weights: Mapping[str, Array] | None = None,
    state: Mapping[str, Array] | None = None,
) -> Iterator[Message]:
    """Train, and tell what happens.

    The same graph, data, recipe and worker count give the same numbers, bit for bit.

    Parameters
    ----------
    graph, data, recipe
        What a project holds; data may be prepared already.
    epochs
        Passes over the training part; None for those of the recipe.
    workers
        Processes that share the work of a step; None for those of the recipe.
    weights, state
        Arrays by public name to begin with; fresh ones where they are None or do not fit.

    Yields
    ------
    `Prepared`, an `Epoch` after each epoch, then the final `Snapshot` and `Finished`; and a
    `Notice` where something went another way than asked for.

    Raises
    ------
    DataError
        If the data cannot be read.
    TrainingError
        If the graph has errors; the sentence is that of the first one, ``node`` its path.
    """
    if epochs is not None:
        recipe = recipe.replace(epochs=epochs)
    # One BLAS thread: faster at these sizes, and the same numbers on every machine's core count.
    with threadpool_limits(limits=1, user_api="blas"):
        prepared = data if isinstance(data, PreparedData) else prepare(data)
        session = Session(graph, prepared, recipe, weights=weights, state=state, workers=workers)
        yield session.prepared(plan=1)
        yield from session.notices()
        while True:
            for message in session.advance():
                if isinstance(message, Finished):
                    yield session.snapshot()
                    yield message
                    return
                yield message
