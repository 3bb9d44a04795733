"""Weights stay where their node goes: into composites, out of them, away and back."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.data.prepare import prepare
from guinet.graph import edits
from guinet.graph.builder import GraphBuilder
from guinet.graph.definitions import make_unique
from guinet.graph.grouping import group
from guinet.graph.model import Graph
from guinet.graph.swapping import swap
from guinet.graph.ungrouping import ungroup
from guinet.graph.wiring import dissolve
from guinet.modules import modules
from guinet.optim.adam import Adam
from guinet.optim.sgd import SGD
from guinet.training import memory
from guinet.training.board import Board
from guinet.training.commands import Load, Reset, Step, TakeSnapshot, Update
from guinet.training.learned import Place
from guinet.training.messages import Snapshot
from guinet.training.moves import moves
from guinet.training.recipe import Recipe
from guinet.training.session import Session
from tests.training.conftest import MOONS, moons_graph
from tests.training.test_controller import Parent

RECIPE = Recipe(optimizer=Adam(), batch_size=64, epochs=9)


@pytest.fixture(scope="module")
def moons():
    return prepare(MOONS)


def tower() -> Graph:
    """Two uses of one composite that hold a Linear of one shape each, and a plain one."""
    inner = GraphBuilder()
    h = inner.add("Linear", inner.add("Inlet", name="x"), out_features=4, name="linear")
    inner.add("Outlet", inner.add("Tanh", h, name="act"), name="y")
    b = GraphBuilder()
    b.define("cell", inner.build())
    h = b.add("Linear", b.add("Input"), out_features=4, name="first")
    h = b.add("cell", b.add("cell", h, name="one"), name="two")
    h = b.add("Linear", h, out_features=2, name="out")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    return b.build()


def id_of(graph: Graph, name: str) -> str:
    node = graph.by_name(name)
    assert node is not None
    return node.id


def trained(graph: Graph, moons, steps: int = 5) -> Session:
    session = Session(graph, moons, RECIPE)
    for _ in range(steps):
        session.advance()
    return session


def slots_by_path(session: Session) -> dict[tuple[str, str], np.ndarray]:
    """Return what the optimizer keeps, by slot and public name of the weight."""
    parameters = session.network.executor.parameters
    return {
        (slot, name): array
        for slot, flat in session.trainer._slots.items()
        for name, array in parameters.named(parameters.views(flat)).items()
    }


def assert_kept(before: Session, after: Session, renamed: dict[str, str] | None = None) -> None:
    """Assert that what both networks learned is equal; ``renamed`` tells new from old paths."""
    names = renamed or {}

    def new(name: str) -> str:
        path, _, own = name.rpartition(".")
        for old, now in names.items():
            if path == old or path.startswith(f"{old}."):
                path = now + path.removeprefix(old)
                break
        return f"{path}.{own}"

    for then, now in (
        (before.network.weights, after.network.weights),
        (before.network.state, after.network.state),
    ):
        assert now.keys() == {new(name) for name in then}
        for name, array in then.items():
            np.testing.assert_array_equal(now[new(name)], array, err_msg=name)
    slots = slots_by_path(after)
    assert slots
    for (slot, name), array in slots_by_path(before).items():
        np.testing.assert_array_equal(slots[slot, new(name)], array, err_msg=f"{slot} {name}")
    assert after.trainer.updates == before.trainer.updates
    assert after.prepared(2).fresh == ()


def test_grouping_and_ungrouping_keep_all_that_was_learned(moons):
    before = trained(moons_graph(), moons)
    inside = [id_of(before.graph, name) for name in ("hidden", "norm", "relu1")]
    found = group(before.graph, inside)
    grouped = before.changed(found.graph, moons, RECIPE)
    assert_kept(before, grouped, {name: f"group1.{name}" for name in ("hidden", "norm")})
    grouped.advance()
    deeper = group(grouped.graph, [found.use, id_of(grouped.graph, "drop")])
    deep = grouped.changed(deeper.graph, moons, RECIPE)
    assert_kept(grouped, deep, {"group1": "group2_1.group1"})
    deep.advance()
    apart = deep.changed(ungroup(deeper.graph, deeper.use).graph, moons, RECIPE)
    assert_kept(deep, apart, {"group2_1.group1": "group1"})
    back = apart.changed(ungroup(apart.graph, found.use).graph, moons, RECIPE)
    assert_kept(apart, back, {f"group1.{name}": name for name in ("hidden", "norm")})


def test_grouping_goes_on_as_if_nothing_had_been_done(moons):
    plain, changed = (trained(tower(), moons, 3) for _ in range(2))
    found = group(changed.graph, [id_of(changed.graph, name) for name in ("first", "one")])
    changed = changed.changed(found.graph, moons, RECIPE)
    for _ in range(3):
        plain.advance()
        changed.advance()
        assert plain.loss == changed.loss


def test_each_use_that_is_taken_apart_keeps_its_own_weights(moons):
    before = trained(tower(), moons)
    one, two = id_of(before.graph, "one"), id_of(before.graph, "two")
    graph, ids = ungroup(before.graph, one)
    graph, more = ungroup(graph, two)
    assert ids.keys() == more.keys()
    after = before.changed(graph, moons, RECIPE)
    names = {
        f"{use}.linear": graph.nodes[new].name
        for use, found in (("one", ids), ("two", more))
        for old, new in found.items()
        if graph.nodes[new].module.type_name() == "Linear"
    }
    assert set(names.values()) == {"linear", "linear1"}
    assert_kept(before, after, names)
    again = group(graph, list(ids.values()))
    grouped = after.changed(again.graph, moons, RECIPE)
    assert_kept(after, grouped, {names["one.linear"]: f"group1.{names['one.linear']}"})


def test_grouping_within_a_definition_keeps_the_weights_of_all_uses(moons):
    before = trained(tower(), moons)
    (cell,) = before.graph.composites.values()
    found = group(before.graph, [id_of(cell.graph, "linear")], scope=cell.id)
    after = before.changed(found.graph, moons, RECIPE)
    assert_kept(before, after, {f"{use}.linear": f"{use}.group1.linear" for use in ("one", "two")})


def test_a_definition_of_its_own_keeps_the_weights_of_the_use(moons):
    before = trained(tower(), moons)
    graph, _ = make_unique(before.graph, id_of(before.graph, "two"))
    assert_kept(before, before.changed(graph, moons, RECIPE))


@pytest.mark.parametrize("name", ["two", "norm", "hidden"])
def test_what_is_no_longer_bypassed_knows_what_it_knew(moons, name):
    before = trained(tower() if name == "two" else moons_graph(), moons)
    node = id_of(before.graph, name)
    bypassed = before.changed(edits.set_bypassed(before.graph, node, True), moons, RECIPE)
    assert not any(path.startswith(name) for path in bypassed.network.weights)
    again = bypassed.changed(before.graph, moons, RECIPE)
    if name == "hidden":  # what reads it had another width, and returns as well
        assert "norm" in again.prepared(2).carried
    assert_kept(before, again)


def test_what_trained_on_in_between_is_not_taken_back(moons):
    before = trained(tower(), moons)
    graph = edits.set_bypassed(before.graph, id_of(before.graph, "two"), True)
    bypassed = before.changed(graph, moons, RECIPE)
    bypassed.advance()
    again = bypassed.changed(before.graph, moons, RECIPE)
    now, then = again.network.weights, before.network.weights
    np.testing.assert_array_equal(now["two.linear.weight"], then["two.linear.weight"])
    np.testing.assert_array_equal(now["first.weight"], bypassed.network.weights["first.weight"])
    assert not np.array_equal(now["first.weight"], then["first.weight"])
    assert again.trainer.updates == bypassed.trainer.updates


def test_a_node_renamed_while_it_is_bypassed_is_known(moons):
    before = trained(tower(), moons)
    node = id_of(before.graph, "two")
    bypassed = before.changed(edits.set_bypassed(before.graph, node, True), moons, RECIPE)
    renamed = bypassed.changed(edits.rename(bypassed.graph, node, "last"), moons, RECIPE)
    again = renamed.changed(edits.set_bypassed(renamed.graph, node, False), moons, RECIPE)
    assert_kept(before, again, {"two": "last"})


def test_a_deletion_that_is_undone_loses_nothing(moons):
    before = trained(tower(), moons)
    gone = dissolve(before.graph, [id_of(before.graph, name) for name in ("two", "first")])
    assert_kept(before, before.changed(gone, moons, RECIPE).changed(before.graph, moons, RECIPE))


def test_another_node_that_gets_a_free_id_begins_anew(moons):
    b = GraphBuilder()
    h = b.add("Linear", b.add("Input"), out_features=2, name="a")
    b.add("CrossEntropyLoss", h, b.add("Target"), name="loss")
    graph, last = edits.insert_on_edge(
        b.build(), b.build().edges[1], modules.get("Linear")(out_features=2)
    )
    before = trained(graph, moons)
    gone = before.changed(dissolve(graph, [last.id]), moons, RECIPE)
    edge = next(e for e in gone.graph.edges if e.source == id_of(gone.graph, "a"))
    graph, other = edits.insert_on_edge(gone.graph, edge, modules.get("Linear")(out_features=2))
    assert other.id == last.id
    after = gone.changed(edits.rename(graph, other.id, "other"), moons, RECIPE)
    assert after.prepared(2).fresh == ("other",)


def test_a_width_that_is_taken_back_brings_its_weights_back(moons):
    before = trained(tower(), moons)
    out, wide = id_of(before.graph, "first"), modules.get("Linear")(out_features=6)
    wider = before.changed(edits.set_module(before.graph, out, wide), moons, RECIPE)
    assert set(wider.prepared(2).fresh) == {"first", "one.linear"}
    wider.advance()
    again = wider.changed(before.graph, moons, RECIPE)
    for name in ("first.weight", "one.linear.weight"):
        np.testing.assert_array_equal(again.network.weights[name], before.network.weights[name])
    once_more = again.changed(wider.graph, moons, RECIPE)
    np.testing.assert_array_equal(
        once_more.network.weights["first.weight"], wider.network.weights["first.weight"]
    )


def test_a_type_that_is_taken_back_brings_its_weights_back(moons):
    before = trained(tower(), moons)
    other = swap(before.graph, id_of(before.graph, "first"), modules.get("BatchNorm")())
    swapped = before.changed(other, moons, RECIPE)
    again = swapped.changed(before.graph, moons, RECIPE)
    np.testing.assert_array_equal(
        again.network.weights["first.weight"], before.network.weights["first.weight"]
    )


def test_another_optimizer_makes_nothing_of_what_was_remembered(moons):
    before = trained(tower(), moons)
    node = id_of(before.graph, "two")
    graph = edits.set_bypassed(before.graph, node, True)
    recipe = RECIPE.replace(optimizer=SGD(momentum=0.9))
    bypassed = before.changed(graph, moons, recipe)
    again = bypassed.changed(before.graph, moons, recipe)
    assert not any(np.any(a) for (_, n), a in slots_by_path(again).items() if n.startswith("two"))
    assert "two.linear" in again.prepared(2).carried


def test_memory_is_bounded_and_the_oldest_goes_first(moons, monkeypatch):
    before = trained(tower(), moons)
    monkeypatch.setattr(memory, "MOST_BYTES", 400)  # one Linear (4, 4) with its slots, not two
    one = edits.set_bypassed(before.graph, id_of(before.graph, "one"), True)
    both = edits.set_bypassed(one, id_of(before.graph, "two"), True)
    session = before.changed(one, moons, RECIPE).changed(both, moons, RECIPE)
    again = session.changed(before.graph, moons, RECIPE)
    assert again.prepared(2).fresh == ("one.linear",)


def test_to_begin_anew_forgets(moons):
    before = trained(tower(), moons)
    graph = edits.set_bypassed(before.graph, id_of(before.graph, "two"), True)
    anew = before.changed(graph, moons, RECIPE).anew()
    assert anew.changed(before.graph, moons, RECIPE).prepared(2).fresh == ("two.linear",)


def test_what_fits_twice_is_not_guessed():
    def place(key: str, path: str = "a.linear", width: int = 4) -> Place:
        return Place(key, path, "Linear", {"weight": (width, 4)})

    new = [place("n3", "linear")]
    assert moves([place("n9/n3")], new) == {"n3": "n9/n3"}
    assert moves([place("n9/n3"), place("n8/n3")], new) == {}
    assert moves([place("n9/n3", width=5)], new) == {}
    assert moves([place("n9/n3", "a.other")], new) == {}
    assert moves([place("n9/n4")], new) == {}
    assert moves([place("n9/n3")], [place("n9-n3", "linear1")]) == {"n9-n3": "n9/n3"}
    assert moves([place("n2/n5")], [place("n2/n9/n5")]) == {"n2/n9/n5": "n2/n5"}
    assert moves([place("n2/n5")], [place("n9/n5")]) == {}


def snapshots(parent: Parent) -> list[Snapshot]:
    return [message for message in parent.messages if isinstance(message, Snapshot)]


def test_the_worker_remembers_until_it_begins_anew():
    board = Board.create()
    parent = Parent(board)
    graph = tower()
    two = id_of(graph, "two")
    gone = edits.set_bypassed(graph, two, True)
    parent.serve(
        5,
        Load(1, 1, graph, MOONS, RECIPE),
        Step(),
        Update(2, gone, MOONS, RECIPE),
        TakeSnapshot(),
        Update(3, graph, MOONS, RECIPE),
    )
    stepped, bypassed, back = (snapshots(parent)[at].weights for at in (1, 2, -1))
    assert "two.linear.weight" not in bypassed
    np.testing.assert_array_equal(back["two.linear.weight"], stepped["two.linear.weight"])
    parent.messages.clear()
    parent.serve(
        4,
        Update(4, gone, MOONS, RECIPE),
        Reset(2, seed=5),
        Update(5, graph, MOONS, RECIPE),
        TakeSnapshot(),
    )
    anew = snapshots(parent)[-1].weights["two.linear.weight"]
    assert not np.array_equal(anew, stepped["two.linear.weight"])
    board.close()
