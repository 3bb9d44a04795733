"""What goes wrong in a team is told in a sentence, and training goes on as one process would."""

from __future__ import annotations

import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guinet.core.errors import DataError, GuinetError
from guinet.core.types import Array
from guinet.engine.network import Network
from guinet.engine.team.executor import TeamExecutor
from guinet.engine.team.meeting import Meeting, PartnerLostError
from guinet.engine.team.team import Team
from guinet.graph import edits
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.modules.activation.tanh import Tanh
from guinet.optim.sgd import SGD

FIELDS = {"x": (6,), "y": (3,)}


def graph() -> Graph:
    b = GraphBuilder()
    hidden = b.add("Tanh", b.add("Linear", b.add("Input"), out_features=5), name="hidden")
    shift = b.add("Constant", value=0.3, name="shift")
    out = b.add("Add", b.add("Linear", hidden, out_features=3), shift, name="out")
    b.add("MSELoss", out, b.add("Target"), name="loss")
    return b.build()


def with_activation(module: Tanh) -> Graph:
    return edits.set_module(graph(), graph().by_name("hidden").id, module)


def batches(count: int = 6) -> list[dict[str, Array]]:
    rng = np.random.default_rng(1)
    return [{n: rng.standard_normal((8, *s)) for n, s in FIELDS.items()} for _ in range(count)]


Make = Callable[..., Network]


@pytest.fixture
def network() -> Iterator[Make]:
    made: list[Network] = []

    def make(drawn: Graph | None = None, workers: int = 2, **settings: Any) -> Network:
        options = {"dtype": "float64", "seed": 3, "workers": workers} | settings
        made.append(Network(drawn or graph(), FIELDS, 8, **options))
        return made[-1]

    yield make
    for net in made:
        executor = net.executor
        if isinstance(executor, TeamExecutor) and executor.team is not None:
            executor.team.close()


def team_of(net: Network) -> Team:
    assert isinstance(net.executor, TeamExecutor)
    assert net.executor.team is not None
    return net.executor.team


def assert_alone_and_right(net: Network, alone: Network, notice: str) -> None:
    """Hold the rest of a training against that of one process."""
    one, other = alone.trainer("adam", 0.01), net.trainer("adam", 0.01)
    for batch in batches():
        assert other.step(batch) == pytest.approx(one.step(batch), rel=1e-9)
    assert net.workers == 1
    assert len(net.notices) == 1
    assert notice in net.notices[0]


def test_a_step_that_was_broken_off_ends_the_team(network: Make, monkeypatch: Any) -> None:
    net, alone = network(), network(workers=1)
    pairs = [n.trainer("adam", 0.01) for n in (alone, net)]
    first, broken, *rest = batches()
    for trainer in pairs:
        trainer.step(first)

    def interrupted(self: Meeting) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Meeting, "meet", interrupted)
        with pytest.raises(KeyboardInterrupt):
            pairs[1].step(broken)
    for batch in rest:
        one, other = (trainer.step(batch) for trainer in pairs)
        assert other == pytest.approx(one, rel=1e-9)
    assert (net.workers, pairs[1].updates) == (1, len(rest) + 1)
    assert "a step was broken off" in net.notices[0]


def test_a_team_that_is_starved_ends_between_two_steps(network: Make, monkeypatch: Any) -> None:
    net, alone = network(), network(workers=1)
    pairs = [n.trainer("adam", 0.01) for n in (alone, net)]
    for number, batch in enumerate(batches()):
        if number == 2:
            monkeypatch.setattr(Meeting, "is_worthwhile", lambda self: False)
        one, other = (trainer.step(batch, observe=True) for trainer in pairs)
        assert other == pytest.approx(one, rel=1e-9)
        for of in ("edge_activations", "edge_gradients", "update_ratios"):
            known, found = (getattr(trainer, of)() for trainer in pairs)
            np.testing.assert_allclose(found, known, rtol=1e-7, atol=1e-15)
        assert net.workers == (2 if number < 2 else 1)
    assert "too little time" in net.notices[0]


def test_others_who_keep_one_waiting_are_not_worth_it() -> None:
    meeting = Meeting(np.zeros((1, 8), np.int64), 0, lambda: True)
    meeting.meet()
    assert meeting.is_worthwhile()  # too early to say
    meeting._counted_from -= 10.0
    meeting._waited_s = 9.0
    assert not meeting.is_worthwhile()
    meeting._counted_from -= 10.0
    assert meeting.is_worthwhile()


def test_a_process_lost_after_the_step_leaves_what_was_observed(network: Make) -> None:
    net = network()
    trainer = net.trainer("sgd", 0.1)
    trainer.step(batches()[0])
    team = team_of(net)
    step = team.step

    def lost_at_the_end(*arguments: Any) -> float:
        lost = PartnerLostError("it has ended")
        lost.loss = step(*arguments)
        raise lost

    team.step = lost_at_the_end  # type: ignore[method-assign]
    assert np.isfinite(trainer.step(batches()[1], observe=True))
    assert (net.workers, trainer.updates) == (1, 2)
    assert "missed the last update" in net.notices[0]
    assert np.isfinite(trainer.edge_activations()).all()


def test_a_module_that_cannot_be_sent_is_trained_by_one(network: Make) -> None:
    class Local(Tanh):
        """Of a function, so that nobody can import it."""

    drawn = with_activation(Local())
    assert_alone_and_right(network(drawn), network(drawn, workers=1), "could not be started")
    waiting = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert all(timer.finished.is_set() for timer in waiting)  # or the program would not end


