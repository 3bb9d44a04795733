"""A small project, an editor around it, and a bridge to a process that is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guinet.data.sources.two_moons import TwoMoons
from guinet.data.spec import DataSpec
from guinet.document.document import Document
from guinet.graph.builder import GraphBuilder
from guinet.graph.model import Graph
from guinet.gui.bridge import Bridge
from guinet.gui.editor import Editor
from guinet.gui.sight import Sight
from guinet.project.project import Project
from tests.gui.fakes import FakeClient


def small_graph() -> Graph:
    b = GraphBuilder()
    h = b.add("Tanh", b.add("Linear", b.add("Input", name="x"), out_features=8, name="hidden"))
    out = b.add("Linear", h, out_features=2, name="out")
    b.add("CrossEntropyLoss", out, b.add("Target", name="y"), name="loss")
    return b.build()


@pytest.fixture
def project() -> Project:
    data = DataSpec(source=TwoMoons(samples=40))
    return Project(graph=small_graph(), data=data, title="Small", description="A test.")


@pytest.fixture
def editor(qapp, project) -> Editor:
    return Editor(Document(project))


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


@pytest.fixture
def bridge(editor, client) -> Iterator[Bridge]:
    made = Bridge(editor, make_client=lambda: client)  # type: ignore[arg-type, return-value]
    yield made
    made.shutdown()


@pytest.fixture
def sight(editor, bridge, observer) -> Iterator[Sight]:
    """Return a sight; it has no process until something is looked at."""
    made = Sight(editor, bridge, make_client=observer)
    yield made
    made.shutdown()


@pytest.fixture
def node(editor):
    """Return a node by its name."""

    def find(name: str):
        found = editor.graph.by_name(name)
        assert found is not None
        return found

    return find
