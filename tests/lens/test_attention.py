"""What is shown of each head is what the engine's own module computes."""

from __future__ import annotations

import numpy as np
import pytest

from guinet.core.errors import GuinetError
from guinet.core.sequences import attention
from guinet.core.types import Array
from guinet.data.spec import DataSpec
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.lens.scene import Scene
from guinet.lens.view import SampleAt
from guinet.lens.views.attention import AttentionOf
from tests.lens.conftest import example_scene, scene_of
from tests.lens.test_scene import network_like

TEXT = DataSpec(source={"type": "Characters", "length": 12}, scaling="none", limit=64)


def reader(*, crossed: bool = False, causal: bool = False, shared: bool = False) -> Graph:
    """A network that attends with three heads of its 12 features, perhaps to other positions."""
    b = GraphBuilder()
    query = b.add("Embedding", b.add("Input"), embedding_dim=12, name="query")
    key = b.add("Conv1d", query, out_channels=5, name="key") if crossed else query
    settings = {"num_heads": 3, "causal": causal, "dropout": 0.4, "share": "both"}
    node = b.add("MultiheadAttention", query, key, key, name="look", **settings)
    if shared:
        node = b.add("MultiheadAttention", *(node["y"],) * 3, name="again", **settings)
    out = b.add("Linear", node["y"], out_features=42, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target"), name="loss")
    return b.build()


def computed(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> list[Array]:
    """Return the shares of the heads, (N, heads, T, S), that a way forward comes across."""
    found, plain = [], attention.attend

    def noting(*given: Array) -> tuple[Array, Array, object]:
        answer = plain(*given)
        found.append(answer[1])
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(attention, "attend", noting)
        network_like(scene).forward(scene.part("train"))
    return found


@pytest.mark.parametrize("settings", [{}, {"causal": True}, {"crossed": True}])
def test_each_head_looks_where_the_engine_lets_it_look(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, bool]
) -> None:
    scene = scene_of(reader(**settings), TEXT)
    (wanted,) = computed(monkeypatch, scene)
    for sample in (0, 5, len(wanted) + 2):
        found = AttentionOf("look", SampleAt(sample)).compute(scene)
        assert found.shares.shape == (3, 12, 10 if "crossed" in settings else 12)
        np.testing.assert_allclose(found.shares, wanted[min(sample, len(wanted) - 1)], rtol=1e-5)
    assert np.abs(wanted[0, 0] - wanted[0, 1]).max() > 0.01, "heads differ"
    assert np.abs(wanted[0] - wanted[5]).max() > 0.01, "samples differ"


def test_the_heads_of_two_layers_are_not_taken_for_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = example_scene("transformer")
    paths = [
        path
        for path, node in scene.analysis.flat.nodes.items()
        if node.module.type_name() == "MultiheadAttention"
    ]
    first, second = computed(monkeypatch, scene)
    for path, wanted in zip(paths, (first, second), strict=True):
        found = AttentionOf(path, SampleAt(1)).compute(scene).shares
        np.testing.assert_allclose(found, wanted[1], rtol=1e-4, atol=1e-7)
        mean = scene.evaluate(scene.part("train"), [f"{path}:attention"])[f"{path}:attention"][1]
        np.testing.assert_allclose(found.mean(axis=0), mean, rtol=1e-4, atol=1e-7)
    assert np.abs(first[1] - second[1]).max() > 0.01


def test_heads_that_share_their_weights_look_at_what_arrives_at_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = scene_of(reader(shared=True), TEXT)
    for path, wanted in zip(("look", "again"), computed(monkeypatch, scene), strict=True):
        found = AttentionOf(path, SampleAt(3)).compute(scene).shares
        np.testing.assert_allclose(found, wanted[3], rtol=1e-5)


def test_only_what_attends_has_heads() -> None:
    scene = scene_of(reader(), TEXT)
    for path in ("out", "gone"):
        with pytest.raises(GuinetError, match=f"{path} has no heads"):
            AttentionOf(path).compute(scene)
