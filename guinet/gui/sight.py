"""What the window sees of the inside of the network: who looks at what, and the newest pictures.

The sight owns the client of the observer. It hands it the network, the data and the newest
weights, as the bridge has them, and the views that are visible; it tells what was seen. Without
anybody looking there is no process and nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from guinet.data.spec import DataSpec
from guinet.document.diff import ProjectDiff
from guinet.graph.model import Graph
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.sample_choice import SampleChoice
from guinet.lens.client import ObserverClient
from guinet.lens.messages import Answer, Ask, Look, Seen, Show, Told, Unable, Weigh
from guinet.lens.same import same
from guinet.lens.view import Moment, Unseen, View
from guinet.training.messages import Snapshot

__all__ = ["Sight"]

_FRAME_MS = 33
_SHOW_MS = 50
_MOST_KEPT = 400


class Sight(QObject):
    """Asks the observer for what is looked at, and keeps what it saw last.

    Signals
    -------
    seen
        A `View` and its result (an `Unseen` where there is none now): the very object of the
        last time if it still says the same, so that nothing need be drawn anew.
    outdated
        A set of views whose nodes are no longer as they were seen: of another type, with other
        settings, or with other inputs or outputs.
    forgot
        Another project was opened or the run begins anew: nothing that was seen holds.

    Attributes
    ----------
    moment
        When the weights were as the newest picture shows them.
    sample
        Which sample is shown where a single one is.
    """

    seen = Signal(object, object)
    outdated = Signal(object)
    forgot = Signal()

    def __init__(
        self,
        editor: Editor,
        bridge: Bridge,
        parent: QObject | None = None,
        make_client: Callable[[], ObserverClient] = ObserverClient,
    ) -> None:
        super().__init__(bridge if parent is None else parent)
        self._editor = editor
        self._bridge = bridge
        self._client = make_client()
        self._looks: dict[int, tuple[View, ...]] = {}  # by the id of their owner
        self._told: tuple[View, ...] = ()
        self._results: dict[View, Any] = {}
        self._nodes: dict[View, object] = {}  # as they were when they were seen
        self._answered: set[View] = set()
        self._questions: dict[int, Callable[[Any], None]] = {}
        self._number = 0
        self._graph: Graph | None = None
        self._rest: tuple[DataSpec, int, int] | None = None
        self._shown = 0
        self._snapshot: Snapshot | None = None
        self._at_rest = True
        self._died = self._closed = False
        self.moment = Moment(0, 0)
        self.sample = SampleChoice(editor, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.poll)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SHOW_MS)
        self._soon.timeout.connect(self._tell)
        bridge.snapshot.connect(self._on_change)
        bridge.state_changed.connect(self._on_change)
        bridge.prepared.connect(self._on_change)
        bridge.restarted.connect(self._on_restarted)
        editor.project_changed.connect(self._on_project_changed)
        editor.analysis_changed.connect(self._on_analysis)
        editor.document_replaced.connect(self._on_restarted)

    @property
    def pid(self) -> int | None:
        """Number of the observer's process, or None while there is none."""
        return self._client.pid

    @property
    def is_behind(self) -> bool:
        """Whether something that is looked at was not seen yet."""
        return any(view not in self._answered for view in self._told)

    def look(self, owner: QObject, views: Iterable[View]) -> None:
        """Say what an owner shows now, instead of what it showed before; nothing: it is hidden.

        Equal views of several owners are computed once.
        """
        wanted, key = tuple(views), id(owner)
        if wanted == self._looks.get(key, ()):
            return
        if key not in self._looks:
            owner.destroyed.connect(lambda: self._forget(key))
        self._looks[key] = wanted
        self._soon.start(0)

    def newest(self, view: View) -> Any:
        """Return what was seen last, or None."""
        return self._results.get(view)

    def ask(self, view: View, answer: Callable[[Any], None]) -> None:
        """Ask once, with the newest weights; ``answer`` gets the result, or an `Unseen`.

        A method of a `QObject` that is gone by then is not called.

        Without a network that runs the answer is an `Unseen` with the reason.
        """
        self._number += 1
        self._questions[self._number] = answer
        self._tell()
        self._send(Ask(self._number, view))

    def shutdown(self) -> None:
        """End the process; whoever looks or asks from now on sees nothing more."""
        self._timer.stop()
        self._soon.stop()
        self._closed = True
        self._client.close()

    def poll(self) -> None:
        """Pick up what was seen."""
        found, end = self._client.poll()
        for one in found:
            match one:
                case Seen():
                    self._take(one)
                case Answer():
                    answer = self._questions.pop(one.number, None)
                    if answer is not None and _is_there(answer):
                        answer(one.result)
                case Unable():
                    for view in self._told:
                        self.seen.emit(view, Unseen(one.message))
        if end:
            self._lose(end)

    def _take(self, seen: Seen) -> None:
        # A view that nobody looks at any more may still have been under way, and one of a network
        # that has changed meanwhile: its numbers need not fit what is there now.
        if seen.view in self._told and seen.shown == self._shown and self._has_told_network():
            self._answered.add(seen.view)
            self.moment = seen.moment
            result = seen.result
            if not isinstance(result, Unseen):
                known = self._results.get(seen.view)
                result = known if same(known, result) else result
                self._results[seen.view] = result
                self._nodes[seen.view] = self._node_of(seen.view)
            while len(self._results) > max(_MOST_KEPT, len(self._told)):
                oldest = next(iter(self._results))
                del self._results[oldest], self._nodes[oldest]
            self.seen.emit(seen.view, result)

    def _lose(self, reason: str) -> None:
        """Hear that the process is gone: it is started again once, by the next look."""
        questions, self._questions = self._questions, {}
        gone = Unseen(f"The process that looks into the network is gone: {reason}.")
        for answer in filter(_is_there, questions.values()):
            answer(gone)
        for view in self._told:
            self.seen.emit(view, gone)
        self._graph, self._snapshot, self._told = None, None, ()
        # Where it dies at once again, one trial for each change of the network is enough.
        again, self._died = not self._died, True
        if again:
            self._soon.start()

    def _forget(self, key: int) -> None:
        self._looks.pop(key, None)
        if isValid(self):
            self._soon.start(0)

    def _on_project_changed(self, diff: ProjectDiff) -> None:
        """Hand the data over once more where a file of theirs is to be read again."""
        if diff.data_changed:
            self._rest = None

    def _on_change(self, _: object = None) -> None:
        if self._client.started or any(self._looks.values()):
            self._soon.start()

    def _on_analysis(self) -> None:
        """Forget what was seen of nodes that have become others."""
        gone = {view for view, node in self._nodes.items() if node != self._node_of(view)}
        for view in gone:
            del self._results[view], self._nodes[view]
        self._answered -= gone
        if gone:
            self._graph = None  # to be looked at anew, whatever it was that changed
            self.outdated.emit(gone)
        self._on_change()

    def _node_of(self, view: View) -> object:
        """Return what the shape of a result can depend on: the node, its inputs and outputs."""
        path, analysis = view.node, self._editor.analysis
        node = analysis.flat.nodes.get(path)
        if node is None:
            return None
        return node.module, analysis.inputs_of(path), analysis.inference.outputs.get(path)

    def _on_restarted(self) -> None:
        self._results.clear()
        self._nodes.clear()
        self._answered.clear()
        self._died = False
        self.forgot.emit()
        self._on_change()

    def _tell(self) -> None:
        """Bring the observer up to date."""
        if self._closed:
            return
        views = tuple(dict.fromkeys(view for views in self._looks.values() for view in views))
        if not self._client.started:
            if not views and not self._questions:
                return
            self._client.start()
            self._timer.start()
        self._tell_network()
        self._tell_weights()
        if views != self._told:
            self._told = views
            self._answered &= set(views)
            self._send(Look(views))

    def _tell_network(self) -> None:
        project = self._editor.project
        if project.data.source.awaits_reading():
            return  # It is read here first, where it can be given up.
        if not self._has_told_network():
            self._graph, self._rest = project.graph, self._what_else()
            self._shown += 1
            self._send(Show(project.graph, *self._rest, self._shown))

    def _has_told_network(self) -> bool:
        """Say whether the observer knows of the network and the data that are there now."""
        # Graphs are values that share what did not change; to compare large ones takes long.
        return self._graph is self._editor.project.graph and self._rest == self._what_else()

    def _what_else(self) -> tuple[DataSpec, int, int]:
        project = self._editor.project
        return project.data, project.recipe.batch_size, project.recipe.seed

    def _tell_weights(self) -> None:
        snapshot, at_rest = self._bridge.last_snapshot, not self._bridge.running
        if snapshot is None or (snapshot is self._snapshot and at_rest is self._at_rest):
            return
        self._snapshot, self._at_rest = snapshot, at_rest
        moment = Moment(snapshot.epoch, snapshot.step)
        self._send(Weigh(snapshot.weights, snapshot.state, moment, at_rest))

    def _send(self, told: Told) -> None:
        try:
            self._client.tell(told)
        except Exception as error:  # a plugin's module may refuse to be pickled in any way
            for view in self._told:
                self.seen.emit(view, Unseen(f"The network cannot be handed over: {error}."))


def _is_there(answer: Callable[[Any], None]) -> bool:
    """Whether whoever asked still lives: a plot may be gone before its answer comes."""
    owner = getattr(answer, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
