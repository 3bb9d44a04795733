"""Writes the files of the examples."""

from __future__ import annotations

from guinet.core.resources import resource
from guinet.project.make_examples import example_texts

if __name__ == "__main__":
    for file_name, contents in example_texts().items():
        resource("examples", file_name).write_bytes(contents)
