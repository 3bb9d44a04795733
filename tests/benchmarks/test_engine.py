"""Training steps against PyTorch: the floors that the engine promises, as ``guinet bench``."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from guinet.bench.machine import has_pytorch, this_machine
from guinet.bench.race import measure
from guinet.bench.result import Result
from guinet.bench.table import HEADINGS, cells, markdown
from guinet.bench.workloads import WORKLOADS

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not has_pytorch(), reason="PyTorch is not installed"),
    pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="the floors are for two cores"),
]


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest) -> Iterator[list[Result]]:
    """Collect what was measured, and print the table at the end."""
    found: list[Result] = []
    yield found
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        table = markdown(HEADINGS, [cells(result) for result in found])
        print(f"\n\n{this_machine().text()}\n\n{table}")


@pytest.mark.parametrize("name", WORKLOADS)
def test_the_floors_are_held(name: str, results: list[Result]) -> None:
    result = measure(WORKLOADS[name], rounds=7, seconds=0.3, pytorch=True)
    results.append(result)
    assert result.theirs, "PyTorch took part"
    assert result.missed == ()
