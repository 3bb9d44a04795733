"""What happens around the hand: the training process speaks, windows change, files open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guinet.graph.composite import CompositeUse
from guinet.gui import theme
from guinet.project.project import Project
from guinet.training.messages import LossPoint, Prepared, Snapshot, State, Telemetry
from tests.gui.fakes import FakeClient, epoch

if TYPE_CHECKING:
    from tests.gui.restless.hand import Restless

__all__ = ["Surroundings"]

_ADDED = ("Linear", "ReLU", "Add", "Concat", "Conv2d", "MSELoss", "Input", "Reroute")
_COMPOSITES = ("ResidualBlock", "TransformerEncoderLayer", "ConvNormActivation")
_LARGEST_WEIGHT = 4096


class Surroundings:
    """Adding, undoing, entering; the run, the window, another document."""

    def __init__(self, hand: Restless, client: FakeClient, projects: list[Project]) -> None:
        self._hand = hand
        self._client = client
        self._projects = projects
        self._step = 0

    def add(self) -> None:
        """Add a module, or a composite of the library."""
        rng = self._hand.rng
        name = rng.choice(_COMPOSITES if rng.random() < 0.25 else _ADDED)
        self._hand.log.append(f"add {name}")
        self._hand.view.add_module(name)

    def undo_or_redo(self) -> None:
        """Go some steps back and forth."""
        document = self._hand.window.editor.document
        for _ in range(self._hand.rng.randint(1, 4)):
            back = self._hand.rng.random() < 0.6
            words = document.undo_label if back else document.redo_label
            self._hand.log.append(f"{'undo' if back else 'redo'} {words}")
            (document.undo if back else document.redo)()

    def enter_or_leave(self) -> None:
        """Go into a composite, or out of one, in one of the ways there are."""
        hand, rng = self._hand, self._hand.rng
        editor, view = hand.window.editor, hand.view
        uses = [
            id for id, node in editor.graph.nodes.items() if isinstance(node.module, CompositeUse)
        ]
        if uses and (not editor.scope or rng.random() < 0.6):
            hand.log.append("enter")
            view.composites.enter(rng.choice(uses))
        elif editor.scope:
            depth = rng.randrange(len(editor.standpoint.uses))
            hand.log.append(f"leave to {depth}")
            view.breadcrumbs.crumb(depth).click()

    def report(self) -> None:
        """Let the training process say something, now or about a plan that is gone."""
        hand, rng, client = self._hand, self._hand.rng, self._client
        bridge, analysis = hand.window.bridge, hand.window.editor.analysis
        self._step += 1
        known = bridge.preparation
        if known is None or rng.random() < 0.3:
            edges = tuple(analysis.flat.edges)
            nodes = tuple(p for p in analysis.flat.nodes if analysis.weight_count(p))
            known = Prepared(self._step, edges, nodes, hand.window.editor.fields, 320, 80)
            client.inbox.append(known)
            client.inbox.append(Snapshot(self._weights(), {}, self._step, self._step))
        hand.log.append(f"the run reports, plan {known.plan}")
        client.inbox.append(State(rng.choice(("running", "running", "paused")), 1, self._step))
        client.inbox.append(epoch(self._step, rng.random(), rng.random()))
        client.points.append(LossPoint(self._step, 1, rng.random(), 0.0, 1.0))
        draw = np.random.default_rng(self._step)
        sizes = draw.lognormal(size=(2, len(known.edges)))
        client.frame = Telemetry(
            known.plan, 1, self._step, 0.5, 0.01, 90.0, 0.5, *sizes, draw.random(len(known.nodes))
        )
        bridge.poll()

    def resize(self) -> None:
        """Make the window larger or smaller."""
        rng = self._hand.rng
        size = rng.choice((700, 1000, 1280, 1600)), rng.choice((520, 700, 800, 1000))
        self._hand.log.append(f"resize to {size}")
        self._hand.window.resize(*size)

    def change_theme(self) -> None:
        """Change to another theme."""
        name = self._hand.rng.choice(("dark", "light"))
        self._hand.log.append(f"theme {name}")
        theme.set_theme(name)

    def open_another(self) -> None:
        """Open another document: from here on, all is undone to its beginning."""
        self._hand.log.append("open another document")
        self._hand.begin(self._hand.rng.choice(self._projects))

    def _weights(self) -> dict[str, np.ndarray]:
        analysis = self._hand.window.editor.analysis
        draw, found = np.random.default_rng(self._step), {}
        for path, node in analysis.flat.nodes.items():
            specs = analysis.inputs_of(path)
            if path in analysis.inference.outputs and None not in specs:
                for name, weight in node.module.weights(specs).items():
                    if weight.size <= _LARGEST_WEIGHT:
                        found[f"{path}.{name}"] = draw.normal(size=weight.shape)
        return found