def test_a_module_that_only_this_process_knows_is_trained_by_one(
    network: Make, monkeypatch: Any, capfd: Any
) -> None:
    home = types.ModuleType("only_here")
    home.Known = type("Known", (Tanh,), {"__module__": "only_here", "__doc__": "Tanh."})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "only_here", home)
    drawn = with_activation(home.Known())
    assert_alone_and_right(network(drawn), network(drawn, workers=1), "only_here")
    assert capfd.readouterr().err == ""


def test_an_optimizer_that_keeps_too_much_is_applied_by_one(network: Make) -> None:
    class Hoarder(SGD):
        """SGD that keeps what it does not need."""

        slots = ("one", "two", "three", "four")

    net, alone = network(), network(workers=1)
    for batch in batches(2):
        losses = [n.trainer(Hoarder(), 0.1).step(batch) for n in (net, alone)]
        assert losses[0] == pytest.approx(losses[1], rel=1e-9)
    assert net.workers == 1
    assert "keeps more than 3" in net.notices[0]


@pytest.mark.parametrize(("width", "depth", "tracks"), [(2, 90, True), (2500, 1, False)])
def test_batch_statistics_find_room_to_be_exchanged(
    network: Make, width: int, depth: int, tracks: bool
) -> None:
    b = GraphBuilder()
    h = b.add("Input")
    for _ in range(depth):
        h = b.add("Linear", h, out_features=width)
        h = b.add("BatchNorm", h, track_running_stats=tracks)
    b.add("MSELoss", b.add("Linear", h, out_features=3), b.add("Target"))
    net = network(b.build())
    assert np.isfinite(net.trainer("sgd", 0.01).step(batches()[0]))
    assert (net.workers, net.notices) == (2, [])


def test_what_is_fused_away_is_measured_over_the_whole_batch() -> None:
    b = GraphBuilder()
    convolved = b.add("ReLU", b.add("Conv2d", b.add("Input"), out_channels=4, kernel_size=3))
    pooled = b.add("MaxPool2d", convolved, kernel_size=2)
    b.add("MSELoss", b.add("Linear", b.add("Flatten", pooled), out_features=3), b.add("Target"))
    fields = {"x": (2, 10, 10), "y": (3,)}
    rng = np.random.default_rng(0)
    batch = {name: rng.standard_normal((9, *shape)) for name, shape in fields.items()}
    seen = []
    for workers in (1, 2, 3):
        net = Network(b.build(), fields, 9, dtype="float64", workers=workers, keep=())
        trainer = net.trainer("sgd", 0.1)
        trainer.step(batch, observe=True)
        assert net.workers == workers
        seen.append((trainer.edge_activations(), trainer.edge_gradients()))
        if workers > 1:
            team_of(net).close()
    np.testing.assert_allclose(seen[1], seen[0], rtol=1e-9)
    np.testing.assert_allclose(seen[2], seen[0], rtol=1e-9)


def test_what_has_no_batch_axis_is_kept_too(network: Make) -> None:
    net, alone = network(keep=["shift"]), network(workers=1, keep=["shift"])
    for each in (net, alone):
        each.trainer("sgd", 0.1).step(batches()[0])
    for name in ("shift", "loss"):
        assert net.output(name).dtype == alone.output(name).dtype
        assert net.output(name) == pytest.approx(float(alone.output(name)), rel=1e-9)
    with pytest.raises(GuinetError, match="keep"):
        net.output("hidden")


def test_a_wrong_batch_leaves_no_mixture_behind(network: Make) -> None:
    net = network()
    trainer = net.trainer("sgd", 0.1)
    first, second, *_ = batches()
    trainer.step(first)
    before = net.weights
    second["y"][3, 1] = np.nan
    with pytest.raises(DataError, match="holds nan in sample 3"):
        trainer.step(second)
    with pytest.raises(GuinetError, match="no value yet"):
        net.output("hidden")
    assert all(np.array_equal(array, before[name]) for name, array in net.weights.items())
    assert np.isfinite(trainer.step(first))


def test_the_node_where_a_gradient_overflows_is_named_as_by_one(network: Make) -> None:
    b = GraphBuilder()
    hidden = b.add("Linear", b.add("Input"), out_features=3, bias=False, name="hidden")
    small = b.add("Scale", hidden, name="small")
    b.add("MSELoss", small, b.add("Target"), name="loss")
    batch = {"x": np.ones((8, 6)), "y": np.zeros((8, 3))}
    for workers in (1, 2):
        net = network(b.build(), workers, keep=())
        # A loss of 1e300, whose gradient to the factors is 1e310.
        net.set_weights({"hidden.weight": np.full((3, 6), 1e160)})
        net.set_weights({"small.weight": np.full(1, 1e-10)})
        assert np.isnan(net.trainer("sgd", 0.1).step(batch))
        assert net.workers == workers
        assert net.first_nonfinite() == "small"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("steps", [0, 1])
def test_nothing_is_left_of_a_program_that_is_killed(tmp_path: Path, steps: int) -> None:
    script = (
        "import os, signal, sys\n"
        "import numpy as np\n"
        "from guinet.core import shared_block\n"
        "from guinet.engine.network import Network\n"
        "from tests.engine.team.test_trouble import FIELDS, batches, graph, team_of\n"
        "shared_block._folder = lambda size: sys.argv[1]\n"
        "net = Network(graph(), FIELDS, 8, workers=2)\n"
        "trainer = net.trainer('sgd')\n"
        f"for batch in batches({steps}):\n"
        "    trainer.step(batch)\n"
        "print(*[process.pid for process in team_of(net)._processes], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    # The pipe ends when nobody holds it any more: the other process has gone, too.
    assert (len(found.stdout.split()), found.stderr) == (steps, "")
    assert list(tmp_path.iterdir()) == []
