"""Writes the files of the examples, and the help page about them."""

from __future__ import annotations

from guinet.core.resources import resource
from guinet.project.make_examples import example_texts, make_examples
from guinet.project.make_examples.measure import results
from guinet.project.make_examples.page import examples_page

if __name__ == "__main__":
    for file_name, contents in example_texts().items():
        resource("examples", file_name).write_bytes(contents)
    page = examples_page(make_examples(), results())
    resource("help").joinpath("examples.md").write_text(page, encoding="utf-8")
