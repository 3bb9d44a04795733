"""The examples are what their recipes make, hold together, and keep their promises."""

from __future__ import annotations

from statistics import median

import pytest

from guinet.core.resources import resource
from guinet.data.prepare import describe
from guinet.graph.check import check
from guinet.project.examples import ORDER, examples, open_example
from guinet.project.file import load
from guinet.project.make_examples import example_texts, make_examples
from guinet.project.make_examples.measure import results
from guinet.project.make_examples.page import examples_page
from guinet.project.make_examples.promises import PROMISES


def test_the_files_are_what_the_recipes_make() -> None:
    made = example_texts()
    shipped = {path.name: path.read_bytes() for path in resource("examples").glob("*.guinet")}
    assert shipped == made, "python -m guinet.project.make_examples writes them anew"


def test_the_help_page_tells_of_all_and_of_what_was_measured() -> None:
    page = resource("help", "examples.md").read_text(encoding="utf-8")
    assert page == examples_page(make_examples(), results())
    assert PROMISES.keys() == make_examples().keys()
    for name in ORDER:
        assert f"guinet train example:{name} --seed 1" in page
        measured = results()[name]["values"]
        assert PROMISES[name].kept(median(measured))
        assert f"{median(measured):.4g}" in page


def test_all_are_listed_from_the_simple_to_the_less_simple() -> None:
    listed = examples()
    assert tuple(example.name for example in listed) == ORDER == tuple(make_examples())
    assert all(example.title and len(example.description) > 100 for example in listed)


@pytest.mark.parametrize("name", ORDER)
def test_an_example_opens_without_a_problem(name: str) -> None:
    project = open_example(name)
    loaded = load(f"example:{name}")
    assert loaded.project == project
    assert (loaded.path, loaded.notices) == (None, ())
    assert check(project.graph, describe(project.data)) == []
